import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase } from './base-settings.ts';
import { checkBetas, checkBoolean, checkNonNegative } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link RAdam}. */
export interface RAdamSettings extends BaseSettings {
  betas: readonly [number, number];
  eps: number;
  decoupledWeightDecay: boolean;
}

/** What {@link RAdam} takes beside the parameters; `lr` defaults to 1e-3. */
export interface RAdamOptions extends BaseOptions {
  /** How slowly the averages of the gradient and of its square change. Defaults to [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Added to the denominator. Defaults to 1e-8. */
  readonly eps?: number | undefined;
  /** Shrinks the parameters directly, as AdamW does, instead of adding to the gradient. Defaults to false. */
  readonly decoupledWeightDecay?: boolean | undefined;
}

const defaults: Readonly<RAdamSettings> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  decoupledWeightDecay: false,
  maximize: false,
};

/**
 * `penalized`: weight decay enters the gradient. Otherwise `decay` is the factor that shrinks the parameter.
 * `rectified`: the variance is known well enough to divide by.
 */
function defineRule(penalized: boolean, rectified: boolean): UpdateRule {
  return defineUpdateRule({
    name: 'radam',
    state: ['expAvg', 'expAvgSq'],
    scalars: 9,
    update: (old, [rate, sign, decay, beta1, share1, beta2, share2, eps, tiny]) => {
      const signed = e.mul(old.grad, sign!);
      const grad = penalized ? e.add(signed, e.mul(decay!, old.param)) : signed;
      const param = penalized ? old.param : e.mul(old.param, decay!);
      const expAvg = flushTiny(e.add(e.mul(beta1!, old.expAvg), e.mul(share1!, grad)), tiny!);
      const expAvgSq = flushTiny(e.add(e.mul(beta2!, old.expAvgSq), e.mul(share2!, e.square(grad))), tiny!);
      const change = rectified ? e.div(expAvg, e.add(e.sqrt(expAvgSq), eps!)) : expAvg;
      return { param: e.sub(param, e.mul(rate!, change)), expAvg, expAvgSq };
    },
  });
}

const plainRule = /* @__PURE__ */ defineRule(false, false);
const penalizedRule = /* @__PURE__ */ defineRule(true, false);
const rectifiedRule = /* @__PURE__ */ defineRule(false, true);
const penalizedRectifiedRule = /* @__PURE__ */ defineRule(true, true);

/** How far the variance of the step is to be taken back; `undefined` while it is not known well enough. */
function rectification(beta2: number, step: number): number | undefined {
  const most = 2 / (1 - beta2) - 1;
  const length = most - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  if (length <= 5) return undefined;
  return Math.sqrt(((length - 4) * (length - 2) * most) / ((most - 4) * (most - 2) * length));
}

/**
 * Rectified Adam (https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html). With t the number of the step,
 * ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ):
 *
 *     g = grad + weightDecay · param
 *     m = β₁ m + (1 − β₁) g
 *     v = β₂ v + (1 − β₂) g²
 *     param −= lr · m / (1 − β₁ᵗ) · r · √(1 − β₂ᵗ) / (√v + eps)
 *
 * with r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)); while ρ ≤ 5 without r and the division.
 */
export class RAdam extends Optimizer<RAdamSettings> {
  /** Throws an ArgumentError for a negative option, `betas` outside [0, 1), and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<RAdamSettings>, options: RAdamOptions = {}) {
    super(params, options, defaults);
  }

  protected override check(settings: Readonly<RAdamSettings>): void {
    checkBase(this.name, settings);
    checkBetas(this.name, settings.betas);
    checkNonNegative(this.name, 'eps', settings.eps);
    checkBoolean(this.name, 'decoupledWeightDecay', settings.decoupledWeightDecay);
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    settings: Readonly<RAdamSettings>,
  ): PlannedUpdate {
    const { lr, betas, eps, weightDecay, decoupledWeightDecay, maximize } = settings;
    const [beta1, beta2] = betas;
    const step = ((state?.step as number | undefined) ?? 0) + 1;
    const penalized = weightDecay !== 0 && !decoupledWeightDecay;
    const factor = rectification(beta2, step);
    const rate = lr / (1 - beta1 ** step);
    const unsure = penalized ? penalizedRule : plainRule;
    const sure = penalized ? penalizedRectifiedRule : rectifiedRule;
    return {
      rule: factor === undefined ? unsure : sure,
      step,
      scalars: [
        factor === undefined ? rate : rate * factor * Math.sqrt(1 - beta2 ** step),
        maximize ? -1 : 1,
        penalized ? weightDecay : 1 - lr * weightDecay,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        eps,
        tinyBound(param.dtype),
      ],
    };
  }
}
