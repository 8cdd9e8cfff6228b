import {
  ArgumentError,
  bernoulli,
  DTypeError,
  defineElementwise,
  empty,
  isFloat,
  type RandomOptions,
  type Shape,
  type Tensor,
} from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { Module } from './module.ts';

/** What Dropout takes. */
export interface DropoutOptions extends RandomOptions {
  /** The probability of an element to become zero. Defaults to 0.5. */
  readonly p?: number | undefined;
  /** Outside training nothing happens. Defaults to true. */
  readonly training?: boolean | undefined;
}

const dropoutOp = /* @__PURE__ */ defineElementwise({
  name: 'dropout',
  promotion: 'float',
  formula: (x, kept, keepProbability) => e.mul(x, e.div(kept, keepProbability)),
  scalars: 1,
});

/** Drops what `noiseShape`, which broadcasts to x, has elements for. */
export function drop<S extends Shape>(
  name: string,
  x: Tensor<S>,
  noiseShape: Shape,
  { p = 0.5, training = true, generator }: DropoutOptions,
  apply: (x: Tensor, kept: Tensor, keepProbability: number) => Tensor = dropoutOp,
): Tensor<S> {
  checkProbability(name, p);
  if (!training || p === 0 || x.numel() === 0) return x;
  if (!isFloat(x.dtype)) throw new DTypeError(`${name}: expected a float tensor, got ${x.dtype}`);
  if (p === 1) return x.mul(0) as Tensor as Tensor<S>;
  const shaped = noiseShape === x.shape ? x : empty(noiseShape, { dtype: x.dtype });
  return apply(x, bernoulli(shaped, 1 - p, { generator }), 1 - p) as Tensor<S>;
}

/**
 * Makes each element zero with probability `p` and multiplies the others by 1 / (1 - p); all are zero for `p` = 1.
 * The same seed drops the same elements as PyTorch.
 *
 * Throws an ArgumentError for `p` outside [0, 1], a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 */
export function dropout<S extends Shape>(x: Tensor<S>, options: DropoutOptions = {}): Tensor<S> {
  return drop('dropout', x, x.shape, options);
}

/** A module that drops while training, and does nothing after `eval()`; subclasses say what. */
export abstract class DropoutModule extends Module {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;
  readonly p: number;

  /** Throws an ArgumentError for `p` outside [0, 1]. */
  constructor(p = 0.5) {
    super();
    checkProbability(this.constructor.name, p);
    this.p = p;
  }

  /** Drops, or not, as the options say. */
  protected abstract drop(x: Tensor, options: DropoutOptions): Tensor;

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return this.drop(x, { p: this.p, training: this.training }) as Tensor<S>;
  }

  override extraRepr(): string {
    return `p=${this.p}`;
  }
}

/**
 * {@link dropout} while training, nothing after `eval()`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export class Dropout extends DropoutModule {
  static readonly keepsNothing = true;
  protected drop(x: Tensor, options: DropoutOptions): Tensor {
    return dropout(x, options);
  }
}

function checkProbability(name: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`${name}: p is ${p}, expected a probability in [0, 1]`);
}
