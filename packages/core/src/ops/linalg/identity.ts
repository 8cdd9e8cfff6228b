import { filledLike, writeElements } from '../../op/allocate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { where } from '../conditional.ts';

/** Ones on the diagonal and zeros elsewhere, of the dtype of `like`. */
export function identityLike(like: Tensor, rows: number, columns: number = rows): Tensor {
  const identity = filledLike(like, 0, like.dtype, [rows, columns]);
  writeElements(identity, (elements) => {
    for (let i = 0; i < Math.min(rows, columns); i++) elements[i * columns + i] = 1;
  });
  return identity;
}

/** As {@link identityLike} for each matrix of a batch, and in the graph: with a gradient of zeros. */
export function identityOf(x: Tensor): Tensor {
  const identity = identityLike(x, x.shape.at(-2)!, x.shape.at(-1)!);
  return where(filledLike(x, 0, 'bool', []), x, identity);
}
