import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase, direction } from './base-settings.ts';
import { checkNonNegative } from './checks.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link ASGD}. */
export interface ASGDSettings extends BaseSettings {
  lambd: number;
  alpha: number;
  t0: number;
}

/** What {@link ASGD} takes beside the parameters; `lr` defaults to 1e-2. */
export interface ASGDOptions extends BaseOptions {
  /** How much the parameters shrink in each step. Defaults to 1e-4. */
  readonly lambd?: number | undefined;
  /** The power with which the rate falls. Defaults to 0.75. */
  readonly alpha?: number | undefined;
  /** The step from which on parameters are averaged. Defaults to 1e6. */
  readonly t0?: number | undefined;
}

const defaults: Readonly<ASGDSettings> = {
  lr: 1e-2,
  lambd: 1e-4,
  alpha: 0.75,
  t0: 1e6,
  weightDecay: 0,
  maximize: false,
};

function defineRule(penalized: boolean): UpdateRule {
  return defineUpdateRule({
    name: 'asgd',
    state: ['ax'],
    scalars: 5,
    update: (old, [eta, sign, decay, kept, mu]) => {
      const grad = direction(old.param, old.grad, sign!, decay!, penalized);
      const param = e.sub(e.mul(old.param, kept!), e.mul(eta!, grad));
      return { param, ax: e.where(e.eq(mu!, 1), param, e.add(old.ax, e.mul(mu!, e.sub(param, old.ax)))) };
    },
  });
}

const plainRule = /* @__PURE__ */ defineRule(false);
const penalizedRule = /* @__PURE__ */ defineRule(true);

/**
 * Averaged stochastic gradient descent (https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html). With t
 * the number of the step, and η = lr and μ = 1 in the first:
 *
 *     g = grad + weightDecay · param
 *     param = param (1 − lambd η) − η g
 *     ax = ax + μ (param − ax)
 *     η = lr / (1 + lambd · lr · t)^alpha,  μ = 1 / max(1, t − t0)
 *
 * The average is `optimizer.state.get(param).ax`.
 */
export class ASGD extends Optimizer<ASGDSettings> {
  /** Throws an ArgumentError for a negative `lr` or `weightDecay`, and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<ASGDSettings>, options: ASGDOptions = {}) {
    super(params, options, defaults);
  }

  protected override get stateNumbers(): readonly string[] {
    return ['step', 'eta', 'mu'];
  }

  protected override check(settings: Readonly<ASGDSettings>): void {
    checkBase(this.name, settings);
    checkNonNegative(this.name, 'lambd', settings.lambd);
    checkNonNegative(this.name, 't0', settings.t0);
  }

  protected override plan(
    _param: Tensor,
    state: Readonly<ParamState> | undefined,
    { lr, lambd, alpha, t0, weightDecay, maximize }: Readonly<ASGDSettings>,
  ): PlannedUpdate {
    const step = ((state?.step as number | undefined) ?? 0) + 1;
    const eta = (state?.eta as number | undefined) ?? Math.fround(lr);
    const mu = (state?.mu as number | undefined) ?? 1;
    return {
      rule: weightDecay === 0 ? plainRule : penalizedRule,
      step,
      // PyTorch keeps them in float32
      numbers: {
        eta: Math.fround(lr / (1 + lambd * lr * step) ** alpha),
        mu: Math.fround(1 / Math.max(1, step - t0)),
      },
      scalars: [eta, maximize ? -1 : 1, weightDecay, 1 - lambd * eta, mu],
    };
  }
}
