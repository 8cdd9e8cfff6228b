import type { Tensor } from '../tensor/tensor.ts';
import { checkTable, type EmbeddingOptions, limitNorms, lookUp } from './embedding-table.ts';
import { integerIndex } from './index-checks.ts';

export type { EmbeddingOptions } from './embedding-table.ts';

/**
 * The rows of a table (`weight`, `[rows, width]`) that integers name: shape `[…input, width]`.
 *
 * Throws a DTypeError unless the input is of integers, a ShapeError unless the weight is a matrix, an IndexError naming
 * the first index out of range (negative ones are), an ArgumentError for a negative `maxNorm` or a `normType`
 * that is not positive.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html
 */
export function embedding(input: Tensor, weight: Tensor, options: EmbeddingOptions = {}): Tensor {
  const caller = 'embedding';
  const paddingIdx = checkTable(caller, input, weight, options);
  const { maxNorm, normType = 2, scaleGradByFreq = false } = options;
  const indices = integerIndex(caller, input);
  const index = indices.flatten();
  if (maxNorm !== undefined) limitNorms(caller, weight, index, maxNorm, normType);
  const rows = lookUp(weight, index, { caller, paddingIdx, scaleGradByFreq });
  return rows.reshape([...indices.shape, weight.shape[1]!]);
}
