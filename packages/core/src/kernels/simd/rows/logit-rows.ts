import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import { contiguousStrides, isContiguous, sizeOf } from '../../../shape.ts';
import { isFloat32, type VectorOperand } from '../operands.ts';
import { copyTransposed } from '../transposed.ts';
import type { Walk } from './each-row.ts';

/**
 * The longest rows that are walked four at a time, where each costs a logarithm and where not. Measured with 64 rows:
 * cross entropy takes 0.3 of the time with 3 classes, 0.65 with 20 and 0.8 with 64; its gradient 0.4 with 3, 0.7 to 1 with
 * 20 (1 where vectors along the rows are full) and 1.1 with 32.
 */
export const longestAcross = { withLog: 64, withoutLog: 20 } as const;

/** An operand with one of its dimensions as the innermost. */
export function withInnermost(operand: VectorOperand, dim: number): VectorOperand {
  const { storage, dtype, offset, shape, strides } = operand;
  if (dim === shape.length - 1) return operand;
  const move = (list: readonly number[]): number[] => [...list.slice(0, dim), ...list.slice(dim + 1), list[dim]!];
  return { storage, dtype, offset, shape: move(shape), strides: move(strides) };
}

/** Scratch memory for float32 of a shape. */
export function scratchLike({ dtype, shape }: VectorOperand): VectorOperand {
  const storage = { pointer: takeScratch(4 * sizeOf(shape)) };
  return { storage, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
}

/**
 * Logits `[N, C]` or `[N, C, D]` whose rows lie one after the other, each with its elements side by side: these, or a copy in scratch
 * memory; `undefined` for other operands.
 */
export function straightRows(logits: Operand): VectorOperand | undefined {
  if (!isFloat32(logits) || logits.shape[1] === 0) return undefined;
  if (rowStepOf(logits) > 0) return logits;
  const places = withInnermost(logits, 1);
  const copy = scratchLike(places);
  return copyTransposed(places, copy) ? withInnermost(copy, 1) : undefined;
}

/** How many elements the rows of logits are apart; 0 where they or their elements do not lie in a row. */
export function rowStepOf({ shape, strides }: VectorOperand): number {
  const [batch, classes, places = 1] = shape as readonly [number, number, number?];
  const [step, inner, placeStep = 0] = strides as readonly [number, number, number?];
  if (classes > 1 && inner !== 1) return 0;
  if (places === 1) return batch === 1 ? classes : step;
  return batch === 1 || step === places * placeStep ? placeStep : 0;
}

/** How many elements the gradients of rows are apart: 1, 0 where it is one for all, or -1 where they lie otherwise. */
export function gradStepOf(grad: Operand): number {
  const { shape, strides } = grad;
  if (!isFloat32(grad)) return -1;
  if (isContiguous(shape, strides)) return shape.length === 0 ? 0 : 1;
  for (let d = 0; d < shape.length; d++) if (shape[d] !== 1 && strides[d] !== 0) return -1;
  return 0;
}

/** How rows are best walked that are four at a time only up to a `longest`, see {@link longestAcross}. */
export function walkOf(rows: number, length: number, longest: number): Walk {
  if (rows < 4 || length > longest) return 'along';
  return rows % 4 === 0 ? 'across' : 'both';
}

/** Scratch memory in which `matrices` of four rows stand transposed, where {@link eachRow} takes four at a time. */
export function columnsFor(walk: Walk, length: number, matrices: number): number {
  return walk === 'along' ? 0 : takeScratch(16 * length * matrices);
}

/**
 * Where rows of results can be written one after the other: `out`, which is contiguous, or scratch memory, from where
 * {@link copyTransposed} brings them there.
 */
export function resultRows(out: VectorOperand): VectorOperand {
  return rowStepOf(out) === out.shape[1] ? out : withInnermost(scratchLike(withInnermost(out, 1)), 1);
}
