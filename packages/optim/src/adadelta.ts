import { ArgumentError, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase, direction } from './base-settings.ts';
import { checkNonNegative } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link Adadelta}. */
export interface AdadeltaSettings extends BaseSettings {
  rho: number;
  eps: number;
}

/** What {@link Adadelta} takes beside the parameters; `lr` defaults to 1. */
export interface AdadeltaOptions extends BaseOptions {
  /** How slowly the averages of squares change. Defaults to 0.9. */
  readonly rho?: number | undefined;
  /** Added under the roots. Defaults to 1e-6. */
  readonly eps?: number | undefined;
}

const defaults: Readonly<AdadeltaSettings> = { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false };

function defineRule(penalized: boolean): UpdateRule {
  return defineUpdateRule({
    name: 'adadelta',
    state: ['squareAvg', 'accDelta'],
    scalars: 7,
    update: (old, [lr, sign, decay, rho, share, eps, tiny]) => {
      const grad = direction(old.param, old.grad, sign!, decay!, penalized);
      const squareAvg = flushTiny(e.add(e.mul(rho!, old.squareAvg), e.mul(share!, e.square(grad))), tiny!);
      const root = e.sqrt(e.add(squareAvg, eps!));
      const delta = e.mul(e.div(e.sqrt(e.add(old.accDelta, eps!)), root), grad);
      const accDelta = flushTiny(e.add(e.mul(rho!, old.accDelta), e.mul(share!, e.square(delta))), tiny!);
      return { param: e.sub(old.param, e.mul(lr!, delta)), squareAvg, accDelta };
    },
  });
}

const plainRule = /* @__PURE__ */ defineRule(false);
const penalizedRule = /* @__PURE__ */ defineRule(true);

/**
 * Adadelta (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html):
 *
 *     g = grad + weightDecay · param
 *     v = ρ v + (1 − ρ) g²
 *     Δ = √(u + eps) / √(v + eps) · g
 *     u = ρ u + (1 − ρ) Δ²
 *     param −= lr · Δ
 */
export class Adadelta extends Optimizer<AdadeltaSettings> {
  /** Throws an ArgumentError for a negative option, `rho` above 1, and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<AdadeltaSettings>, options: AdadeltaOptions = {}) {
    super(params, options, defaults);
  }

  protected override check(settings: Readonly<AdadeltaSettings>): void {
    checkBase(this.name, settings);
    checkNonNegative(this.name, 'eps', settings.eps);
    if (!(settings.rho >= 0 && settings.rho <= 1)) {
      throw new ArgumentError(`${this.name}: rho must be in [0, 1], got ${settings.rho}`);
    }
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    { lr, rho, eps, weightDecay, maximize }: Readonly<AdadeltaSettings>,
  ): PlannedUpdate {
    return {
      rule: weightDecay === 0 ? plainRule : penalizedRule,
      step: ((state?.step as number | undefined) ?? 0) + 1,
      scalars: [lr, maximize ? -1 : 1, weightDecay, rho, 1 - rho, eps, tinyBound(param.dtype)],
    };
  }
}
