import { ArgumentError, gradOf, type Shape, type Tensor, zeros } from '@cotangent/core';
import { checkBoolean, checkNonNegative } from './checks.ts';
import { Optimizer, type PlannedStep } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';

/** The settings of a group of {@link Adafactor}. */
export interface AdafactorSettings {
  lr: number;
  beta2Decay: number;
  eps: readonly [number | null, number];
  d: number;
  weightDecay: number;
  maximize: boolean;
}

/** What {@link Adafactor} takes beside the parameters. */
export interface AdafactorOptions {
  /** The largest relative step. Defaults to 1e-2. */
  readonly lr?: number | undefined;
  /** The power of the step's number that the averages' newest share is. Defaults to -0.8. */
  readonly beta2Decay?: number | undefined;
  /**
   * The least root of a mean square that is divided by (`null`: the dtype's own precision), and the least size of a
   * parameter that a relative step is taken of. Defaults to [null, 1e-3].
   */
  readonly eps?: readonly [number | null, number] | undefined;
  /** The largest root mean square of an update before the rate. Defaults to 1. */
  readonly d?: number | undefined;
  /** By `lr · weightDecay` the parameters shrink in each step. Defaults to 0. */
  readonly weightDecay?: number | undefined;
  /** Climbs instead of descending. Defaults to false. */
  readonly maximize?: boolean | undefined;
}

const defaults: Readonly<AdafactorSettings> = {
  lr: 1e-2,
  beta2Decay: -0.8,
  eps: [null, 1e-3],
  d: 1,
  weightDecay: 0,
  maximize: false,
};

const precision = { float32: 2 ** -23, float64: 2 ** -52 };

const rootMeanSquare = (x: Tensor): number => x.square().mean().sqrt().item();

/**
 * Adafactor (Shazeer and Stern 2018, https://arxiv.org/abs/1804.04235;
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.Adafactor.html): of the mean squares of a matrix only those
 * of its rows and columns are kept. Steps are relative to the size of the parameter.
 */
export class Adafactor extends Optimizer<AdafactorSettings> {
  /** Throws an ArgumentError for an option out of range, and for parameters {@link Optimizer} refuses. */
  constructor(params: ParamsLike<AdafactorSettings>, options: AdafactorOptions = {}) {
    super(params, options, defaults);
  }

  protected override stateShape(key: string, param: Tensor): Shape {
    const { shape } = param;
    if (key === 'rowVar') return shape.with(-1, 1);
    return key === 'colVar' ? shape.with(-2, 1) : shape;
  }

  protected override check({ lr, beta2Decay, eps, d, weightDecay, maximize }: Readonly<AdafactorSettings>): void {
    checkNonNegative(this.name, 'lr', lr);
    checkNonNegative(this.name, 'weightDecay', weightDecay);
    checkBoolean(this.name, 'maximize', maximize);
    if (!(beta2Decay <= 0)) throw new ArgumentError(`${this.name}: beta2Decay must be a number ≤ 0, got ${beta2Decay}`);
    if (!(d >= 1)) throw new ArgumentError(`${this.name}: d must be a number ≥ 1, got ${d}`);
    if (eps.length !== 2) throw new ArgumentError(`${this.name}: eps must be two numbers, got ${String(eps)}`);
    if (eps[0] !== null) checkNonNegative(this.name, 'eps[0]', eps[0]);
    checkNonNegative(this.name, 'eps[1]', eps[1]);
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    { lr, beta2Decay, eps, d, weightDecay, maximize }: Readonly<AdafactorSettings>,
  ): PlannedStep {
    const step = ((state?.step as number | undefined) ?? 0) + 1;
    const share = step ** beta2Decay;
    const least = eps[0] ?? precision[param.dtype as 'float32' | 'float64'];
    return {
      run: () => {
        const grad = maximize ? gradOf(param)!.neg() : gradOf(param)!;
        const rate = Math.max(eps[1], rootMeanSquare(param)) * Math.min(lr, 1 / Math.sqrt(step));
        if (weightDecay !== 0) param.mul_(1 - lr * weightDecay);
        const kept = this.#squares(param, grad, state, share);
        const { rowVar, colVar, variance } = kept;
        const estimate = variance
          ? variance
          : rowVar!.matmul(colVar!).div(rowVar!.mean({ dim: -2, keepdim: true }).clamp(least));
        const update = estimate
          .clamp(least * least)
          .rsqrt()
          .mul(grad);
        param.sub_(update, { alpha: rate / Math.max(1, rootMeanSquare(update) / d) });
        return { step, ...kept };
      },
    };
  }

  /** The running mean squares: of rows and columns, or of every element where there are none. */
  #squares(
    param: Tensor,
    grad: Tensor,
    state: Readonly<ParamState> | undefined,
    share: number,
  ): Record<string, Tensor> {
    const running = (key: string, value: Tensor): Tensor => {
      const old = state?.[key] as Tensor | undefined;
      const kept = old ?? zeros(this.stateShape(key, param), { dtype: param.dtype });
      return kept.lerp_(value, share);
    };
    const square = grad.square();
    if (param.ndim < 2) return { variance: running('variance', square) };
    const keepdim = true;
    return {
      rowVar: running('rowVar', square.mean({ dim: -1, keepdim })),
      colVar: running('colVar', square.mean({ dim: -2, keepdim })),
    };
  }
}
