import type { Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { type BaseOptions, type BaseSettings, checkBase } from './base-settings.ts';
import { checkBetas } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule } from './update-rule.ts';

/** The settings of a group of {@link Lion}. */
export interface LionSettings extends BaseSettings {
  betas: readonly [number, number];
}

/** What {@link Lion} takes beside the parameters; `lr` defaults to 1e-4, a third to a tenth of what Adam would want. */
export interface LionOptions extends BaseOptions {
  /** The momentum's share in the direction of a step, and in the next momentum. Defaults to [0.9, 0.99]. */
  readonly betas?: readonly [number, number] | undefined;
}

const defaults: Readonly<LionSettings> = { lr: 1e-4, betas: [0.9, 0.99], weightDecay: 0, maximize: false };

const rule = /* @__PURE__ */ defineUpdateRule({
  name: 'lion',
  state: ['expAvg'],
  scalars: 8,
  update: (old, [lr, sign, kept, beta1, share1, beta2, share2, tiny]) => {
    const grad = e.mul(old.grad, sign!);
    const direction = e.sign(e.add(e.mul(beta1!, old.expAvg), e.mul(share1!, grad)));
    return {
      param: e.sub(e.mul(old.param, kept!), e.mul(lr!, direction)),
      expAvg: flushTiny(e.add(e.mul(beta2!, old.expAvg), e.mul(share2!, grad)), tiny!),
    };
  },
});

/**
 * Lion, evolved sign momentum (Chen et al. 2023, https://arxiv.org/abs/2302.06675, program 1):
 *
 *     param = param (1 − lr · weightDecay) − lr · sign(β₁ m + (1 − β₁) grad)
 *     m = β₂ m + (1 − β₂) grad
 */
export class Lion extends Optimizer<LionSettings> {
  /** Throws an ArgumentError for a negative option, `betas` outside [0, 1), and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<LionSettings>, options: LionOptions = {}) {
    super(params, options, defaults);
  }

  protected override check(settings: Readonly<LionSettings>): void {
    checkBase(this.name, settings);
    checkBetas(this.name, settings.betas);
  }

  protected override plan(
    param: Tensor,
    _state: Readonly<ParamState> | undefined,
    { lr, betas: [beta1, beta2], weightDecay, maximize }: Readonly<LionSettings>,
  ): PlannedUpdate {
    const kept = 1 - lr * weightDecay;
    return {
      rule,
      scalars: [lr, maximize ? -1 : 1, kept, beta1, 1 - beta1, beta2, 1 - beta2, tinyBound(param.dtype)],
    };
  }
}
