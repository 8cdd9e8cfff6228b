import { ArgumentError, type Num, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { checkBoolean, checkNonNegative } from './checks.ts';
import { flushTiny, tinyBound } from './flush-tiny.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule, type UpdateRule } from './update-rule.ts';

/** The settings of a group of {@link SGD}. */
export interface SGDSettings {
  lr: number;
  momentum: number;
  dampening: number;
  weightDecay: number;
  nesterov: boolean;
  maximize: boolean;
}

/** What {@link SGD} takes beside the parameters. */
export interface SGDOptions {
  /** The learning rate. Defaults to 1e-3. */
  readonly lr?: number | undefined;
  /** How much of the last step goes into the next. Defaults to 0. */
  readonly momentum?: number | undefined;
  /** By how much the gradient's share in the momentum is lessened. Defaults to 0. */
  readonly dampening?: number | undefined;
  /** The factor of the L2 penalty. Defaults to 0. */
  readonly weightDecay?: number | undefined;
  /** Looks one step ahead; needs momentum and no dampening. Defaults to false. */
  readonly nesterov?: boolean | undefined;
  /** Climbs instead of descending. Defaults to false. */
  readonly maximize?: boolean | undefined;
}

const defaults: Readonly<SGDSettings> = {
  lr: 1e-3,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  maximize: false,
};

/** `first` is the step that has no momentum to continue. */
type Momentum = 'none' | 'first' | 'running';

const phases = ['none', 'first', 'running'] as const satisfies readonly Momentum[];

const rules: (UpdateRule | undefined)[] = [];

/** Without weight decay the parameter must not enter the gradient: 0 · ∞ would make it NaN. */
function ruleFor(decays: boolean, momentum: Momentum, nesterov: boolean): UpdateRule {
  const key = phases.indexOf(momentum) * 4 + Number(decays) * 2 + Number(nesterov);
  let rule = rules[key];
  if (!rule) {
    rule = defineRule(decays, momentum, nesterov);
    rules[key] = rule;
  }
  return rule;
}

function defineRule(decays: boolean, momentum: Momentum, nesterov: boolean): UpdateRule {
  const direction = (param: Num, grad: Num, sign: Num, weightDecay: Num): Num => {
    const signed = e.mul(grad, sign);
    return decays ? e.add(signed, e.mul(weightDecay, param)) : signed;
  };
  if (momentum === 'none') {
    return defineUpdateRule({
      name: 'sgd',
      state: [],
      scalars: 3,
      update: ({ param, grad }, [lr, sign, weightDecay]) => ({
        param: e.sub(param, e.mul(lr!, direction(param, grad, sign!, weightDecay!))),
      }),
    });
  }
  return defineUpdateRule({
    name: 'sgdMomentum',
    state: ['momentumBuffer'],
    scalars: 6,
    update: ({ param, grad, momentumBuffer: old }, [lr, sign, weightDecay, factor, share, tiny]) => {
      const d = direction(param, grad, sign!, weightDecay!);
      const buffer = momentum === 'first' ? d : flushTiny(e.add(e.mul(factor!, old), e.mul(share!, d)), tiny!);
      const change = nesterov ? e.add(d, e.mul(factor!, buffer)) : buffer;
      return { param: e.sub(param, e.mul(lr!, change)), momentumBuffer: buffer };
    },
  });
}

/**
 * Stochastic gradient descent with optional momentum (https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html):
 *
 *     d = grad + weightDecay · param
 *     b = momentum · b + (1 − dampening) · d      (b = d in the first step)
 *     param −= lr · b                             (nesterov: lr · (d + momentum · b); without momentum: lr · d)
 *
 * In float32 elements of the momentum below 2⁻¹²⁶ count as 0.
 */
export class SGD extends Optimizer<SGDSettings> {
  /**
   * Throws an ArgumentError for a negative `lr`, `momentum` or `weightDecay`, for `nesterov` without momentum or with
   * dampening, and for parameters {@link Optimizer} refuses.
   */
  constructor(params: ParamsLike<SGDSettings>, options: SGDOptions = {}) {
    super(params, options, defaults);
  }

  protected override check({ lr, momentum, dampening, weightDecay, nesterov, maximize }: Readonly<SGDSettings>): void {
    checkNonNegative(this.name, 'lr', lr);
    checkNonNegative(this.name, 'momentum', momentum);
    checkNonNegative(this.name, 'weightDecay', weightDecay);
    if (!Number.isFinite(dampening))
      throw new ArgumentError(`${this.name}: dampening must be a number, got ${String(dampening)}`);
    checkBoolean(this.name, 'nesterov', nesterov);
    checkBoolean(this.name, 'maximize', maximize);
    if (nesterov && !(momentum > 0 && dampening === 0)) {
      throw new ArgumentError(
        `${this.name}: nesterov needs a momentum > 0 and no dampening, got ${momentum} and ${dampening}`,
      );
    }
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    settings: Readonly<SGDSettings>,
  ): PlannedUpdate {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = settings;
    const phase = momentum === 0 ? 'none' : state?.momentumBuffer ? 'running' : 'first';
    const rule = ruleFor(weightDecay !== 0, phase, nesterov);
    const sign = maximize ? -1 : 1;
    if (phase === 'none') return { rule, scalars: [lr, sign, weightDecay] };
    return { rule, scalars: [lr, sign, weightDecay, momentum, 1 - dampening, tinyBound(param.dtype)] };
  }
}
