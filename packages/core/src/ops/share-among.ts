import type { Tensor } from '../tensor/tensor.ts';

/** Where elements equal the one that was picked, or are NaN as it is. */
export function reached(x: Tensor, picked: Tensor): Tensor {
  return x.eq(picked).logicalOr(x.isnan().logicalAnd(picked.isnan()));
}

/** A gradient with size 1 at `dims`, parted evenly among the elements there that a mask names. */
export function shareAmong(mask: Tensor, grad: Tensor, dims: readonly number[]): Tensor {
  return grad.div(mask.sum({ dim: dims, keepdim: true })).mul(mask);
}
