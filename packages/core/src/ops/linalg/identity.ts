import { filledLike, writeElements } from '../../op/allocate.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Ones on the diagonal and zeros elsewhere, of the dtype of `like`. */
export function identityLike(like: Tensor, rows: number, columns: number = rows): Tensor {
  const identity = filledLike(like, 0, like.dtype, [rows, columns]);
  writeElements(identity, (elements) => {
    for (let i = 0; i < Math.min(rows, columns); i++) elements[i * columns + i] = 1;
  });
  return identity;
}
