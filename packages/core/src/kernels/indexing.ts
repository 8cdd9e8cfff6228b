import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { gather, indexAdd, indexSelect, scatter } from './reference/indexing.ts';
import { gather as simdGather, scatter as simdScatter } from './simd/indexing/along.ts';
import { indexAdd as simdIndexAdd, indexSelect as simdIndexSelect } from './simd/indexing/indexing.ts';

/** What becomes of an element and one that is scattered to its place; `max` and `min` propagate NaN. */
export type ScatterMode = 'set' | 'add' | 'multiply' | 'max' | 'min';

/** `out[i][j] = input[index[i][j]][j]` along `dim`. Throws an IndexError naming `name` before writing. */
export const gatherKernel: (name: string, input: Operand, dim: number, index: Operand, out: Operand) => void =
  /* @__PURE__ */ defineKernel(gather, simdGather);

/** The inverse: combines `source` with what `out` has at `index` along `dim`. Throws as {@link gatherKernel}. */
export const scatterKernel: (
  name: string,
  mode: ScatterMode,
  dim: number,
  index: Operand,
  source: Operand,
  out: Operand,
) => void = /* @__PURE__ */ defineKernel(scatter, simdScatter);

/** Rows `index` (1-d) of `input` along `dim`. Throws as {@link gatherKernel}. */
export const indexSelectKernel: (name: string, input: Operand, dim: number, index: Operand, out: Operand) => void =
  /* @__PURE__ */ defineKernel(indexSelect, simdIndexSelect);

/** Adds row `i` of `source` to row `index[i]` of `out` along `dim`. Throws as {@link gatherKernel}. */
export const indexAddKernel: (name: string, dim: number, index: Operand, source: Operand, out: Operand) => void =
  /* @__PURE__ */ defineKernel(indexAdd, simdIndexAdd);
