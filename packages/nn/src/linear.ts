import {
  ArgumentError,
  type DTypeLike,
  empty,
  type FitsLinear,
  type LinearShape,
  linear,
  Parameter,
  type Shape,
  type Tensor,
} from '@cotangent/core';
import { kaimingUniform_, uniform_ } from './init.ts';
import { Module } from './module.ts';

/** What Linear takes. */
export interface LinearOptions {
  /** Whether a learned number is added to each feature. Defaults to true. */
  readonly bias?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/**
 * x · weightᵀ + bias, from `[…, In]` to `[…, Out]`. Weight and bias start uniform on ±1/√In, drawn as PyTorch draws
 * them: the same seed gives the same layer.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear<In extends number = number, Out extends number = number> extends Module {
  static readonly keepsNothing = true;
  readonly inFeatures: In;
  readonly outFeatures: Out;
  readonly weight: Parameter<[Out, In]>;
  readonly bias: Parameter<[Out]> | undefined;

  /** Throws an ArgumentError for a number of features that is no whole number ≥ 0. */
  constructor(inFeatures: In, outFeatures: Out, { bias = true, dtype }: LinearOptions = {}) {
    super();
    checkFeatures('inFeatures', inFeatures);
    checkFeatures('outFeatures', outFeatures);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(empty([outFeatures, inFeatures], { dtype }) as Tensor<[Out, In]>);
    this.bias = bias ? new Parameter(empty([outFeatures], { dtype }) as Tensor<[Out]>) : undefined;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const bound = this.inFeatures > 0 ? 1 / Math.sqrt(this.inFeatures) : 0;
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  forward<S extends Shape>(x: Tensor<S> & FitsLinear<S, In>): Tensor<LinearShape<S, In, Out>> {
    return linear(x, this.weight, this.bias) as Tensor<LinearShape<S, In, Out>>;
  }

  override extraRepr(): string {
    return `inFeatures=${this.inFeatures}, outFeatures=${this.outFeatures}, bias=${this.bias !== undefined}`;
  }

  override shortRepr(): string {
    return `${super.shortRepr()} ${this.inFeatures} → ${this.outFeatures}`;
  }
}

function checkFeatures(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 0) {
    throw new ArgumentError(`Linear: ${name} is ${count}, expected a whole number of features`);
  }
}
