import { filledLike } from '../../op/allocate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { diagEmbed } from '../diagonals.ts';

/** The identity matrix, of the dtype of `like`. */
export function identityLike(like: Tensor, size: number): Tensor {
  return diagEmbed(filledLike(like, 1, like.dtype, [size]));
}
