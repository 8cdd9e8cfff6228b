import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { checkBetas, checkBoolean, checkNonNegative } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link Adam}. */
export interface AdamSettings {
  lr: number;
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
  amsgrad: boolean;
  maximize: boolean;
  decoupledWeightDecay: boolean;
}

/** What {@link Adam} takes beside the parameters. */
export interface AdamOptions {
  /** The learning rate. Defaults to 1e-3. */
  readonly lr?: number | undefined;
  /** How slowly the averages of the gradient and of its square change. Defaults to [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Added to the denominator. Defaults to 1e-8. */
  readonly eps?: number | undefined;
  /** The factor of the weight decay. Defaults to 0. */
  readonly weightDecay?: number | undefined;
  /** Divides by the largest average of squares so far. Defaults to false. */
  readonly amsgrad?: boolean | undefined;
  /** Climbs instead of descending. Defaults to false. */
  readonly maximize?: boolean | undefined;
  /** Shrinks the parameters directly, as {@link AdamW} does, instead of adding to the gradient. Defaults to false. */
  readonly decoupledWeightDecay?: boolean | undefined;
}

const defaults: Readonly<AdamSettings> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
  decoupledWeightDecay: false,
};

/** Below this `eps` a flushed average of squares could show in the result. */
const smallestHidingEps = 1e-12;

const scalarCount = 10;

/** `penalized`: weight decay enters the gradient. Otherwise `decay` is the factor that shrinks the parameter. */
function defineRule(amsgrad: boolean, penalized: boolean): UpdateRule {
  return defineUpdateRule({
    name: 'adam',
    state: amsgrad ? ['expAvg', 'expAvgSq', 'maxExpAvgSq'] : ['expAvg', 'expAvgSq'],
    scalars: scalarCount,
    update: (old, [stepSize, beta1, share1, beta2, share2, correction, eps, sign, decay, tiny]) => {
      const signed = e.mul(old.grad, sign!);
      const grad = penalized ? e.add(signed, e.mul(decay!, old.param)) : signed;
      const param = penalized ? old.param : e.mul(old.param, decay!);
      const expAvg = flushTiny(e.add(e.mul(beta1!, old.expAvg), e.mul(share1!, grad)), tiny!);
      const expAvgSq = flushTiny(e.add(e.mul(beta2!, old.expAvgSq), e.mul(share2!, e.square(grad))), tiny!);
      const maxExpAvgSq = amsgrad ? e.maximum(old.maxExpAvgSq, expAvgSq) : expAvgSq;
      const denominator = e.add(e.mul(e.sqrt(maxExpAvgSq), correction!), eps!);
      return { param: e.sub(param, e.mul(stepSize!, e.div(expAvg, denominator))), expAvg, expAvgSq, maxExpAvgSq };
    },
  });
}

const plainRule = /* @__PURE__ */ defineRule(false, false);
const penalizedRule = /* @__PURE__ */ defineRule(false, true);
const amsgradRule = /* @__PURE__ */ defineRule(true, false);
const penalizedAmsgradRule = /* @__PURE__ */ defineRule(true, true);

/**
 * Adam (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html). With t the number of the step:
 *
 *     g = grad + weightDecay · param
 *     m = β₁ m + (1 − β₁) g
 *     v = β₂ v + (1 − β₂) g²
 *     param −= lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + eps)      (amsgrad: the largest v so far)
 *
 * In float32 elements of m and v below 2⁻¹²⁶ count as 0, unless `eps` is so small that it would show.
 */
export class Adam extends Optimizer<AdamSettings> {
  /**
   * Throws an ArgumentError for a negative `lr`, `eps` or `weightDecay`, for `betas` outside [0, 1), and for parameters
   * {@link Optimizer} refuses.
   */
  constructor(params: ParamsLike<AdamSettings>, options: AdamOptions = {}) {
    super(params, options, defaults);
  }

  protected override check(settings: Readonly<AdamSettings>): void {
    checkNonNegative(this.name, 'lr', settings.lr);
    checkNonNegative(this.name, 'eps', settings.eps);
    checkBetas(this.name, settings.betas);
    checkNonNegative(this.name, 'weightDecay', settings.weightDecay);
    checkBoolean(this.name, 'amsgrad', settings.amsgrad);
    checkBoolean(this.name, 'maximize', settings.maximize);
    checkBoolean(this.name, 'decoupledWeightDecay', settings.decoupledWeightDecay);
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    settings: Readonly<AdamSettings>,
  ): PlannedUpdate {
    const { lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay } = settings;
    const [beta1, beta2] = betas;
    const step = ((state?.step as number | undefined) ?? 0) + 1;
    const penalized = weightDecay !== 0 && !decoupledWeightDecay;
    const plain = amsgrad ? amsgradRule : plainRule;
    const withPenalty = amsgrad ? penalizedAmsgradRule : penalizedRule;
    return {
      rule: penalized ? withPenalty : plain,
      step,
      scalars: [
        lr / (1 - beta1 ** step),
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        // divided once here, not at each element
        1 / Math.sqrt(1 - beta2 ** step),
        eps,
        maximize ? -1 : 1,
        penalized ? weightDecay : 1 - lr * weightDecay,
        eps < smallestHidingEps ? 0 : tinyBound(param.dtype),
      ],
    };
  }
}
