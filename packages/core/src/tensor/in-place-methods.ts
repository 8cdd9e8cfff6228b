import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { copyInto, fillWith, writeElements } from '../op/allocate.ts';
import { isGradEnabled } from '../op/grad-mode.ts';
import { checkTensor } from '../op/record.ts';
import { expand } from '../ops/movement.ts';
import { fillBernoulli, fillNormal, fillUniform } from '../random/distributions.ts';
import { type Generator, getDefaultGenerator } from '../random/generator.ts';
import { fillTruncNormal } from '../random/truncated-normal.ts';
import type { Shape } from '../shape.ts';
import { LinearAlgebraMethods } from './linear-algebra-methods.ts';
import { checkInteger } from './nested-data.ts';
import type { Tensor } from './tensor.ts';

/** What random in-place methods take. */
export interface RandomOptions {
  /** Where the numbers come from: the generator that `manualSeed` seeds unless given. */
  readonly generator?: Generator | undefined;
}

/** Writes that are not recorded. They throw a GradientError on a tensor that requires grad, unless inside `noGrad`. */
export abstract class InPlaceMethods<S extends Shape = Shape> extends LinearAlgebraMethods<S> {
  /** Overwrites the elements with those of `source`, which broadcasts and is converted. Returns the tensor. */
  copy_<A extends Shape>(this: Tensor<A>, source: Tensor): Tensor<A> {
    checkTensor('copy_', source, 1);
    this.checkWritable('copy_', isGradEnabled());
    const whole = expand(source.detach(), this.shape);
    copyInto(this, whole.storage === this.storage ? whole.clone() : whole);
    return this.written();
  }

  /** Overwrites all elements with one value. Throws a DTypeError for one that does not fit. Returns the tensor. */
  fill_<A extends Shape>(this: Tensor<A>, value: number): Tensor<A> {
    checkInteger('fill_', [value], this.dtype);
    this.checkWritable('fill_', isGradEnabled());
    fillWith(this, value);
    return this.written();
  }

  /** Overwrites all elements with 0. Returns the tensor. */
  zero_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return this.fill_(0);
  }

  /** Fills with numbers uniform on [low, high). Throws an ArgumentError unless `low <= high`. */
  uniform_<A extends Shape>(this: Tensor<A>, low = 0, high = 1, options: RandomOptions = {}): Tensor<A> {
    if (!(low <= high)) throw new ArgumentError(`uniform_: low ${low} is greater than high ${high}`);
    return this.fillRandom('uniform_', options, (out, generator) => fillUniform(out, low, high, generator));
  }

  /** Fills with normally distributed numbers. Throws an ArgumentError unless `std >= 0`. */
  normal_<A extends Shape>(this: Tensor<A>, mean = 0, std = 1, options: RandomOptions = {}): Tensor<A> {
    if (!(std >= 0)) throw new ArgumentError(`normal_: std ${std} is negative`);
    return this.fillRandom('normal_', options, (out, generator) => fillNormal(out, mean, std, generator));
  }

  /**
   * Fills with numbers of a normal distribution cut off outside [a, b]; the method behind `nn.init.truncNormal_`.
   * Throws an ArgumentError unless `std > 0` and `a < b`.
   * https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_
   */
  truncNormal_<A extends Shape>(
    this: Tensor<A>,
    mean = 0,
    std = 1,
    a = -2,
    b = 2,
    options: RandomOptions = {},
  ): Tensor<A> {
    if (!(std > 0)) throw new ArgumentError(`truncNormal_: std ${std} is not positive`);
    if (!(a < b)) throw new ArgumentError(`truncNormal_: the interval from ${a} to ${b} is empty`);
    return this.fillRandom('truncNormal_', options, (out, generator) =>
      fillTruncNormal(out, mean, std, a, b, generator),
    );
  }

  /** Fills with ones, of probability `p`, and zeros. Throws an ArgumentError for `p` outside [0, 1]. */
  bernoulli_<A extends Shape>(this: Tensor<A>, p = 0.5, options: RandomOptions = {}): Tensor<A> {
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli_: p ${p} is outside [0, 1]`);
    this.checkWritable('bernoulli_', isGradEnabled());
    writeElements(this, (out) => fillBernoulli(out, p, options.generator ?? getDefaultGenerator()));
    return this.written();
  }

  /** @internal */
  fillRandom<A extends Shape>(
    this: Tensor<A>,
    name: string,
    { generator = getDefaultGenerator() }: RandomOptions,
    fill: (out: Float32Array | Float64Array, generator: Generator) => void,
  ): Tensor<A> {
    if (!isFloat(this.dtype)) throw new DTypeError(`${name}: expected a float tensor, got ${this.dtype}`);
    this.checkWritable(name, isGradEnabled());
    writeElements(this, (out) => fill(out as Float32Array, generator));
    return this.written();
  }

  /** @internal Notes a write, so that a gradient that saved these elements notices it. */
  written<A extends Shape>(this: Tensor<A>): Tensor<A> {
    this.storage.version++;
    return this;
  }
}
