import { filledLike } from '../op/allocate.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cat } from './joining.ts';

/**
 * For each element, the product of all others along `dim`.
 *
 * Halves are multiplied pairwise; the others of an element are its partner and the others of its pair. A linear number
 * of multiplications and nothing else, so that zeros do no harm to it or to any of its derivatives.
 */
function alongDim(x: Tensor, dim: number): Tensor {
  const size = x.shape[dim]!;
  if (size === 0) return x;
  if (size === 1) return filledLike(x, 1);
  const half = size >> 1;
  const a = x.narrow(dim, 0, half);
  const b = x.narrow(dim, half, half);
  if (size === 2) return cat([b, a], { dim });
  const pairs = a.mul(b);
  if (size % 2 === 0) {
    const others = alongDim(pairs, dim);
    return cat([others.mul(b), others.mul(a)], { dim });
  }
  const withLast = alongDim(cat([pairs, x.narrow(dim, size - 1, 1)], { dim }), dim);
  const others = withLast.narrow(dim, 0, half);
  return cat([others.mul(b), others.mul(a), withLast.narrow(dim, half, 1)], { dim });
}

/** For each element, the product of the others that are reduced with it: the derivative of `prod`. */
export function productOfOthers(x: Tensor, dims: readonly number[]): Tensor {
  if (dims.length === 0) return filledLike(x, 1);
  if (dims.length === 1) return alongDim(x, dims[0]!);
  const kept: number[] = [];
  for (let d = 0; d < x.shape.length; d++) if (!dims.includes(d)) kept.push(d);
  const order = [...kept, ...dims];
  const moved = x.permute(order);
  const rows = moved.shape.slice(0, kept.length);
  const count = dims.reduce((product, dim) => product * x.shape[dim]!, 1);
  const back = order.map((_, d) => order.indexOf(d));
  return alongDim(moved.reshape([...rows, count]), kept.length)
    .reshape(moved.shape)
    .permute(back);
}
