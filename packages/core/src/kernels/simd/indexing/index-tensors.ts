import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import { isFloat32 } from '../operands.ts';
import { areIndices, areWithin, eachRow, hasRows, hasWords } from './rows.ts';

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

/** How `rows` has those rows of `named` in order that one index tensor names, if all of this is so. */
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
  const size = named.shape[0]!;
  return flat && hasRows(flat, 0) && areWithin(chosen[0]!, size, size) ? flat : undefined;
}

/** Picks rows of elements of four bytes that lie side by side. */
export function index(
  _name: string,
  input: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  out: Operand,
): boolean {
  const rows = rowsOf(input, dims, chosen, place, out);
  if (!rows) return false;
  eachRow('pickRows', input, chosen[0]!, rows.shape[0]!, rows, 0);
  return true;
}

/** Writes rows of elements of four bytes that lie side by side, or adds such of float32. */
export function indexPut(
  _name: string,
  mode: 'set' | 'add',
  source: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  out: Operand,
): boolean {
  const rows = mode === 'set' || isFloat32(out) ? rowsOf(out, dims, chosen, place, source) : undefined;
  if (!rows) return false;
  eachRow(mode === 'set' ? 'putRows' : 'addRows', out, chosen[0]!, rows.shape[0]!, rows, 0);
  return true;
}
