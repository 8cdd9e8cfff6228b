import { type DTypeLike, layerNorm, ones, Parameter, rmsNorm, type Shape, type Tensor, zeros } from '@cotangent/core';
import { formatTuple } from '../format-tuple.ts';
import { ones_, zeros_ } from '../init.ts';
import { Module } from '../module.ts';

/** What LayerNorm takes. */
export interface LayerNormOptions {
  /** Added to the variance. Defaults to 1e-5. */
  readonly eps?: number | undefined;
  /** Whether each element is multiplied by a learned factor, 1 at first. Defaults to true. */
  readonly elementwiseAffine?: boolean | undefined;
  /** With `elementwiseAffine`, whether a learned number, 0 at first, is added to each element. Defaults to true. */
  readonly bias?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/**
 * {@link layerNorm} with a learned weight and bias; `normalizedShape` are the sizes of the last dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export class LayerNorm extends Module {
  static readonly keepsNothing = true;
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  /** Throws a ShapeError for what is no shape. */
  constructor(
    normalizedShape: number | Shape,
    { eps = 1e-5, elementwiseAffine = true, bias = true, dtype }: LayerNormOptions = {},
  ) {
    super();
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape];
    this.eps = eps;
    this.elementwiseAffine = elementwiseAffine;
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape, { dtype })) : undefined;
    this.bias = elementwiseAffine && bias ? new Parameter(zeros(this.normalizedShape, { dtype })) : undefined;
  }

  /** Weights of 1 and biases of 0. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
    if (this.bias) zeros_(this.bias);
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return layerNorm(x, this.normalizedShape, this);
  }

  override extraRepr(): string {
    const { normalizedShape, eps, elementwiseAffine, bias } = this;
    const shape = formatTuple(normalizedShape);
    return `${shape}, eps=${eps}, elementwiseAffine=${elementwiseAffine}, bias=${bias !== undefined}`;
  }
}

/** What RMSNorm takes. */
export interface RMSNormOptions {
  /** Added to the mean square. Defaults to the distance from 1 to the next number of the input's dtype. */
  readonly eps?: number | undefined;
  /** Whether each element is multiplied by a learned factor, 1 at first. Defaults to true. */
  readonly elementwiseAffine?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/**
 * {@link rmsNorm} with a learned weight; `normalizedShape` are the sizes of the last dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html
 */
export class RMSNorm extends Module {
  static readonly keepsNothing = true;
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly normalizedShape: Shape;
  readonly eps: number | undefined;
  readonly elementwiseAffine: boolean;
  readonly weight: Parameter | undefined;

  /** Throws a ShapeError for what is no shape. */
  constructor(normalizedShape: number | Shape, { eps, elementwiseAffine = true, dtype }: RMSNormOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : [...normalizedShape];
    this.eps = eps;
    this.elementwiseAffine = elementwiseAffine;
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape, { dtype })) : undefined;
  }

  /** Weights of 1. */
  resetParameters(): void {
    if (this.weight) ones_(this.weight);
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return rmsNorm(x, this.normalizedShape, this);
  }

  override extraRepr(): string {
    const { normalizedShape, eps = null, elementwiseAffine } = this;
    return `${formatTuple(normalizedShape)}, eps=${eps}, elementwiseAffine=${elementwiseAffine}`;
  }
}
