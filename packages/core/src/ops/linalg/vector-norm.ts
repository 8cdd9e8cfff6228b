import type { Tensor } from '../../tensor/tensor.ts';
import { type NormOptions, vectorNormOf } from '../vector-norm.ts';

/**
 * The `ord`-norm `(Σ |x|^ord)^(1/ord)` over `dim`: a dimension, several, or all. `Infinity` is the largest size,
 * `-Infinity` the smallest, 0 the number of elements that are not zero. Where the norm is 0, so is its gradient; equal
 * sizes share that of ±`Infinity`.
 *
 * Throws a DTypeError for integers and bools, or a `dtype` that is narrower, a ShapeError for an empty dimension when
 * `ord` is negative or infinite, an IndexError for a dimension out of range, an ArgumentError for one given twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html
 */
export function vectorNorm(x: Tensor, ord = 2, options: NormOptions = {}): Tensor {
  return vectorNormOf('linalg.vectorNorm', x, ord, options);
}
