import type { Tensor } from '../../tensor/tensor.ts';
import { type CrossOptions, crossProduct } from '../cross.ts';

/**
 * As {@link cross}, by default along the last dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.cross.html
 */
export function cross(a: Tensor, b: Tensor, { dim = -1 }: CrossOptions = {}): Tensor {
  return crossProduct('linalg.cross', a, b, dim);
}
