import {
  ArgumentError,
  Buffer,
  formatShape,
  noGrad,
  ShapeError,
  sameShape,
  type Tensor,
  tensor,
} from '@cotangent/core';
import { copyModule } from '../copy-module.ts';
import type { Module } from '../module.ts';
import { SnakeCaseModule } from '../snake-case-module.ts';

/** The new average, of the present one, a new value, and how many values are in the average already. */
export type AverageFunction = (averaged: Tensor, current: Tensor, count: number) => Tensor;

/** What AveragedModel takes. */
export interface AveragedModelOptions {
  /** Defaults to {@link getSwaAvgFn}, the mean of all. Not part of the state dict. */
  readonly avgFn?: AverageFunction | undefined;
  /** Whether buffers are averaged too; otherwise they are those of the model. Defaults to false. */
  readonly useBuffers?: boolean | undefined;
}

/** The mean of all values. https://docs.pytorch.org/docs/stable/optim.html#constructing-averaged-models */
export function getSwaAvgFn(): AverageFunction {
  return (averaged, current, count) => averaged.add(current.sub(averaged).div(count + 1));
}

/**
 * The exponential moving average, `decay · averaged + (1 − decay) · current`. Throws an ArgumentError for a decay outside
 * [0, 1]. https://docs.pytorch.org/docs/stable/optim.html#constructing-averaged-models
 */
export function getEmaAvgFn(decay = 0.999): AverageFunction {
  if (!(decay >= 0 && decay <= 1))
    throw new ArgumentError(`getEmaAvgFn: decay must be in [0, 1], got ${String(decay)}`);
  return (averaged, current) => averaged.mul(decay).add(current.mul(1 - decay));
}

/**
 * A copy of a model whose parameters are averages of those the model has had at each
 * {@link AveragedModel.updateParameters}:
 *
 *     const averaged = new AveragedModel(model, { avgFn: getEmaAvgFn(0.999) });
 *     …                                     // after each step of the optimizer
 *     averaged.updateParameters(model);
 *     averaged.call(x);
 *
 * Its state dict is that of PyTorch: `n_averaged` and the model's under `module.`.
 * https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema
 */
export class AveragedModel<In extends readonly unknown[], Out> extends SnakeCaseModule<In, Out> {
  /** How many values are in the average. */
  readonly nAveraged: Buffer;
  readonly module: Module<In, Out>;
  readonly avgFn: AverageFunction;
  readonly useBuffers: boolean;

  constructor(model: Module<In, Out>, { avgFn = getSwaAvgFn(), useBuffers = false }: AveragedModelOptions = {}) {
    super();
    this.nAveraged = new Buffer(tensor(0, { dtype: 'int64' }) as Tensor);
    this.module = copyModule(model);
    this.avgFn = avgFn;
    this.useBuffers = useBuffers;
  }

  override forward(...inputs: In): Out {
    return this.module.call(...inputs);
  }

  /**
   * Takes the parameters of the model into the average; the first ones are the average themselves.
   *
   * Throws an ArgumentError or ShapeError for a model of other parameters or buffers; nothing changes then.
   */
  updateParameters(model: Module<In, Out>): void {
    const parameters = pairs(this.module.parameters(), model.parameters(), 'parameters');
    const buffers = pairs(this.module.buffers(), model.buffers(), 'buffers');
    using _ = noGrad();
    const count = this.nAveraged.item();
    for (const [averaged, current] of this.useBuffers ? [...parameters, ...buffers] : parameters) {
      averaged.copy_(count === 0 ? current : this.avgFn(averaged.detach(), current.detach(), count));
    }
    if (!this.useBuffers) for (const [copy, current] of buffers) copy.copy_(current);
    this.nAveraged.copy_(this.nAveraged.add(1));
  }
}

function pairs(own: Iterable<Tensor>, given: Iterable<Tensor>, what: string): readonly (readonly [Tensor, Tensor])[] {
  const [ours, theirs] = [[...own], [...given]];
  if (ours.length !== theirs.length) {
    throw new ArgumentError(`updateParameters: the model has ${theirs.length} ${what}, the average ${ours.length}`);
  }
  return ours.map((each, i) => {
    const other = theirs[i]!;
    if (sameShape(each.shape, other.shape)) return [each, other];
    throw new ShapeError(
      `updateParameters: number ${i} of the ${what} is ${formatShape(other.shape)}, in the average ${formatShape(each.shape)}`,
    );
  });
}
