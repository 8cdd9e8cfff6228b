import {
  cat,
  DTypeError,
  formatShape,
  isFloat,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
  zeros,
} from '@cotangent/core';

/** The masks of a call of MultiheadAttention. */
export interface AttentionMasks {
  readonly keyPaddingMask?: Tensor | undefined;
  readonly attnMask?: Tensor | undefined;
}

/** The sizes that masks must have. */
export interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly batched: boolean;
}

/** The sum of both masks, in which −∞ leaves out, so that it broadcasts to scores `[N, heads, L, S]`. */
export function mergeMasks(
  { keyPaddingMask, attnMask }: AttentionMasks,
  { batch, heads, queries, keys, batched }: AttentionSizes,
  like: Tensor,
): Tensor | undefined {
  const padding = keyPaddingMask && asSummands('keyPaddingMask', keyPaddingMask, like);
  const forbidden = attnMask && asSummands('attnMask', attnMask, like);
  if (padding) checkShape('keyPaddingMask', padding, [batched ? [batch, keys] : [keys]]);
  if (forbidden) {
    checkShape('attnMask', forbidden, [
      [queries, keys],
      [batch * heads, queries, keys],
    ]);
  }
  const perKey = padding?.reshape([batch, 1, 1, keys]);
  const perQuery = forbidden?.ndim === 3 ? forbidden.reshape([batch, heads, queries, keys]) : forbidden;
  return perKey && perQuery ? perKey.add(perQuery) : (perKey ?? perQuery);
}

/** The mask for `count` more keys, at the end, that every query may look at. */
export function allowMoreKeys(mask: Tensor | undefined, count: number): Tensor | undefined {
  if (!mask || count === 0) return mask;
  return cat([mask, zeros([...mask.shape.slice(0, -1), count], { dtype: mask.dtype })], { dim: -1 });
}

function asSummands(name: string, mask: Tensor, like: Tensor): Tensor {
  if (mask.dtype === 'bool') {
    return zeros(mask.shape, { dtype: like.dtype }).maskedFill(mask, Number.NEGATIVE_INFINITY);
  }
  if (isFloat(mask.dtype) && mask.dtype === like.dtype) return mask;
  throw new DTypeError(`multiheadAttention: ${name} is ${mask.dtype}, expected bool or ${like.dtype}`);
}

function checkShape(name: string, { shape }: Tensor, allowed: readonly Shape[]): void {
  if (allowed.some((expected) => sameShape(expected, shape))) return;
  const expected = allowed.map(formatShape).join(' or ');
  throw new ShapeError(`multiheadAttention: ${name} has shape ${formatShape(shape)}, expected ${expected}`);
}
