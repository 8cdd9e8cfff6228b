import {
  ArgumentError,
  type DTypeLike,
  groupNorm,
  ones,
  Parameter,
  type Shape,
  type Tensor,
  zeros,
} from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { ones_, zeros_ } from '../init.ts';
import { Module } from '../module.ts';

/** What GroupNorm takes. */
export interface GroupNormOptions {
  /** Added to the variance. Defaults to 1e-5. */
  readonly eps?: number | undefined;
  /** Whether each channel is multiplied by a learned factor, 1 at first. Defaults to true. */
  readonly affine?: boolean | undefined;
  /** With `affine`, whether a learned number, 0 at first, is added to each channel. Defaults to true. */
  readonly bias?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/**
 * {@link groupNorm} with a learned weight and bias for each channel of `[N, C, …]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 */
export class GroupNorm extends Module {
  static readonly keepsNothing = true;
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly affine: boolean;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  /** Throws an ArgumentError when the channels cannot be divided into so many groups. */
  constructor(
    numGroups: number,
    numChannels: number,
    { eps = 1e-5, affine = true, bias = true, dtype }: GroupNormOptions = {},
  ) {
    super();
    checkCount('GroupNorm', 'numGroups', numGroups);
    checkCount('GroupNorm', 'numChannels', numChannels, 0);
    if (numChannels % numGroups !== 0) {
      throw new ArgumentError(`GroupNorm: ${numChannels} channels cannot be divided into ${numGroups} groups`);
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = eps;
    this.affine = affine;
    this.weight = affine ? new Parameter(ones([numChannels], { dtype }) as Tensor) : undefined;
    this.bias = affine && bias ? new Parameter(zeros([numChannels], { dtype }) as Tensor) : undefined;
  }

  /** Weights of 1 and biases of 0. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return groupNorm(x, this.numGroups, this);
  }

  override extraRepr(): string {
    const { numGroups, numChannels, eps, affine, bias } = this;
    return `${numGroups}, ${numChannels}, eps=${eps}, affine=${affine}, bias=${bias !== undefined}`;
  }
}
