import type { Operand } from '../../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import { addressOf, type VectorOperand } from '../operands.ts';
import { indexingFunctions } from './functions.ts';

/** Whether an operand holds elements of four bytes in the linear memory, which are copied alike. */
export function hasWords({ dtype, storage }: Operand): boolean {
  return (dtype === 'float32' || dtype === 'int32') && storage.pointer >= 0;
}

/** Whether indices are int32, one after the other. */
export function areIndices(index: Operand): boolean {
  const { dtype, storage, shape, strides } = index;
  return dtype === 'int32' && storage.pointer >= 0 && isContiguous(shape, strides);
}

/** Whether {@link areIndices | indices} are in [-below, size); the plain loop names the first that is not. */
export function areWithin(index: Operand, size: number, below = 0): boolean {
  return indexingFunctions().areWithin(addressOf(index), sizeOf(index.shape), size, below) === 1;
}

/** Whether the elements behind a dimension lie side by side. */
export function hasRows({ shape, strides }: Operand, dim: number): boolean {
  let step = 1;
  for (let d = shape.length - 1; d > dim; d--) {
    if (shape[d] === 1) continue;
    if (strides[d] !== step) return false;
    step *= shape[d]!;
  }
  return true;
}

/** How many elements the dimensions from `start` up to `end` have. */
export function sizeBetween({ shape }: Operand, start: number, end: number): number {
  let size = 1;
  for (let d = start; d < end; d++) size *= shape[d]!;
  return size;
}

/** How far the `place`-th element of the dimensions before `dim` is from the first. */
function offsetBefore({ shape, strides }: Operand, dim: number, place: number): number {
  let offset = 0;
  let rest = place;
  for (let d = dim - 1; d >= 0; d--) {
    offset += (rest % shape[d]!) * strides[d]!;
    rest = Math.floor(rest / shape[d]!);
  }
  return offset;
}

/**
 * Runs a function on the rows behind `dim` that indices name in `named`, and those of `rows` in order, for each place
 * before `dim`.
 */
export function eachRow(
  name: 'pickRows' | 'putRows' | 'addRows',
  named: Operand,
  index: VectorOperand,
  count: number,
  rows: Operand,
  dim: number,
): void {
  const run = indexingFunctions()[name];
  const places = sizeBetween(named, 0, dim);
  const bytes = 4 * sizeBetween(named, dim + 1, named.shape.length);
  for (let place = 0; place < places; place++) {
    run(
      addressOf(named) + 4 * offsetBefore(named, dim, place),
      4 * named.strides[dim]!,
      named.shape[dim]!,
      addressOf(index),
      count,
      addressOf(rows) + 4 * offsetBefore(rows, dim, place),
      4 * rows.strides[dim]!,
      bytes,
    );
  }
}
