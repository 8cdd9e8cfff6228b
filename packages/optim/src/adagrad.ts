import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase, direction } from './base-settings.ts';
import { checkNonNegative } from './checks.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link Adagrad}. */
export interface AdagradSettings extends BaseSettings {
  lrDecay: number;
  initialAccumulatorValue: number;
  eps: number;
}

/** What {@link Adagrad} takes beside the parameters; `lr` defaults to 1e-2. */
export interface AdagradOptions extends BaseOptions {
  /** How fast the rate falls with the steps. Defaults to 0. */
  readonly lrDecay?: number | undefined;
  /** What the sums of squares begin with. Defaults to 0. */
  readonly initialAccumulatorValue?: number | undefined;
  /** Added to the denominator. Defaults to 1e-10. */
  readonly eps?: number | undefined;
}

const defaults: Readonly<AdagradSettings> = {
  lr: 1e-2,
  lrDecay: 0,
  weightDecay: 0,
  initialAccumulatorValue: 0,
  eps: 1e-10,
  maximize: false,
};

function defineRule(penalized: boolean): UpdateRule {
  return defineUpdateRule({
    name: 'adagrad',
    state: ['sum'],
    scalars: 4,
    update: (old, [rate, sign, decay, eps]) => {
      const grad = direction(old.param, old.grad, sign!, decay!, penalized);
      const sum = e.add(old.sum, e.square(grad));
      return { param: e.sub(old.param, e.mul(rate!, e.div(grad, e.add(e.sqrt(sum), eps!)))), sum };
    },
  });
}

const plainRule = /* @__PURE__ */ defineRule(false);
const penalizedRule = /* @__PURE__ */ defineRule(true);

/**
 * Adagrad (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html). With t the number of the step:
 *
 *     g = grad + weightDecay · param
 *     s = s + g²
 *     param −= lr / (1 + (t − 1) lrDecay) · g / (√s + eps)
 */
export class Adagrad extends Optimizer<AdagradSettings> {
  /** Throws an ArgumentError for a negative option, and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<AdagradSettings>, options: AdagradOptions = {}) {
    super(params, options, defaults);
  }

  protected override check(settings: Readonly<AdagradSettings>): void {
    checkBase(this.name, settings);
    checkNonNegative(this.name, 'lrDecay', settings.lrDecay);
    checkNonNegative(this.name, 'initialAccumulatorValue', settings.initialAccumulatorValue);
    checkNonNegative(this.name, 'eps', settings.eps);
  }

  protected override plan(
    _param: Tensor,
    state: Readonly<ParamState> | undefined,
    { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize }: Readonly<AdagradSettings>,
  ): PlannedUpdate {
    const step = ((state?.step as number | undefined) ?? 0) + 1;
    return {
      rule: weightDecay === 0 ? plainRule : penalizedRule,
      step,
      initial: { sum: initialAccumulatorValue },
      scalars: [lr / (1 + (step - 1) * lrDecay), maximize ? -1 : 1, weightDecay, eps],
    };
  }
}
