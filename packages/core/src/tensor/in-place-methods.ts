import { isFloat, type TypedArray } from '../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { checkInteger } from '../nested-data.ts';
import { fillWith, writeElements } from '../op/allocate.ts';
import { checkMemory, overwriteInPlace, writeInPlace } from '../op/in-place.ts';
import { drawnTarget } from '../op/randomness.ts';
import { checkTensor } from '../op/record.ts';
import { cast } from '../ops/cast.ts';
import { expand } from '../ops/expanding.ts';
import { fillBernoulli, fillNormal, fillUniform } from '../random/distributions.ts';
import { type Generator, getDefaultGenerator } from '../random/generator.ts';
import { fillTruncNormal } from '../random/truncated-normal.ts';
import { formatShape, type Shape } from '../shape.ts';
import { LinearAlgebraMethods } from './linear-algebra-methods.ts';
import type { Tensor } from './tensor.ts';

/** What random in-place methods take. */
export interface RandomOptions {
  /** Where the numbers come from: the generator that `manualSeed` seeds unless given. */
  readonly generator?: Generator | undefined;
}

/**
 * Writes of other elements in place of all that there are. As all writes in place they throw a GradientError on a leaf
 * that requires grad, and on a view of one, unless inside `noGrad`.
 */
export abstract class InPlaceMethods<S extends Shape = Shape> extends LinearAlgebraMethods<S> {
  /**
   * Overwrites the elements with those of `source`, which broadcasts and is converted; gradients go to `source`.
   * Returns the tensor. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.copy_.html
   */
  copy_<A extends Shape>(this: Tensor<A>, source: Tensor): Tensor<A> {
    checkTensor('copy_', source, 1);
    const write = (): Tensor => cast(expand(source, this.shape), this.dtype);
    return writeInPlace('copy_', this, [source], write, true) as Tensor<A>;
  }

  /**
   * Overwrites all elements with one value, which may be a 0-d tensor. Throws a DTypeError for a number that does not
   * fit, a ShapeError for a tensor with dimensions. Returns the tensor.
   */
  fill_<A extends Shape>(this: Tensor<A>, value: number | Tensor): Tensor<A> {
    if (typeof value !== 'number') {
      checkTensor('fill_', value, 1);
      if (value.shape.length > 0) {
        throw new ShapeError(`fill_: expected a number or a 0-d tensor, got a tensor of ${formatShape(value.shape)}`);
      }
      return this.copy_(value);
    }
    checkInteger('fill_', [value], this.dtype);
    return overwriteInPlace('fill_', this, { value }, () => fillWith(this, value)) as Tensor<A>;
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
    return this.fillElements('bernoulli_', options, (out, generator) => fillBernoulli(out, p, generator));
  }

  /** @internal */
  fillRandom<A extends Shape>(
    this: Tensor<A>,
    name: string,
    options: RandomOptions,
    fill: (out: Float32Array | Float64Array, generator: Generator) => void,
  ): Tensor<A> {
    if (!isFloat(this.dtype)) throw new DTypeError(`${name}: expected a float tensor, got ${this.dtype}`);
    return this.fillElements(name, options, (out, generator) => fill(out as Float32Array, generator));
  }

  /** @internal */
  fillElements<A extends Shape>(
    this: Tensor<A>,
    name: string,
    options: RandomOptions,
    fill: (out: TypedArray, generator: Generator) => void,
  ): Tensor<A> {
    checkMemory(name, this, []);
    const { generator = getDefaultGenerator() } = options;
    const whole = drawnTarget(name, this);
    const write = (): void => writeElements(whole, (out) => fill(out, generator));
    return overwriteInPlace(name, this, options, write) as Tensor<A>;
  }
}
