import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase, direction } from './base-settings.ts';
import { checkBoolean, checkNonNegative } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link RMSprop}. */
export interface RMSpropSettings extends BaseSettings {
  alpha: number;
  eps: number;
  momentum: number;
  centered: boolean;
}

/** What {@link RMSprop} takes beside the parameters; `lr` defaults to 1e-2. */
export interface RMSpropOptions extends BaseOptions {
  /** How slowly the average of squares changes. Defaults to 0.99. */
  readonly alpha?: number | undefined;
  /** Added to the denominator. Defaults to 1e-8. */
  readonly eps?: number | undefined;
  /** How much of the last step goes into the next. Defaults to 0. */
  readonly momentum?: number | undefined;
  /** Divides by the standard deviation of the gradient instead of its root mean square. Defaults to false. */
  readonly centered?: boolean | undefined;
}

const defaults: Readonly<RMSpropSettings> = {
  lr: 1e-2,
  weightDecay: 0,
  maximize: false,
  alpha: 0.99,
  eps: 1e-8,
  momentum: 0,
  centered: false,
};

const rules = new Map<string, UpdateRule>();

function ruleFor(penalized: boolean, moving: boolean, centered: boolean): UpdateRule {
  const key = `${penalized}${moving}${centered}`;
  let rule = rules.get(key);
  if (!rule) {
    rule = defineRule(penalized, moving, centered);
    rules.set(key, rule);
  }
  return rule;
}

type Name = 'squareAvg' | 'gradAvg' | 'momentumBuffer';

function defineRule(penalized: boolean, moving: boolean, centered: boolean): UpdateRule {
  const state: Name[] = ['squareAvg'];
  if (centered) state.push('gradAvg');
  if (moving) state.push('momentumBuffer');
  return defineUpdateRule<Name>({
    name: 'rmsprop',
    state,
    scalars: 8,
    update: (old, [lr, sign, decay, alpha, share, eps, momentum, tiny]) => {
      const grad = direction(old.param, old.grad, sign!, decay!, penalized);
      const average = flushTiny(e.add(e.mul(alpha!, old.squareAvg), e.mul(share!, e.square(grad))), tiny!);
      const gradAvg = centered ? e.add(old.gradAvg, e.mul(share!, e.sub(grad, old.gradAvg))) : average;
      const spread = centered ? e.sub(average, e.square(gradAvg)) : average;
      const scaled = e.div(grad, e.add(e.sqrt(spread), eps!));
      const buffer = moving ? e.add(e.mul(momentum!, old.momentumBuffer), scaled) : scaled;
      return { param: e.sub(old.param, e.mul(lr!, buffer)), squareAvg: average, gradAvg, momentumBuffer: buffer };
    },
  });
}

/**
 * RMSprop (https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html):
 *
 *     g = grad + weightDecay · param
 *     v = α v + (1 − α) g²
 *     b = momentum · b + g / (√v + eps)      (centered: √(v − a²) with a = α a + (1 − α) g)
 *     param −= lr · b
 */
export class RMSprop extends Optimizer<RMSpropSettings> {
  /** Throws an ArgumentError for a negative option, and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<RMSpropSettings>, options: RMSpropOptions = {}) {
    super(params, options, defaults);
  }

  protected override check(settings: Readonly<RMSpropSettings>): void {
    checkBase(this.name, settings);
    checkNonNegative(this.name, 'alpha', settings.alpha);
    checkNonNegative(this.name, 'eps', settings.eps);
    checkNonNegative(this.name, 'momentum', settings.momentum);
    checkBoolean(this.name, 'centered', settings.centered);
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    { lr, weightDecay, maximize, alpha, eps, momentum, centered }: Readonly<RMSpropSettings>,
  ): PlannedUpdate {
    return {
      rule: ruleFor(weightDecay !== 0, momentum > 0, centered),
      step: ((state?.step as number | undefined) ?? 0) + 1,
      scalars: [lr, maximize ? -1 : 1, weightDecay, alpha, 1 - alpha, eps, momentum, tinyBound(param.dtype)],
    };
  }
}
