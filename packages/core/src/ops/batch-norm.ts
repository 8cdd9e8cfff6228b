import { ArgumentError, ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { normalizeChannels, normalizeChannelsBackward } from '../kernels/normalization.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { defineUpdate } from '../op/define-update.ts';
import { noGrad } from '../op/grad-mode.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineNormalization } from './define-normalization.ts';
import type { NormalizationOptions } from './normalization.ts';
import { checkFits } from './normalized-operands.ts';
import { requireFloat } from './require-float.ts';

/** What batchNorm takes. */
export interface BatchNormOptions extends NormalizationOptions {
  /** Whether mean and variance are those of the batch, which then move the running ones. Defaults to false. */
  readonly training?: boolean | undefined;
  /** How far the running mean and variance move towards the batch's. Defaults to 0.1. */
  readonly momentum?: number | undefined;
}

/** What instanceNorm takes. */
export interface InstanceNormOptions extends NormalizationOptions {
  readonly runningMean?: Tensor | undefined;
  readonly runningVar?: Tensor | undefined;
  /** Whether mean and variance are those of the input, not the running ones. Defaults to true. */
  readonly useInputStats?: boolean | undefined;
  /** How far the running mean and variance move towards the input's. Defaults to 0.1. */
  readonly momentum?: number | undefined;
}

const batchNormOp = /* @__PURE__ */ defineNormalization({
  name: 'batchNorm',
  centered: true,
  forward: normalizeChannels,
  backward: normalizeChannelsBackward,
});
const instanceNormOp = /* @__PURE__ */ defineNormalization({
  name: 'instanceNorm',
  centered: true,
  forward: normalizeChannels,
  backward: normalizeChannelsBackward,
});

const scaleAndShift = /* @__PURE__ */ defineElementwise({
  name: 'batchNorm',
  promotion: 'float',
  formula: (x, mean, inverseSpread, weight, bias) => e.add(e.mul(e.mul(e.sub(x, mean), inverseSpread), weight), bias),
});

/** One value per channel as it broadcasts to `[N, C, …]`. */
function perChannel(value: Tensor | undefined, rank: number): Tensor | undefined {
  return rank === 2 ? value : value?.reshape([-1, ...new Array<number>(rank - 2).fill(1)]);
}

function checkChannels(name: string, x: Tensor, perChannel: Readonly<Record<string, Tensor | undefined>>): void {
  checkTensor(name, x, 0);
  requireFloat(name, x.dtype);
  // PyTorch takes an empty vector as one of no channels
  const isEmpty = x.ndim === 1 && x.numel() === 0;
  if (x.ndim < 2 && !isEmpty)
    throw new ShapeError(`${name}: the input has shape ${formatShape(x.shape)}, expected [N, C, …]`);
  for (const [what, value] of Object.entries(perChannel)) checkFits(name, what, value, x, [x.shape[1] ?? 0]);
}

const moveRunning = /* @__PURE__ */ defineUpdate({
  name: 'moveRunning',
  writes: 1,
  reads: 1,
  scalars: 2,
  formula: ([running, statistic], [keep, take]) => [e.add(e.mul(running!, keep!), e.mul(statistic!, take!))],
});

/** Moves running statistics towards those of `count` elements each; the running variance is that of a sample. */
function move(running: Tensor | undefined, statistic: Tensor, momentum: number, correction: number): void {
  if (!running) return;
  const ofBatch = statistic.reshape([-1]);
  const [keep, take] = [1 - momentum, momentum * correction];
  if (running.batch || ofBatch.batch) running.copy_(running.mul(keep).add(ofBatch.mul(take)));
  else moveRunning([running, ofBatch], [keep, take]);
}

/** The other elements of all but the first two dims, multiplied. */
function positions(shape: Shape): number {
  return shape.slice(2).reduce((product, size) => product * size, 1);
}

function normalizeByRunning(
  name: string,
  x: Tensor,
  mean: Tensor | undefined,
  variance: Tensor | undefined,
  { weight, bias, eps = 1e-5 }: NormalizationOptions,
): Tensor {
  if (!mean || !variance) throw new ArgumentError(`${name}: without the input’s statistics it needs running ones`);
  const rank = x.ndim;
  const inverseSpread = variance.detach().add(eps).rsqrt();
  return scaleAndShift(
    x,
    perChannel(mean.detach(), rank)!,
    perChannel(inverseSpread, rank)!,
    perChannel(weight, rank) ?? 1,
    perChannel(bias, rank) ?? 0,
  );
}

/**
 * `(x − mean) / √(variance + eps) · weight + bias` for each channel of `[N, C, …]` (Ioffe and Szegedy 2015,
 * https://arxiv.org/abs/1502.03167). While training, mean and variance are those of the batch, and the running ones, if
 * given, move in place: `running ← (1 − momentum) · running + momentum · batch`, where the variance divides by n − 1.
 * Otherwise the running ones normalise.
 *
 * Throws a ShapeError when shapes do not fit or, while training, channels have a single element; an ArgumentError for
 * running statistics that are missing outside training; a DTypeError for integers and for a weight or bias of another
 * dtype. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html
 */
export function batchNorm<S extends Shape>(
  x: Tensor<S>,
  runningMean: Tensor | undefined,
  runningVar: Tensor | undefined,
  options: BatchNormOptions = {},
): Tensor<S> {
  const { weight, bias, training = false, momentum = 0.1, eps = 1e-5 } = options;
  checkChannels('batchNorm', x, { weight, bias, runningMean, runningVar });
  if (x.ndim === 1) return x.clone();
  if (!training) return normalizeByRunning('batchNorm', x, runningMean, runningVar, options) as Tensor<S>;
  const count = x.shape[0]! * positions(x.shape);
  if (count === 1) {
    throw new ShapeError(
      `batchNorm: expected more than 1 value per channel when training, got ${formatShape(x.shape)}`,
    );
  }
  const dims = [0, ...x.shape.slice(2).map((_, i) => i + 2)];
  const affine = [perChannel(weight, x.ndim), perChannel(bias, x.ndim)] as const;
  const [out, variance, mean] = batchNormOp([x, ...affine], { dims, eps });
  // an empty batch says nothing
  if (count === 0) return out as Tensor<S>;
  noGrad(() => {
    move(runningMean, mean!, momentum, 1);
    move(runningVar, variance!, momentum, count / (count - 1));
  });
  return out as Tensor<S>;
}

/**
 * {@link batchNorm} of each element of the batch by itself: mean and variance are those of one channel of one element
 * (Ulyanov et al. 2016, https://arxiv.org/abs/1607.08022). Running statistics move towards their mean over the batch.
 *
 * Throws as {@link batchNorm}, and a ShapeError when channels of `[N, C, …]` have a single element.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html
 */
export function instanceNorm<S extends Shape>(x: Tensor<S>, options: InstanceNormOptions = {}): Tensor<S> {
  const { weight, bias, runningMean, runningVar, useInputStats = true, momentum = 0.1, eps = 1e-5 } = options;
  checkChannels('instanceNorm', x, { weight, bias, runningMean, runningVar });
  if (x.ndim === 1) return x.clone();
  if (!useInputStats) return normalizeByRunning('instanceNorm', x, runningMean, runningVar, options) as Tensor<S>;
  const count = positions(x.shape);
  if (count === 1) {
    throw new ShapeError(`instanceNorm: expected more than 1 value per channel, got ${formatShape(x.shape)}`);
  }
  const dims = x.shape.slice(2).map((_, i) => i + 2);
  const affine = [perChannel(weight, x.ndim), perChannel(bias, x.ndim)] as const;
  const [out, variance, mean] = instanceNormOp([x, ...affine], { dims, eps });
  if (x.numel() === 0) return out as Tensor<S>;
  noGrad(() => {
    const channel = (statistic: Tensor): Tensor => statistic.mean({ dim: 0 });
    if (runningMean) move(runningMean, channel(mean!), momentum, 1);
    if (runningVar) move(runningVar, channel(variance!), momentum, count / (count - 1));
  });
  return out as Tensor<S>;
}
