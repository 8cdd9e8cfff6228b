import { ShapeError } from '../errors.ts';
import {
  type Normalize,
  type NormalizeBackward,
  type Normalizing,
  normalizeChannels,
  normalizeChannelsBackward,
  normalizeRows,
  normalizeRowsBackward,
} from '../kernels/normalization.ts';
import type { Operand } from '../memory/memory.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineNormalization } from './define-normalization.ts';
import { checkFits } from './normalized-operands.ts';
import { requireFloat } from './require-float.ts';

/** The learned factor and summand of a normalisation, and what keeps it from dividing by 0. */
export interface NormalizationOptions {
  /** What the normalised elements are multiplied by. */
  readonly weight?: Tensor | undefined;
  /** What is added then. */
  readonly bias?: Tensor | undefined;
  /** Added to the variance. Defaults to 1e-5. */
  readonly eps?: number | undefined;
}

/** What rmsNorm takes. */
export interface RmsNormOptions {
  /** What the normalised elements are multiplied by. */
  readonly weight?: Tensor | undefined;
  /** Added to the mean square. Defaults to the distance from 1 to the next number of the dtype. */
  readonly eps?: number | undefined;
}

/** The last dims, as many as `normalizedShape` has. */
function lastDims(name: string, x: Tensor, normalizedShape: Shape): number[] {
  checkTensor(name, x, 0);
  requireFloat(name, x.dtype);
  const count = normalizedShape.length;
  if (count === 0) throw new ShapeError(`${name}: the normalised shape is [], expected one dimension or more`);
  if (x.ndim < count || !sameShape(x.shape.slice(-count), normalizedShape)) {
    const [came, expected] = [formatShape(x.shape), formatShape(normalizedShape)];
    throw new ShapeError(`${name}: the input has shape ${came}, expected its last dimensions to be ${expected}`);
  }
  return normalizedShape.map((_, i) => x.ndim - count + i);
}

const layerNormOp = /* @__PURE__ */ defineNormalization({
  name: 'layerNorm',
  centered: true,
  forward: normalizeRows,
  backward: normalizeRowsBackward,
});

/**
 * `(x − mean) / √(variance + eps) · weight + bias`, with mean and variance of the last dimensions, whose sizes are
 * `normalizedShape` (Ba et al. 2016, https://arxiv.org/abs/1607.06450). The variance divides by the number of elements;
 * weight and bias have the shape `normalizedShape`.
 *
 * Throws a ShapeError when shapes do not fit, a DTypeError for integers and for a weight or bias of another dtype.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html
 */
export function layerNorm<S extends Shape>(
  x: Tensor<S>,
  normalizedShape: Shape,
  { weight, bias, eps = 1e-5 }: NormalizationOptions = {},
): Tensor<S> {
  const dims = lastDims('layerNorm', x, normalizedShape);
  checkFits('layerNorm', 'weight', weight, x, normalizedShape);
  checkFits('layerNorm', 'bias', bias, x, normalizedShape);
  return layerNormOp([x, weight, bias], { dims, eps })[0] as Tensor<S>;
}

const rmsNormOp = /* @__PURE__ */ defineNormalization({
  name: 'rmsNorm',
  centered: false,
  forward: normalizeRows,
  backward: normalizeRowsBackward,
});

/**
 * `x / √(mean(x²) + eps) · weight`, with the mean over the last dimensions, whose sizes are `normalizedShape` (Zhang and
 * Sennrich 2019, https://arxiv.org/abs/1910.07467).
 *
 * Throws as {@link layerNorm}. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html
 */
export function rmsNorm<S extends Shape>(
  x: Tensor<S>,
  normalizedShape: Shape,
  { weight, eps }: RmsNormOptions = {},
): Tensor<S> {
  const dims = lastDims('rmsNorm', x, normalizedShape);
  checkFits('rmsNorm', 'weight', weight, x, normalizedShape);
  const smallest = x.dtype === 'float32' ? 2 ** -23 : Number.EPSILON;
  return rmsNormOp([x, weight, undefined], { dims, eps: eps ?? smallest })[0] as Tensor<S>;
}

/** Whether channels have one element each, so that those of a group lie in a row; the first of the dims is theirs. */
const areElements = ({ shape }: Operand, { dims }: Normalizing): boolean =>
  dims.every((d, i) => i === 0 || shape[d] === 1);

const normalizeGroups: Normalize = (x, weight, bias, normalizing, ...results) => {
  const normalize = areElements(x, normalizing) ? normalizeRows : normalizeChannels;
  normalize(x, weight, bias, normalizing, ...results);
};

const normalizeGroupsBackward: NormalizeBackward = (grad, x, mean, variance, weight, normalizing, ...results) => {
  const backward = areElements(x, normalizing) ? normalizeRowsBackward : normalizeChannelsBackward;
  backward(grad, x, mean, variance, weight, normalizing, ...results);
};

const groupNormOp = /* @__PURE__ */ defineNormalization({
  name: 'groupNorm',
  centered: true,
  forward: normalizeGroups,
  backward: normalizeGroupsBackward,
});

/**
 * {@link layerNorm} of each group of channels: of `[N, C, …]`, where each of `numGroups` groups has C / numGroups
 * neighbouring channels (Wu and He 2018, https://arxiv.org/abs/1803.08494). Weight and bias have one element per
 * channel.
 *
 * Throws a ShapeError when shapes do not fit, C cannot be divided so, or a group has one element and there is but one; a
 * DTypeError for integers and for a weight or bias of another dtype.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html
 */
export function groupNorm<S extends Shape>(
  x: Tensor<S>,
  numGroups: number,
  { weight, bias, eps = 1e-5 }: NormalizationOptions = {},
): Tensor<S> {
  checkTensor('groupNorm', x, 0);
  requireFloat('groupNorm', x.dtype);
  if (x.ndim < 2) {
    throw new ShapeError(`groupNorm: the input has shape ${formatShape(x.shape)}, expected [N, C, …]`);
  }
  const [batch, channels, ...rest] = x.shape as Shape as readonly [number, number, ...number[]];
  if (!(Number.isInteger(numGroups) && numGroups > 0 && channels % numGroups === 0)) {
    throw new ShapeError(`groupNorm: ${channels} channels cannot be divided into ${numGroups} groups`);
  }
  checkFits('groupNorm', 'weight', weight, x, [channels]);
  checkFits('groupNorm', 'bias', bias, x, [channels]);
  const perGroup = channels / numGroups;
  if (rest.reduce((product, size) => product * size, batch * perGroup) === 1) {
    throw new ShapeError(`groupNorm: expected more than 1 value per group, got ${formatShape(x.shape)}`);
  }
  const affineShape = [numGroups, perGroup, ...rest.map(() => 1)];
  const grouped = (x as Tensor).reshape([batch, numGroups, perGroup, ...rest]);
  const dims = [2, ...rest.map((_, i) => i + 3)];
  const inputs = [grouped, weight?.reshape(affineShape), bias?.reshape(affineShape)] as const;
  return groupNormOp(inputs, { dims, eps })[0]!.reshape(x.shape) as Tensor as Tensor<S>;
}
