import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase, direction } from './base-settings.ts';
import { checkBetas, checkNonNegative } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link Adamax}. */
export interface AdamaxSettings extends BaseSettings {
  betas: readonly [number, number];
  eps: number;
}

/** What {@link Adamax} takes beside the parameters; `lr` defaults to 2e-3. */
export interface AdamaxOptions extends BaseOptions {
  /** How slowly the average of the gradient and the bound of its size change. Defaults to [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Added to the gradient's size. Defaults to 1e-8. */
  readonly eps?: number | undefined;
}

const defaults: Readonly<AdamaxSettings> = {
  lr: 2e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  maximize: false,
};

function defineRule(penalized: boolean): UpdateRule {
  return defineUpdateRule({
    name: 'adamax',
    state: ['expAvg', 'expInf'],
    scalars: 8,
    update: (old, [stepSize, sign, decay, beta1, share1, beta2, eps, tiny]) => {
      const grad = direction(old.param, old.grad, sign!, decay!, penalized);
      const expAvg = flushTiny(e.add(e.mul(beta1!, old.expAvg), e.mul(share1!, grad)), tiny!);
      const expInf = e.maximum(e.mul(beta2!, old.expInf), e.add(e.abs(grad), eps!));
      return { param: e.sub(old.param, e.mul(stepSize!, e.div(expAvg, expInf))), expAvg, expInf };
    },
  });
}

const plainRule = /* @__PURE__ */ defineRule(false);
const penalizedRule = /* @__PURE__ */ defineRule(true);

/**
 * Adamax, Adam with the largest size of the gradient in place of its mean square
 * (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html). With t the number of the step:
 *
 *     g = grad + weightDecay · param
 *     m = β₁ m + (1 − β₁) g
 *     u = max(β₂ u, |g| + eps)
 *     param −= lr / (1 − β₁ᵗ) · m / u
 */
export class Adamax extends Optimizer<AdamaxSettings> {
  /** Throws an ArgumentError for a negative option, `betas` outside [0, 1), and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<AdamaxSettings>, options: AdamaxOptions = {}) {
    super(params, options, defaults);
  }

  protected override check(settings: Readonly<AdamaxSettings>): void {
    checkBase(this.name, settings);
    checkBetas(this.name, settings.betas);
    checkNonNegative(this.name, 'eps', settings.eps);
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    { lr, betas: [beta1, beta2], eps, weightDecay, maximize }: Readonly<AdamaxSettings>,
  ): PlannedUpdate {
    const step = ((state?.step as number | undefined) ?? 0) + 1;
    const stepSize = lr / (1 - beta1 ** step);
    return {
      rule: weightDecay === 0 ? plainRule : penalizedRule,
      step,
      scalars: [stepSize, maximize ? -1 : 1, weightDecay, beta1, 1 - beta1, beta2, eps, tinyBound(param.dtype)],
    };
  }
}
