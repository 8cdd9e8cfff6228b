import type { Operand } from '../../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import { checkIndices } from '../../reference/check-indices.ts';
import {
  gather as referenceGather,
  indexAdd as referenceIndexAdd,
  indexSelect as referenceIndexSelect,
} from '../../reference/indexing.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { indexingFunctions } from './functions.ts';
import { areIndices, eachRow, hasRows, hasWords, sizeBetween } from './rows.ts';

/** Refuses indices outside [0, size). */
function check(name: string, index: Operand, size: number): void {
  if (indexingFunctions().firstOutside(addressOf(index), sizeOf(index.shape), size, 0) >= 0) {
    checkIndices(name, index, size);
  }
}

/** Rows of elements of four bytes that lie side by side. */
export function indexSelect(name: string, input: Operand, dim: number, index: Operand, out: Operand): void {
  const rank = input.shape.length;
  const fits = rank > 0 && out.shape.length === rank && hasWords(input) && areIndices(index) && hasRows(input, dim);
  if (!fits || input.dtype !== out.dtype || !hasWords(out) || !hasRows(out, dim)) {
    referenceIndexSelect(name, input, dim, index, out);
    return;
  }
  check(name, index, input.shape[dim]!);
  eachRow('pickRows', input, index, sizeOf(index.shape), out, dim);
}

/** Adds rows of float32 that lie side by side. */
export function indexAdd(name: string, dim: number, index: Operand, source: Operand, out: Operand): void {
  const rank = out.shape.length;
  const fits = rank > 0 && source.shape.length === rank && isFloat32(out) && areIndices(index) && hasRows(out, dim);
  if (!fits || !isFloat32(source) || !hasRows(source, dim)) {
    referenceIndexAdd(name, dim, index, source, out);
    return;
  }
  check(name, index, out.shape[dim]!);
  eachRow('addRows', out, index, sizeOf(index.shape), source, dim);
}

/** Elements of four bytes along the innermost dimension, for indices that name some for every row. */
export function gather(name: string, input: Operand, dim: number, index: Operand, out: Operand): void {
  const last = input.shape.length - 1;
  const fits = dim === last && input.dtype === out.dtype && hasWords(input) && hasWords(out) && areIndices(index);
  if (!fits || !walksRows(input, index) || !isContiguous(out.shape, out.strides)) {
    referenceGather(name, input, dim, index, out);
    return;
  }
  check(name, index, input.shape[dim]!);
  const rows = sizeBetween(index, 0, last);
  const step = last === 0 ? 0 : 4 * input.strides[last - 1]!;
  indexingFunctions().gatherRows(addressOf(input), step, rows, addressOf(index), index.shape[last]!, addressOf(out));
}

/** Whether the rows that belong to those of the index are all the same distance apart, and their elements side by side. */
function walksRows({ shape, strides }: Operand, index: Operand): boolean {
  const last = shape.length - 1;
  if (last < 0 || index.shape.length !== shape.length || (strides[last] !== 1 && shape[last] !== 1)) return false;
  for (let d = last - 1; d > 0; d--) {
    if (index.shape[d] !== shape[d] || strides[d - 1] !== shape[d]! * strides[d]!) return false;
  }
  return true;
}
