import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import { checkIndices } from '../../reference/check-indices.ts';
import { index as referenceIndex, indexPut as referenceIndexPut } from '../../reference/index-tensors.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { indexingFunctions } from './functions.ts';
import { areIndices, eachRow, hasRows, hasWords } from './rows.ts';

/** The rows of an operand as its first dimension has them, whatever the shape of the indices that name them. */
function flattened(x: Operand, rank: number): Operand | undefined {
  const { storage, dtype, offset, shape, strides } = x;
  const rows = sizeOf(shape.slice(0, rank));
  let step = strides[rank - 1] ?? 0;
  for (let d = rank - 1; d > 0; d--) {
    if (strides[d - 1] !== shape[d]! * strides[d]!) return undefined;
  }
  if (rank === 0) step = sizeOf(shape);
  return { storage, dtype, offset, shape: [rows, ...shape.slice(rank)], strides: [step, ...strides.slice(rank)] };
}

/** Whether one index tensor names rows of `named`, and how `rows` has them in order. */
function rowsOf(
  named: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  rows: Operand,
): Operand | undefined {
  if (dims.length !== 1 || dims[0] !== 0 || place !== 0 || !areIndices(chosen[0]!)) return undefined;
  if (named.dtype !== rows.dtype || !hasWords(named) || !hasWords(rows) || !hasRows(named, 0)) return undefined;
  const flat = flattened(rows, chosen[0]!.shape.length);
  return flat && hasRows(flat, 0) ? flat : undefined;
}

/** Refuses indices outside [-size, size). */
function check(name: string, index: Operand, size: number): void {
  if (indexingFunctions().firstOutside(addressOf(index), sizeOf(index.shape), size, size) >= 0) {
    checkIndices(name, index, size, -size, ', the range of dimension 0');
  }
}

/** Picks rows of elements of four bytes that lie side by side. */
export function index(
  name: string,
  input: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  out: Operand,
): void {
  const rows = rowsOf(input, dims, chosen, place, out);
  if (!rows) {
    referenceIndex(name, input, dims, chosen, place, out);
    return;
  }
  check(name, chosen[0]!, input.shape[0]!);
  eachRow('pickRows', input, chosen[0]!, rows.shape[0]!, rows, 0);
}

/** Writes rows of elements of four bytes that lie side by side, or adds such of float32. */
export function indexPut(
  name: string,
  mode: 'set' | 'add',
  source: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  out: Operand,
): void {
  const rows = mode === 'set' || isFloat32(out) ? rowsOf(out, dims, chosen, place, source) : undefined;
  if (!rows) {
    referenceIndexPut(name, mode, source, dims, chosen, place, out);
    return;
  }
  check(name, chosen[0]!, out.shape[0]!);
  eachRow(mode === 'set' ? 'putRows' : 'addRows', out, chosen[0]!, rows.shape[0]!, rows, 0);
}
