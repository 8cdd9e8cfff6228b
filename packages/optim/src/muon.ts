import { ArgumentError, formatShape, gradOf, lerp, type Tensor, zerosLike } from '@cotangent/core';
import { checkBoolean, checkNonNegative } from './checks.ts';
import { Optimizer, type PlannedStep } from './optimizer.ts';
import type { ParamsLike } from './param-group.ts';
import type { ParamState } from './state-dict.ts';

/** How the rate follows from the shape of a matrix. */
export type AdjustLr = 'original' | 'match_rms_adamw';

/** The settings of a group of {@link Muon}. */
export interface MuonSettings {
  lr: number;
  weightDecay: number;
  momentum: number;
  nesterov: boolean;
  nsCoefficients: readonly [number, number, number];
  eps: number;
  nsSteps: number;
  adjustLrFn: AdjustLr;
}

/** What {@link Muon} takes beside the parameters. */
export interface MuonOptions {
  /** The learning rate. Defaults to 1e-3. */
  readonly lr?: number | undefined;
  /** By `lr · weightDecay` the parameters shrink in each step. Defaults to 0.1. */
  readonly weightDecay?: number | undefined;
  /** How slowly the average of the gradient changes. Defaults to 0.95. */
  readonly momentum?: number | undefined;
  /** Looks one step ahead. Defaults to true. */
  readonly nesterov?: boolean | undefined;
  /** The coefficients of the Newton–Schulz iteration. Defaults to [3.4445, -4.775, 2.0315]. */
  readonly nsCoefficients?: readonly [number, number, number] | undefined;
  /** The least norm that is divided by. Defaults to 1e-7. */
  readonly eps?: number | undefined;
  /** The number of Newton–Schulz iterations, below 100. Defaults to 5. */
  readonly nsSteps?: number | undefined;
  /**
   * `'original'` (the default) multiplies the rate by √max(1, rows / columns), `'match_rms_adamw'` by
   * 0.2 √max(rows, columns), for which the rates and weight decays of AdamW suit.
   */
  readonly adjustLrFn?: AdjustLr | undefined;
}

const defaults: Readonly<MuonSettings> = {
  lr: 1e-3,
  weightDecay: 0.1,
  momentum: 0.95,
  nesterov: true,
  nsCoefficients: [3.4445, -4.775, 2.0315],
  eps: 1e-7,
  nsSteps: 5,
  adjustLrFn: 'original',
};

/**
 * Brings the singular values of a matrix near 1 by the iteration X ← a X + (b A + c A²) X with A = X Xᵀ, which begins
 * with the matrix divided by its norm.
 */
function orthogonalized(matrix: Tensor, { nsCoefficients: [a, b, c], nsSteps, eps }: Readonly<MuonSettings>): Tensor {
  const tall = matrix.size(0) > matrix.size(1);
  const start = tall ? matrix.t() : matrix;
  let x = start.div(Math.max(start.square().sum().sqrt().item(), eps));
  for (let i = 0; i < nsSteps; i++) {
    const gram = x.matmul(x.t());
    x = x.mul(a).add(gram.mul(b).add(gram.matmul(gram).mul(c)).matmul(x));
  }
  return tall ? x.t() : x;
}

/**
 * Muon, momentum orthogonalized by Newton–Schulz, for the weight matrices of hidden layers; embeddings, biases and the
 * last layer belong to AdamW (Jordan 2024, https://kellerjordan.github.io/posts/muon/;
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.Muon.html):
 *
 *     b = momentum · b + (1 − momentum) · grad
 *     u = orthogonalized(nesterov: (1 − momentum) · grad + momentum · b; otherwise b)
 *     param = param (1 − lr · weightDecay) − lr · adjustment · u
 *
 * The iteration runs in the dtype of the parameter; PyTorch's runs in bfloat16.
 */
export class Muon extends Optimizer<MuonSettings> {
  /**
   * Throws an ArgumentError for a negative option, for parameters that are not matrices, and for those {@link Optimizer}
   * refuses.
   */
  constructor(params: ParamsLike<MuonSettings>, options: MuonOptions = {}) {
    super(params, options, defaults);
    for (const { params: list } of this.paramGroups) {
      for (const { shape } of list) {
        if (shape.length !== 2) {
          throw new ArgumentError(`${this.name}: a parameter is ${formatShape(shape)}, expected matrices alone`);
        }
      }
    }
  }

  protected override check(settings: Readonly<MuonSettings>): void {
    for (const key of ['lr', 'weightDecay', 'momentum', 'eps', 'nsSteps'] as const) {
      checkNonNegative(this.name, key, settings[key]);
    }
    checkBoolean(this.name, 'nesterov', settings.nesterov);
    if (!(Number.isInteger(settings.nsSteps) && settings.nsSteps < 100)) {
      throw new ArgumentError(`${this.name}: nsSteps must be a whole number below 100, got ${settings.nsSteps}`);
    }
    if (settings.nsCoefficients.length !== 3) {
      throw new ArgumentError(`${this.name}: nsCoefficients must be three numbers, got ${settings.nsCoefficients}`);
    }
    if (settings.adjustLrFn !== 'original' && settings.adjustLrFn !== 'match_rms_adamw') {
      throw new ArgumentError(
        `${this.name}: adjustLrFn must be original or match_rms_adamw, got ${String(settings.adjustLrFn)}`,
      );
    }
  }

  protected override plan(
    param: Tensor,
    state: Readonly<ParamState> | undefined,
    settings: Readonly<MuonSettings>,
  ): PlannedStep {
    const { lr, weightDecay, momentum, nesterov, adjustLrFn } = settings;
    const [rows, columns] = param.shape as [number, number];
    const adjustment =
      adjustLrFn === 'original' ? Math.sqrt(Math.max(1, rows / columns)) : 0.2 * Math.sqrt(Math.max(rows, columns));
    return {
      run: () => {
        const grad = gradOf(param)!;
        const buffer = (state?.momentumBuffer as Tensor | undefined) ?? zerosLike(param);
        buffer.lerp_(grad, 1 - momentum);
        const update = orthogonalized(nesterov ? lerp(grad, buffer, momentum) : buffer, settings);
        param.mul_(1 - lr * weightDecay).sub_(update, { alpha: lr * adjustment });
        return { momentumBuffer: buffer };
      },
    };
  }
}
