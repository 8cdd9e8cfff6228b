import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase } from './base-settings.ts';
import { checkBetas, checkBoolean, checkNonNegative } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link NAdam}. */
export interface NAdamSettings extends BaseSettings {
  betas: readonly [number, number];
  eps: number;
  momentumDecay: number;
  decoupledWeightDecay: boolean;
}

/** What {@link NAdam} takes beside the parameters; `lr` defaults to 2e-3. */
export interface NAdamOptions extends BaseOptions {
  /** How slowly the averages of the gradient and of its square change. Defaults to [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Added to the denominator. Defaults to 1e-8. */
  readonly eps?: number | undefined;
  /** How fast the momentum grows to its full size. Defaults to 4e-3. */
  readonly momentumDecay?: number | undefined;
  /** Shrinks the parameters directly, as AdamW does, instead of adding to the gradient. Defaults to false. */
  readonly decoupledWeightDecay?: boolean | undefined;
}

const defaults: Readonly<NAdamSettings> = {
  lr: 2e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  momentumDecay: 4e-3,
  decoupledWeightDecay: false,
  maximize: false,
};

/** `penalized`: weight decay enters the gradient. Otherwise `decay` is the factor that shrinks the parameter. */
function defineRule(penalized: boolean): UpdateRule {
  return defineUpdateRule({
    name: 'nadam',
    state: ['expAvg', 'expAvgSq'],
    scalars: 11,
    update: (old, [gradRate, momentumRate, sign, decay, beta1, share1, beta2, share2, correction, eps, tiny]) => {
      const signed = e.mul(old.grad, sign!);
      const grad = penalized ? e.add(signed, e.mul(decay!, old.param)) : signed;
      const param = penalized ? old.param : e.mul(old.param, decay!);
      const expAvg = flushTiny(e.add(e.mul(beta1!, old.expAvg), e.mul(share1!, grad)), tiny!);
      const expAvgSq = flushTiny(e.add(e.mul(beta2!, old.expAvgSq), e.mul(share2!, e.square(grad))), tiny!);
      const denominator = e.add(e.sqrt(e.div(expAvgSq, correction!)), eps!);
      const looking = e.sub(param, e.mul(gradRate!, e.div(grad, denominator)));
      return { param: e.sub(looking, e.mul(momentumRate!, e.div(expAvg, denominator))), expAvg, expAvgSq };
    },
  });
}

const plainRule = /* @__PURE__ */ defineRule(false);
const penalizedRule = /* @__PURE__ */ defineRule(true);

/**
 * Adam with Nesterov's momentum (https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html). With t the
 * number of the step, μₜ = β₁ (1 − 0.5 · 0.96^(t · momentumDecay)) and Mₜ = μ₁ … μₜ:
 *
 *     g = grad + weightDecay · param
 *     m = β₁ m + (1 − β₁) g
 *     v = β₂ v + (1 − β₂) g²
 *     param −= lr · (μₜ₊₁ m / (1 − Mₜ₊₁) + (1 − μₜ) g / (1 − Mₜ)) / (√(v / (1 − β₂ᵗ)) + eps)
 */
export class NAdam extends Optimizer<NAdamSettings> {
  /** Throws an ArgumentError for a negative option, `betas` outside [0, 1), and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<NAdamSettings>, options: NAdamOptions = {}) {
    super(params, options, defaults);
  }

  protected override get stateNumbers(): readonly string[] {
    return ['step', 'muProduct'];
  }

  protected override check(settings: Readonly<NAdamSettings>): void {
    checkBase(this.name, settings);
    checkBetas(this.name, settings.betas);
    checkNonNegative(this.name, 'eps', settings.eps);
    checkNonNegative(this.name, 'momentumDecay', settings.momentumDecay);
    checkBoolean(this.name, 'decoupledWeightDecay', settings.decoupledWeightDecay);
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    settings: Readonly<NAdamSettings>,
  ): PlannedUpdate {
    const { lr, betas, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize } = settings;
    const [beta1, beta2] = betas;
    const step = ((state?.step as number | undefined) ?? 0) + 1;
    const momentumAt = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    const mu = momentumAt(step);
    const next = momentumAt(step + 1);
    // PyTorch keeps it in float32
    const muProduct = Math.fround(((state?.muProduct as number | undefined) ?? 1) * Math.fround(mu));
    const penalized = weightDecay !== 0 && !decoupledWeightDecay;
    return {
      rule: penalized ? penalizedRule : plainRule,
      step,
      numbers: { muProduct },
      scalars: [
        (lr * (1 - mu)) / (1 - muProduct),
        (lr * next) / (1 - muProduct * next),
        maximize ? -1 : 1,
        penalized ? weightDecay : 1 - lr * weightDecay,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        1 - beta2 ** step,
        eps,
        tinyBound(param.dtype),
      ],
    };
  }
}
