import { ArgumentError, ShapeError } from '../../errors.ts';
import type { Operand } from '../../memory/memory.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { requireFloat } from '../require-float.ts';

/** Refuses anything but matrices, or batches of them. */
function checkRank(name: string, x: Tensor, position: number): void {
  checkTensor(name, x, position);
  if (x.shape.length < 2)
    throw new ShapeError(`${name}: expected a matrix or a batch of them, got the shape ${formatShape(x.shape)}`);
}

/** Refuses anything but matrices of floats, or batches of them. */
export function checkMatrices(name: string, x: Tensor, position = 0): void {
  checkRank(name, x, position);
  requireFloat(name, x.dtype);
}

/** Refuses anything but square matrices. */
export function checkSquareShape(name: string, x: Tensor, position = 0): void {
  checkRank(name, x, position);
  if (x.shape.at(-1) !== x.shape.at(-2))
    throw new ShapeError(`${name}: expected square matrices, got the shape ${formatShape(x.shape)}`);
}

/** Refuses anything but square matrices of floats. */
export function checkSquare(name: string, x: Tensor, position = 0): void {
  checkSquareShape(name, x, position);
  requireFloat(name, x.dtype);
}

/** Who refuses a matrix on which a factorization fails; nobody when absent. */
export interface Checked {
  readonly checked: string | undefined;
}

/** Refuses the first matrix whose `info` is not 0, in the name of `checked`. */
export function checkInfo({ checked }: Checked, info: Operand, reason: (order: number) => string): void {
  if (checked === undefined) return;
  const orders = info.storage.data;
  for (let i = 0; i < orders.length; i++) {
    if (orders[i] === 0) continue;
    const which = info.shape.length === 0 ? 'the matrix' : `matrix ${i} of the batch`;
    throw new ArgumentError(`${checked}: ${which} ${reason(orders[i]!)}`);
  }
}

/** What {@link checkInfo} says of a matrix without an inverse. */
export function singular(pivot: number): string {
  return `is singular: pivot ${pivot} is 0`;
}

/** Refuses what the kernel of a decomposition found not to be finite. */
export function checkFinite(name: string, finite: boolean): void {
  if (!finite) throw new ArgumentError(`${name}: the matrix has elements that are not finite`);
}
