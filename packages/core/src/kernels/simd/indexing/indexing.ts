import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import { isFloat32 } from '../operands.ts';
import { areIndices, areWithin, eachRow, hasRows, hasWords } from './rows.ts';

/** Rows of elements of four bytes that lie side by side. */
export function indexSelect(_name: string, input: Operand, dim: number, index: Operand, out: Operand): boolean {
  const rank = input.shape.length;
  const fits = rank > 0 && out.shape.length === rank && hasWords(input) && areIndices(index) && hasRows(input, dim);
  if (!fits || input.dtype !== out.dtype || !hasWords(out) || !hasRows(out, dim)) return false;
  if (!areWithin(index, input.shape[dim]!)) return false;
  eachRow('pickRows', input, index, sizeOf(index.shape), out, dim);
  return true;
}

/** Adds rows of float32 that lie side by side. */
export function indexAdd(_name: string, dim: number, index: Operand, source: Operand, out: Operand): boolean {
  const rank = out.shape.length;
  const fits = rank > 0 && source.shape.length === rank && isFloat32(out) && areIndices(index) && hasRows(out, dim);
  if (!fits || !isFloat32(source) || !hasRows(source, dim)) return false;
  if (!areWithin(index, out.shape[dim]!)) return false;
  eachRow('addRows', out, index, sizeOf(index.shape), source, dim);
  return true;
}
