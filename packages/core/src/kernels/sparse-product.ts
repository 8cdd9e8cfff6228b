import type { Operand } from '../memory/memory.ts';
import { defineKernel } from './define-kernel.ts';
import { sparseProduct } from './reference/sparse-product.ts';
import { sparseProduct as simdSparseProduct } from './simd/sparse-product.ts';

/** A matrix by what its rows hold: `counts[i]` elements in row i, whose columns and values follow those of row i - 1. */
export interface SparseMatrix {
  readonly counts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/**
 * Multiplies each vector along `dim` by a matrix: `out[i] = Σ values · input[columns]` over the elements of row i, 0 where
 * it has none. Columns must lie within the input.
 */
export const sparseProductKernel: (input: Operand, dim: number, matrix: SparseMatrix, out: Operand) => void =
  /* @__PURE__ */ defineKernel(sparseProduct, simdSparseProduct);
