import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import type { ScatterMode } from '../../indexing.ts';
import { checkIndices } from '../../reference/check-indices.ts';
import { addressOf } from '../operands.ts';
import { indexingFunctions } from './functions.ts';
import { areIndices, areWithin, hasWords } from './rows.ts';

/** Elements of four bytes. */
export function gather(name: string, input: Operand, dim: number, index: Operand, out: Operand): boolean {
  if (!canName(input, index, out) || !areNames(name, index, input.shape[dim]!)) return false;
  eachNamed('gatherNamed', input, dim, index, out);
  return true;
}

/** Elements of four bytes, put or added. */
export function scatter(
  name: string,
  mode: ScatterMode,
  dim: number,
  index: Operand,
  source: Operand,
  out: Operand,
): boolean {
  if ((mode !== 'set' && mode !== 'add') || !canName(out, index, source)) return false;
  if (!areNames(name, index, out.shape[dim]!)) return false;
  const add = out.dtype === 'float32' ? 'addNamed' : 'addNamedIntegers';
  eachNamed(mode === 'set' ? 'setNamed' : add, out, dim, index, source);
  return true;
}

function canName(named: Operand, index: Operand, other: Operand): boolean {
  const rank = index.shape.length;
  if (rank === 0 || named.shape.length !== rank || other.shape.length !== rank) return false;
  return (
    named.dtype === other.dtype && hasWords(named) && hasWords(other) && index.dtype === 'int32' && hasWords(index)
  );
}

/** Whether indices are in [0, size); those that an expanded index repeats are looked at once. */
function areNames(name: string, index: Operand, size: number): boolean {
  const shape = index.shape.map((length, d) => (index.strides[d] === 0 ? Math.min(length, 1) : length));
  const once = { ...index, shape };
  if (areIndices(once)) return areWithin(once, size);
  checkIndices(name, once, size);
  return true;
}

/**
 * Runs a function on the elements of `named` that the index names along `dim`, and those of `other` at the places of
 * the index. Where several name one element, they come in the order they have along `dim`.
 */
function eachNamed(
  name: 'gatherNamed' | 'setNamed' | 'addNamed' | 'addNamedIntegers',
  named: Operand,
  dim: number,
  index: Operand,
  other: Operand,
): void {
  const { shape } = index;
  const places = sizeOf(shape);
  if (places === 0) return;
  const run = indexingFunctions()[name];
  const along = runDim(shape);
  const namedStep = (d: number): number => (d === dim ? 0 : 4 * named.strides[d]!);
  let [from, at, to] = [addressOf(index), addressOf(named), addressOf(other)];
  const counts = shape.map(() => 0);
  for (let left = places / shape[along]!; left > 0; left--) {
    run(
      from,
      4 * index.strides[along]!,
      at,
      namedStep(along),
      4 * named.strides[dim]!,
      to,
      4 * other.strides[along]!,
      shape[along]!,
    );
    for (let d = shape.length - 1; d >= 0; d--) {
      if (d === along) continue;
      counts[d]!++;
      const restart = counts[d] === shape[d];
      const steps = restart ? 1 - shape[d]! : 1;
      from += steps * 4 * index.strides[d]!;
      at += steps * namedStep(d);
      to += steps * 4 * other.strides[d]!;
      if (!restart) break;
      counts[d] = 0;
    }
  }
}

/** The dimension that a call runs along: the innermost, whose elements lie side by side, unless that is short. */
function runDim(shape: readonly number[]): number {
  const last = shape.length - 1;
  let longest = last;
  if (shape[last]! < 16) for (let d = 0; d < last; d++) if (shape[d]! > shape[longest]!) longest = d;
  return longest;
}
