import {
  ArgumentError,
  bernoulli,
  DTypeError,
  empty,
  type Generator,
  isFloat,
  type Shape,
  type Tensor,
} from '@cotangent/core';

/** Refuses what is no probability. */
export function checkProbability(name: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`${name}: p is ${p}, expected a probability in [0, 1]`);
}

/** Whether a call drops anything; refuses bad settings, and integers where it does. */
export function drops(name: string, x: Tensor, p: number, training: boolean): boolean {
  checkProbability(name, p);
  if (!training || p === 0 || x.numel() === 0) return false;
  if (!isFloat(x.dtype)) throw new DTypeError(`${name}: expected a float tensor, got ${x.dtype}`);
  return true;
}

/** Ones where something is kept, zeros elsewhere, drawn as PyTorch draws them. */
export function drawKept(x: Tensor, shape: Shape, p: number, generator: Generator | undefined): Tensor {
  return bernoulli(empty(shape, { dtype: x.dtype }), 1 - p, { generator });
}

/** One element for each of the first two dims: what happens to whole channels. */
export function channelShape(shape: Shape): Shape {
  return shape.map((size, dim) => (dim < 2 ? size : 1));
}
