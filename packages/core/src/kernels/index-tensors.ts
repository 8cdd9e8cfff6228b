import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { index, indexPut } from './reference/index-tensors.ts';
import { index as simdIndex, indexPut as simdIndexPut } from './simd/indexing/index-tensors.ts';

/**
 * Picks elements by index tensors of one shape, one for each of `dims` of the input. Their dimensions stand in `out`
 * from `place` on, those of the input that are not in `dims` around them, in order. A negative index counts from the
 * end. Throws an IndexError naming `name` before writing.
 */
export const indexKernel: (
  name: string,
  input: Operand,
  dims: readonly number[],
  indices: readonly Operand[],
  place: number,
  out: Operand,
) => void = /* @__PURE__ */ defineKernel(index, simdIndex);

/** The inverse: writes (or adds) `source`, shaped as what `index` picks, into `out`. Throws an IndexError naming `name` before writing. */
export const indexPutKernel: (
  name: string,
  mode: 'set' | 'add',
  source: Operand,
  dims: readonly number[],
  indices: readonly Operand[],
  place: number,
  out: Operand,
) => void = /* @__PURE__ */ defineKernel(indexPut, simdIndexPut);
