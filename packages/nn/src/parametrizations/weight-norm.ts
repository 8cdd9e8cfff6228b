import { IndexError, type Tensor } from '@cotangent/core';
import { type AnyModule, Module } from '../module.ts';
import { parametrizable, registerParametrization } from './register-parametrization.ts';

/** What weightNorm takes. */
export interface WeightNormOptions {
  /** The dimension along which each slice has a length of its own; `null` for one length of all. Defaults to 0. */
  readonly dim?: number | null | undefined;
}

class WeightNorm extends Module<Tensor[], Tensor> {
  private readonly dim: number | null;

  constructor(dim: number | null) {
    super();
    this.dim = dim;
  }

  forward(length: Tensor, direction: Tensor): Tensor {
    return direction.mul(length.div(this.lengthOf(direction)));
  }

  rightInverse(weight: Tensor): Tensor[] {
    return [this.lengthOf(weight), weight];
  }

  private lengthOf(weight: Tensor): Tensor {
    const squares = weight.square();
    if (this.dim === null) return squares.sum().sqrt();
    const others = weight.shape.map((_, d) => d).filter((d) => d !== this.dim);
    return (others.length === 0 ? squares : squares.sum({ dim: others, keepdim: true })).sqrt();
  }
}

/**
 * Trains length and direction of a weight apart: w = g · v / ‖v‖, g being `parametrizations.weight.original0` and v
 * `parametrizations.weight.original1` (Salimans and Kingma 2016, https://arxiv.org/abs/1602.07868). `name` is that of a
 * field.
 *
 * Throws an ArgumentError when the module has no such parameter, an IndexError for a `dim` that it does not have.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.weight_norm.html
 */
export function weightNorm<M extends AnyModule>(module: M, name = 'weight', { dim = 0 }: WeightNormOptions = {}): M {
  const { ndim } = parametrizable('weightNorm', module, name);
  // as in PyTorch, -1 is no dimension but all of them
  const along = dim === -1 ? null : dim;
  if (along !== null && !(Number.isInteger(along) && along >= -ndim && along < ndim)) {
    throw new IndexError(`weightNorm: dim ${along} is out of range for ${ndim} dimensions`);
  }
  return registerParametrization(module, name, new WeightNorm(along !== null && along < 0 ? along + ndim : along));
}
