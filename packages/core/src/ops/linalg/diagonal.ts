import { checkTensor } from '../../op/record.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type DiagonalOptions, diagonal as diagonalOf } from '../diagonals.ts';

/**
 * A view of a diagonal of each matrix of a batch: as {@link diagonalOf | diagonal}, of the last two dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.diagonal.html
 */
export function diagonal(x: Tensor, { offset = 0, dim1 = -2, dim2 = -1 }: DiagonalOptions = {}): Tensor {
  checkTensor('linalg.diagonal', x, 0);
  return diagonalOf(x, { offset, dim1, dim2 });
}
