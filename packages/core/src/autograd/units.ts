import { allocateLike, filledLike, writeElements } from '../op/allocate.ts';
import { stack } from '../ops/joining.ts';
import { unbind } from '../ops/splitting.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { vmap } from './vmap.ts';

/** How a linear function is called with all unit vectors. */
export interface UnitOptions {
  /** With all at once, by vmap; otherwise one after the other. */
  readonly vectorize: boolean;
  /** So many at a time, when vectorized. */
  readonly chunkSize?: number | undefined;
}

/**
 * What a linear function gives for each unit vector of the space of `space`, along a new first dimension of each of its
 * results, which have the shapes of `like`.
 */
export function forEachUnit(
  space: Tensor,
  like: readonly Tensor[],
  fn: (unit: Tensor) => Tensor[],
  { vectorize, chunkSize }: UnitOptions,
): Tensor[] {
  const size = sizeOf(space.shape);
  if (size === 0) return like.map((x) => filledLike(x, 0, x.dtype, [0, ...x.shape]));
  const units = allocateLike(space, space.dtype, [size, ...space.shape]);
  writeElements(units, (elements) => {
    elements.fill(0);
    for (let i = 0; i < size; i++) elements[i * size + i] = 1;
  });
  if (vectorize) return vmap(fn, { chunkSize })(units) as Tensor[];
  const rows = unbind(units, 0).map(fn);
  return like.map((_, i) => stack(rows.map((row) => row[i]!)));
}
