import { type DTypeLike, full, Parameter, prelu, type Shape, type Tensor } from '@cotangent/core';
import { Module } from './module.ts';

/** What PReLU takes. */
export interface PReLUOptions {
  /** One slope for all, or one for each channel (dimension 1). Defaults to 1. */
  readonly numParameters?: number | undefined;
  /** The slopes at first. Defaults to 0.25. */
  readonly init?: number | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/**
 * max(x, 0) + weight · min(x, 0) with learned slopes.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export class PReLU extends Module {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly weight: Parameter<[number]>;

  constructor({ numParameters = 1, init = 0.25, dtype }: PReLUOptions = {}) {
    super();
    this.weight = new Parameter(full([numParameters], init, { dtype }));
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return prelu(x, this.weight) as Tensor<S>;
  }

  override extraRepr(): string {
    return `numParameters=${this.weight.numel()}`;
  }
}
