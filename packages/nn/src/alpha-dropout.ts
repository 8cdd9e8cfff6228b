import { defineElementwise, type Shape, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { channelShape } from './channel-dropout.ts';
import { DropoutModule, type DropoutOptions, drop } from './dropout.ts';

/** What SELU tends to for large negative inputs, without its sign: the value that stands for nothing. */
const saturation = 1.7580993408473766;

const alphaDropoutOp = /* @__PURE__ */ defineElementwise({
  name: 'alphaDropout',
  promotion: 'float',
  formula: (x, kept, factor, summand, saturated) =>
    e.add(e.mul(x, e.mul(kept, factor)), e.add(e.mul(e.sub(kept, 1), saturated), summand)),
  scalars: 3,
});

/** Puts the saturated value in place of what is dropped, then restores mean 0 and variance 1. */
function saturate(x: Tensor, kept: Tensor, keepProbability: number): Tensor {
  const p = 1 - keepProbability;
  const factor = 1 / Math.sqrt((saturation * saturation * p + 1) * keepProbability);
  return alphaDropoutOp(x, kept, factor, saturation * factor * p, saturation * factor);
}

/**
 * Dropout for networks of SELUs (Klambauer et al. 2017, https://arxiv.org/abs/1706.02515): elements become, with
 * probability `p`, what SELU saturates at, and then all are scaled and shifted so that mean 0 and variance 1 stay. Nothing
 * happens unless `training` is true; all elements are zero for `p` = 1.
 *
 * Throws an ArgumentError for `p` outside [0, 1], a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.alpha_dropout.html
 */
export function alphaDropout<S extends Shape>(x: Tensor<S>, options: DropoutOptions = {}): Tensor<S> {
  const { training = false } = options;
  return drop('alphaDropout', x, x.shape, { ...options, training }, saturate);
}

/**
 * {@link alphaDropout} of whole channels of `[N, C, …]`.
 *
 * Throws as it does, and a ShapeError for an input of fewer than two dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.feature_alpha_dropout.html
 */
export function featureAlphaDropout<S extends Shape>(x: Tensor<S>, options: DropoutOptions = {}): Tensor<S> {
  const { training = false } = options;
  return drop('featureAlphaDropout', x, channelShape('featureAlphaDropout', x), { ...options, training }, saturate);
}

/**
 * {@link alphaDropout} while training, nothing after `eval()`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html
 */
export class AlphaDropout extends DropoutModule {
  protected drop(x: Tensor, options: DropoutOptions): Tensor {
    return alphaDropout(x, options);
  }
}

/**
 * {@link featureAlphaDropout} while training, nothing after `eval()`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html
 */
export class FeatureAlphaDropout extends DropoutModule {
  protected drop(x: Tensor, options: DropoutOptions): Tensor {
    return featureAlphaDropout(x, options);
  }
}
