import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import { indexAdd as referenceIndexAdd, indexSelect as referenceIndexSelect } from '../../reference/indexing.ts';
import { isFloat32 } from '../operands.ts';
import { areIndices, check, eachRow, hasRows, hasWords } from './rows.ts';

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
