import { ArgumentError, type Tensor } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { checkBoolean, checkNonNegative } from './checks.ts';
import { Optimizer, type PlannedUpdate } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';
import { defineUpdateRule } from './update-rule.ts';

/** The settings of a group of {@link Rprop}. */
export interface RpropSettings {
  lr: number;
  etas: readonly [number, number];
  stepSizes: readonly [number, number];
  maximize: boolean;
}

/** What {@link Rprop} takes beside the parameters. */
export interface RpropOptions {
  /** The size of the first step. Defaults to 1e-2. */
  readonly lr?: number | undefined;
  /** The factors of a step's size after the gradient changed its sign, and after it did not. Defaults to [0.5, 1.2]. */
  readonly etas?: readonly [number, number] | undefined;
  /** The smallest and the largest step. Defaults to [1e-6, 50]. */
  readonly stepSizes?: readonly [number, number] | undefined;
  /** Climbs instead of descending. Defaults to false. */
  readonly maximize?: boolean | undefined;
}

const defaults: Readonly<RpropSettings> = { lr: 1e-2, etas: [0.5, 1.2], stepSizes: [1e-6, 50], maximize: false };

const rule = /* @__PURE__ */ defineUpdateRule({
  name: 'rprop',
  state: ['prev', 'stepSize'],
  scalars: 5,
  update: (old, [sign, shrink, grow, smallest, largest]) => {
    const signed = e.mul(old.grad, sign!);
    const agreement = e.mul(signed, old.prev);
    const turned = e.lt(agreement, 0);
    const factor = e.where(turned, shrink!, e.where(e.gt(agreement, 0), grow!, 1));
    const stepSize = e.minimum(e.maximum(e.mul(old.stepSize, factor), smallest!), largest!);
    const grad = e.where(turned, 0, signed);
    return { param: e.sub(old.param, e.mul(e.sign(grad), stepSize)), prev: grad, stepSize };
  },
});

/**
 * Resilient backpropagation (https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html): of the gradient only
 * its sign counts. A step grows while the sign stays, up to the largest; when it changes, the step shrinks and is left
 * out once.
 */
export class Rprop extends Optimizer<RpropSettings> {
  /**
   * Throws an ArgumentError for a negative `lr`, unless `0 < etas[0] < 1 < etas[1]`, and for parameters
   * {@link Optimizer} refuses.
   */
  constructor(params: ParamsLike<RpropSettings>, options: RpropOptions = {}) {
    super(params, options, defaults);
  }

  protected override check({ lr, etas, stepSizes, maximize }: Readonly<RpropSettings>): void {
    checkNonNegative(this.name, 'lr', lr);
    if (!(etas.length === 2 && etas[0] > 0 && etas[0] < 1 && etas[1] > 1)) {
      throw new ArgumentError(`${this.name}: etas must be one number in (0, 1) and one above 1, got ${String(etas)}`);
    }
    if (!(stepSizes.length === 2 && stepSizes[0] <= stepSizes[1])) {
      throw new ArgumentError(`${this.name}: stepSizes must be the smallest and the largest, got ${String(stepSizes)}`);
    }
    checkBoolean(this.name, 'maximize', maximize);
  }

  protected override plan(
    _param: Tensor,
    state: Readonly<ParamState> | undefined,
    { lr, etas, stepSizes, maximize }: Readonly<RpropSettings>,
  ): PlannedUpdate {
    return {
      rule,
      step: ((state?.step as number | undefined) ?? 0) + 1,
      initial: { stepSize: lr },
      scalars: [maximize ? -1 : 1, ...etas, ...stepSizes],
    };
  }
}
