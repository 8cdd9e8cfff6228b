import { add, lt, mul, where } from '../../../formula/elementary.ts';
import type { Formula, Num } from '../../../formula/formula.ts';
import { formulaOf } from '../../../formula/formula-of.ts';
import type { Operand } from '../../../memory/memory.ts';
import { type Shape, sizeOf } from '../../../shape.ts';
import { runVectors } from '../map.ts';
import { isFloat32, type VectorOperand } from '../operands.ts';
import { scratchLike } from '../rows/logit-rows.ts';
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

/** What index tensors name: rows of an operand, by one index each. */
interface Named {
  readonly named: Operand;
  readonly index: VectorOperand;
  readonly rows: Operand;
}

/** Those rows of `named` that index tensors for its first dimensions name, and `rows` of them in order, if all of this is so. */
function rowsOf(
  named: Operand,
  dims: readonly number[],
  chosen: readonly Operand[],
  place: number,
  rows: Operand,
): Named | undefined {
  if (place !== 0 || !dims.every((dim, i) => dim === i) || !chosen.every(areIndices)) return undefined;
  if (named.dtype !== rows.dtype || !hasWords(named) || !hasWords(rows)) return undefined;
  const all = flattened(named, dims.length);
  const flat = flattened(rows, chosen[0]!.shape.length);
  if (!all || !flat || !hasRows(all, 0) || !hasRows(flat, 0)) return undefined;
  const { shape } = named;
  if (!chosen.every((index, i) => areWithin(index, shape[i]!, shape[i]!))) return undefined;
  return { named: all, index: chosen.length === 1 ? chosen[0]! : joined(shape, chosen), rows: flat };
}

let formulas: { readonly first: Formula; readonly next: Formula } | undefined;

/** One index, in scratch memory, into dimensions as one, from one for each of them. */
function joined(shape: Shape, chosen: readonly Operand[]): VectorOperand {
  const wrapped = (i: Num, size: Num): Num => where(lt(i, 0), add(i, size), i);
  formulas ??= {
    first: formulaOf(1, 1, ([i], [size]) => wrapped(i, size)),
    next: formulaOf(2, 1, ([before, i], [size]) => add(mul(before, size), wrapped(i, size))),
  };
  const index = scratchLike(chosen[0]!);
  const { first, next } = formulas;
  for (const [d, own] of chosen.entries()) {
    runVectors(d === 0 ? first : next, d === 0 ? [own] : [index, own], [index], [shape[d]!], true);
  }
  return index;
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
  const found = rowsOf(input, dims, chosen, place, out);
  if (!found) return false;
  eachRow('pickRows', found.named, found.index, found.rows.shape[0]!, found.rows, 0);
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
  const found = mode === 'set' || isFloat32(out) ? rowsOf(out, dims, chosen, place, source) : undefined;
  if (!found) return false;
  eachRow(mode === 'set' ? 'putRows' : 'addRows', found.named, found.index, found.rows.shape[0]!, found.rows, 0);
  return true;
}
