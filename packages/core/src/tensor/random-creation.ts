import { type DType, getDefaultDtype, isFloat, type TypedArray, toDType } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { writeElements } from '../op/allocate.ts';
import { batchedShape } from '../op/batch.ts';
import { drawnLevels, drawnResult } from '../op/randomness.ts';
import { checkTensor } from '../op/record.ts';
import type { RandomOptions } from '../ops/random-filling.ts';
import { fillNormal, fillRandint, fillUniform, randperm as permutation } from '../random/distributions.ts';
import { type Generator, getDefaultGenerator } from '../random/generator.ts';
import { checkShape, type Shape } from '../shape.ts';
import { allocate, type Literal, type TensorOptions } from './creation.ts';
import type { Tensor } from './tensor.ts';

/** What random creation functions take. */
export interface RandomTensorOptions extends TensorOptions, RandomOptions {}

/** A new tensor, under vmap perhaps with elements for each sample. */
function drawn(name: string, dtype: DType, shape: Shape, fill: (out: TypedArray) => void): Tensor {
  const levels = drawnLevels(name);
  const whole = allocate(dtype, batchedShape(levels, shape));
  writeElements(whole, fill);
  return drawnResult(whole, levels);
}

function floats(
  name: string,
  shape: Shape,
  { dtype, requiresGrad = false, generator = getDefaultGenerator() }: RandomTensorOptions,
  fill: (out: Float32Array, low: number, high: number, generator: Generator) => void,
): Tensor {
  checkShape(name, shape);
  const chosen = dtype === undefined ? getDefaultDtype() : toDType(dtype);
  if (!isFloat(chosen)) throw new DTypeError(`${name}: expected a float dtype, got ${chosen}`);
  const result = drawn(name, chosen, shape, (out) => fill(out as Float32Array, 0, 1, generator));
  return requiresGrad ? result.requiresGrad_() : result;
}

/** Uniform on [0, 1), PyTorch's numbers for the same seed. https://docs.pytorch.org/docs/stable/generated/torch.rand.html */
export function rand<const S extends Shape>(shape: S, options: RandomTensorOptions = {}): Tensor<Literal<S>> {
  return floats('rand', shape, options, fillUniform) as Tensor<Literal<S>>;
}

/** Standard normal, PyTorch's numbers for the same seed. https://docs.pytorch.org/docs/stable/generated/torch.randn.html */
export function randn<const S extends Shape>(shape: S, options: RandomTensorOptions = {}): Tensor<Literal<S>> {
  return floats('randn', shape, options, fillNormal) as Tensor<Literal<S>>;
}

/** {@link rand} in the shape and dtype of `x`. */
export function randLike<S extends Shape>(x: Tensor<S>, options: RandomTensorOptions = {}): Tensor<S> {
  return rand<Shape>(x.shape, { dtype: x.dtype, ...options }) as Tensor as Tensor<S>;
}

/** {@link randn} in the shape and dtype of `x`. */
export function randnLike<S extends Shape>(x: Tensor<S>, options: RandomTensorOptions = {}): Tensor<S> {
  return randn<Shape>(x.shape, { dtype: x.dtype, ...options }) as Tensor as Tensor<S>;
}

/**
 * Whole numbers uniform on [low, high), int32 unless `dtype` says otherwise. Throws an ArgumentError unless
 * `low < high`, both within int32. https://docs.pytorch.org/docs/stable/generated/torch.randint.html
 */
export function randint<const S extends Shape>(
  low: number,
  high: number,
  shape: S,
  { dtype = 'int32', requiresGrad = false, generator = getDefaultGenerator() }: RandomTensorOptions = {},
): Tensor<Literal<S>> {
  checkShape('randint', shape);
  if (!Number.isInteger(low) || !Number.isInteger(high) || low >= high) {
    throw new ArgumentError(`randint: expected whole numbers low < high, got ${low} and ${high}`);
  }
  if (low < -(2 ** 31) || high > 2 ** 31) throw new ArgumentError(`randint: [${low}, ${high}) is not within int32`);
  const integers = drawn('randint', 'int32', shape, (out) => fillRandint(out as Int32Array, low, high, generator));
  const result = integers.to(dtype);
  return (requiresGrad ? result.requiresGrad_() : result) as Tensor<Literal<S>>;
}

/**
 * {@link randint} in the shape and dtype of `x`.
 * https://docs.pytorch.org/docs/stable/generated/torch.randint_like.html
 */
export function randintLike<S extends Shape>(
  x: Tensor<S>,
  low: number,
  high: number,
  options: RandomTensorOptions = {},
): Tensor<S> {
  checkTensor('randintLike', x, 0);
  return randint<Shape>(low, high, x.shape, { dtype: x.dtype, ...options }) as Tensor as Tensor<S>;
}

/** The numbers 0 to n − 1 in random order, int32. https://docs.pytorch.org/docs/stable/generated/torch.randperm.html */
export function randperm<N extends number>(
  n: N,
  { dtype = 'int32', generator = getDefaultGenerator() }: RandomTensorOptions = {},
): Tensor<[N]> {
  if (!(Number.isInteger(n) && n >= 0)) throw new ArgumentError(`randperm: expected a whole number ≥ 0, got ${n}`);
  const result = drawn('randperm', 'int32', [n], (out) => {
    for (let start = 0; start < out.length; start += n) out.set(permutation(n, generator), start);
  });
  return result.to(dtype) as Tensor<[N]>;
}
