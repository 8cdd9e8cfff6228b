import {
  ArgumentError,
  DTypeError,
  getDefaultGenerator,
  isFloat,
  leakyRelu,
  type RandomOptions,
  type Shape,
  type Tensor,
  tensor,
} from '@cotangent/core';
import { Module } from './module.ts';

/** The range that RReLU draws from. */
export interface RReLURange {
  /** The least slope. Defaults to 1/8. */
  readonly lower?: number | undefined;
  /** The greatest slope. Defaults to 1/3. */
  readonly upper?: number | undefined;
}

/** What RReLU takes. */
export interface RReLUOptions extends RReLURange, RandomOptions {
  /** Whether slopes are drawn. Defaults to false. */
  readonly training?: boolean | undefined;
}

/**
 * Leaky ReLU; while training with a slope for each element drawn from [lower, upper), else with their mean
 * (Xu et al. 2015, https://arxiv.org/abs/1505.00853).
 *
 * Throws an ArgumentError unless `lower <= upper`, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rrelu.html
 */
export function rrelu(x: Tensor, options: RReLUOptions = {}): Tensor {
  const { lower = 1 / 8, upper = 1 / 3, training = false, generator = getDefaultGenerator() } = options;
  checkRange('rrelu', lower, upper);
  if (!isFloat(x.dtype)) throw new DTypeError(`rrelu: expected a float tensor, got ${x.dtype}`);
  if (!training) return leakyRelu(x, { negativeSlope: (lower + upper) / 2 });
  const slopes = Float64Array.from(x.toTypedArray());
  for (let i = 0; i < slopes.length; i++) {
    slopes[i] = slopes[i]! <= 0 ? generator.uniform53() * (upper - lower) + lower : 1;
  }
  return x.mul(tensor(slopes).to(x.dtype).reshape(x.shape));
}

/** {@link rrelu} as a module, random while training. */
export class RReLU extends Module {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly lower: number;
  readonly upper: number;

  /** Throws an ArgumentError unless `lower <= upper`. */
  constructor({ lower = 1 / 8, upper = 1 / 3 }: RReLURange = {}) {
    super();
    checkRange('RReLU', lower, upper);
    this.lower = lower;
    this.upper = upper;
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return rrelu(x, { lower: this.lower, upper: this.upper, training: this.training }) as Tensor<S>;
  }

  override extraRepr(): string {
    return `lower=${this.lower}, upper=${this.upper}`;
  }
}

function checkRange(name: string, lower: number, upper: number): void {
  if (!(lower <= upper)) throw new ArgumentError(`${name}: lower ${lower} is greater than upper ${upper}`);
}
