import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { isTensor } from '../op/record.ts';
import { formatShape, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Refuses a learned or running tensor of another shape or dtype than the input asks for. */
export function checkFits(name: string, what: string, value: Tensor | undefined, x: Tensor, shape: Shape): void {
  if (value === undefined) return;
  if (!isTensor(value)) throw new ArgumentError(`${name}: ${what} must be a tensor, got ${typeof value}`);
  if (!sameShape(value.shape, shape)) {
    throw new ShapeError(`${name}: ${what} has shape ${formatShape(value.shape)}, expected ${formatShape(shape)}`);
  }
  if (value.dtype !== x.dtype) {
    throw new DTypeError(`${name}: ${what} is ${value.dtype} but the input ${x.dtype}; convert one of them`);
  }
}
