import { isFloat, type TypedArray } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { writeElements } from '../op/allocate.ts';
import { checkMemory, overwriteInPlace } from '../op/in-place.ts';
import { drawnTarget } from '../op/randomness.ts';
import { checkTensor } from '../op/record.ts';
import { fillBernoulli, fillNormal, fillUniform } from '../random/distributions.ts';
import { type Generator, getDefaultGenerator } from '../random/generator.ts';
import { fillTruncNormal } from '../random/truncated-normal.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What random in-place functions take. */
export interface RandomOptions {
  /** Where the numbers come from: the generator that `manualSeed` seeds unless given. */
  readonly generator?: Generator | undefined;
}

/**
 * Overwrites the elements with numbers uniform on [low, high). Returns the tensor.
 *
 * Throws an ArgumentError unless `low <= high`, a DTypeError for integers and bools, and as all writes in place.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.uniform_.html
 */
export function uniform_<T extends Tensor>(x: T, low = 0, high = 1, options: RandomOptions = {}): T {
  if (!(low <= high)) throw new ArgumentError(`uniform_: low ${low} is greater than high ${high}`);
  return fillFloats('uniform_', x, options, (out, generator) => fillUniform(out, low, high, generator));
}

/**
 * Overwrites the elements with normally distributed numbers. Returns the tensor.
 *
 * Throws an ArgumentError unless `std >= 0`, a DTypeError for integers and bools, and as all writes in place.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.normal_.html
 */
export function normal_<T extends Tensor>(x: T, mean = 0, std = 1, options: RandomOptions = {}): T {
  if (!(std >= 0)) throw new ArgumentError(`normal_: std ${std} is negative`);
  return fillFloats('normal_', x, options, (out, generator) => fillNormal(out, mean, std, generator));
}

/**
 * Overwrites the elements with numbers of a normal distribution cut off outside [a, b]. Returns the tensor.
 *
 * Throws an ArgumentError unless `std > 0` and `a < b`, a DTypeError for integers and bools, and as all writes in place.
 * https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_
 */
export function truncNormal_<T extends Tensor>(x: T, mean = 0, std = 1, a = -2, b = 2, options: RandomOptions = {}): T {
  if (!(std > 0)) throw new ArgumentError(`truncNormal_: std ${std} is not positive`);
  if (!(a < b)) throw new ArgumentError(`truncNormal_: the interval from ${a} to ${b} is empty`);
  return fillFloats('truncNormal_', x, options, (out, generator) => fillTruncNormal(out, mean, std, a, b, generator));
}

/**
 * Overwrites the elements with ones, of probability `p`, and zeros. Returns the tensor.
 *
 * Throws an ArgumentError for `p` outside [0, 1], and as all writes in place.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.bernoulli_.html
 */
export function bernoulli_<T extends Tensor>(x: T, p = 0.5, options: RandomOptions = {}): T {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli_: p ${p} is outside [0, 1]`);
  return fillElements('bernoulli_', x, options, (out, generator) => fillBernoulli(out, p, generator));
}

function fillFloats<T extends Tensor>(
  name: string,
  x: T,
  options: RandomOptions,
  fill: (out: Float32Array | Float64Array, generator: Generator) => void,
): T {
  checkTensor(name, x, 0);
  if (!isFloat(x.dtype)) throw new DTypeError(`${name}: expected a float tensor, got ${x.dtype}`);
  return fillElements(name, x, options, (out, generator) => fill(out as Float32Array, generator));
}

function fillElements<T extends Tensor>(
  name: string,
  x: T,
  options: RandomOptions,
  fill: (out: TypedArray, generator: Generator) => void,
): T {
  checkTensor(name, x, 0);
  checkMemory(name, x, []);
  const { generator = getDefaultGenerator() } = options;
  const whole = drawnTarget(name, x);
  const write = (): void => writeElements(whole, (out) => fill(out, generator));
  overwriteInPlace(name, x, options, write);
  return x;
}
