import {
  Buffer,
  type DTypeLike,
  formatShape,
  noGrad,
  ones,
  Parameter,
  type Shape,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { ones_, zeros_ } from '../init.ts';
import { SnakeCaseModule } from '../snake-case-module.ts';

/** What BatchNorm and InstanceNorm take. */
export interface ChannelNormOptions {
  /** Added to the variance. Defaults to 1e-5. */
  readonly eps?: number | undefined;
  /**
   * How far running statistics move towards those of a batch. `null` makes those of BatchNorm the mean over all batches.
   * Defaults to 0.1.
   */
  readonly momentum?: number | null | undefined;
  /** Whether each channel is multiplied by a learned factor, 1 at first. */
  readonly affine?: boolean | undefined;
  /** With `affine`, whether a learned number, 0 at first, is added to each channel. Defaults to true. */
  readonly bias?: boolean | undefined;
  /** Whether running statistics are kept, and used after `eval()`. */
  readonly trackRunningStats?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/** A normalisation that may keep running statistics of each channel. */
export abstract class ChannelNorm extends SnakeCaseModule {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly runningMean: Buffer | undefined;
  readonly runningVar: Buffer | undefined;
  readonly numBatchesTracked: Buffer | undefined;

  /** Throws an ArgumentError for a number of channels that is no whole number ≥ 0. */
  constructor(
    numFeatures: number,
    { eps = 1e-5, momentum = 0.1, affine = true, bias = true, trackRunningStats = true, dtype }: ChannelNormOptions,
  ) {
    super();
    checkCount(this.constructor.name, 'numFeatures', numFeatures, 0);
    this.numFeatures = numFeatures;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    const shape = [numFeatures];
    this.weight = affine ? new Parameter(ones(shape, { dtype }) as Tensor) : undefined;
    this.bias = affine && bias ? new Parameter(zeros(shape, { dtype }) as Tensor) : undefined;
    if (!trackRunningStats) return;
    this.runningMean = new Buffer(zeros(shape, { dtype }) as Tensor);
    this.runningVar = new Buffer(ones(shape, { dtype }) as Tensor);
    this.numBatchesTracked = new Buffer(tensor(0, { dtype: 'int64' }) as Tensor);
  }

  /** The statistics of a module that has seen nothing. */
  resetRunningStats(): void {
    noGrad(() => {
      this.runningMean?.zero_();
      this.runningVar?.fill_(1);
      this.numBatchesTracked?.zero_();
    });
  }

  /** Weights of 1, biases of 0, and {@link ChannelNorm.resetRunningStats}. */
  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  /** Normalises an input that was checked. */
  protected abstract normalize(x: Tensor): Tensor;

  /** Throws a ShapeError unless the input has one of the given numbers of dimensions. */
  protected checkRank({ shape }: Tensor, ranks: readonly number[]): void {
    if (ranks.includes(shape.length)) return;
    const name = this.constructor.name;
    throw new ShapeError(`${name}: expected ${ranks.join(' or ')} dimensions, got shape ${formatShape(shape)}`);
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return this.normalize(x) as Tensor<S>;
  }

  override extraRepr(): string {
    const { numFeatures, eps, momentum, affine, bias, trackRunningStats } = this;
    const settings = `eps=${eps}, momentum=${momentum}, affine=${affine}, bias=${bias !== undefined}`;
    return `${numFeatures}, ${settings}, trackRunningStats=${trackRunningStats}`;
  }
}
