import { ArgumentError } from '../errors.ts';
import { blockSize, fillBlocks32, fillBlocks64 } from './box-muller.ts';
import { fusedMultiplyAdd } from './fused-multiply-add.ts';
import { type Generator, getDefaultGenerator } from './generator.ts';

const smallestInt32 = -(2 ** 31);
const largestInt32 = 2 ** 31 - 1;

/** From this range on a remainder of 32 bits would be too uneven, and PyTorch takes one of 64. */
const wideRange = 2 ** 28;

/** From this length on PyTorch shuffles with 64-bit draws. */
const longPermutation = Math.floor((2 ** 32 - 1) / 20);

/** Where bernoulli draws go: a bool tensor's bytes, or 0 and 1 in any other type. */
export type BernoulliArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * Fills `out` with numbers uniform on [low, high), as `Tensor.uniform_` does: a float32 from one 32-bit draw (24 bits),
 * a float64 from two (53 bits). `low` and `high` are first rounded to the type of `out`.
 *
 * @throws {@link ArgumentError} unless `low <= high` and both, and their distance, are finite in the type of `out`.
 */
export function fillUniform(
  out: Float32Array | Float64Array,
  low = 0,
  high = 1,
  generator: Generator = getDefaultGenerator(),
): void {
  const single = out instanceof Float32Array;
  const from = single ? Math.fround(low) : low;
  const width = single ? Math.fround(Math.fround(high) - from) : high - from;
  if (!(low <= high)) throw new ArgumentError(`uniform: low must not exceed high, got [${low}, ${high})`);
  if (!Number.isFinite(from) || !Number.isFinite(width)) {
    throw new ArgumentError(`uniform: [${low}, ${high}) is too wide for float${single ? 32 : 64}`);
  }
  if (single) {
    // a float32 product is exact in float64, so this too rounds the way a fused multiply-add does
    for (let i = 0; i < out.length; i++) out[i] = generator.uniform24() * width + from;
  } else if (from === 0 && width === 1) {
    for (let i = 0; i < out.length; i++) out[i] = generator.uniform53();
  } else {
    for (let i = 0; i < out.length; i++) out[i] = fusedMultiplyAdd(generator.uniform53(), width, from);
  }
}

/**
 * Fills `out` with exponential numbers of the given rate, `-log(1 - u) / rate` with a 53-bit uniform u, as
 * `Tensor.exponential_` does where PyTorch is built without MKL.
 *
 * @throws {@link ArgumentError} unless `rate` is positive.
 */
export function fillExponential(
  out: Float32Array | Float64Array,
  rate = 1,
  generator: Generator = getDefaultGenerator(),
): void {
  if (!(rate > 0)) throw new ArgumentError(`exponential: the rate must be positive, got ${rate}`);
  const scale = -1 / rate;
  for (let i = 0; i < out.length; i++) out[i] = scale * Math.log1p(-generator.uniform53());
}

function checkStd(std: number): void {
  if (!(std >= 0)) throw new ArgumentError(`normal: std must not be negative, got ${std}`);
}

/**
 * Fills `out` with normal numbers as `Tensor.normal_` fills a contiguous tensor. From 16 elements on it works in blocks
 * of 16 and in the type of `out` (one or two 32-bit draws an element, and 16 more elements' worth when the length is no
 * multiple of 16). Shorter arrays take {@link Generator.normal}, whose second half of a pair waits for the next call.
 *
 * @throws {@link ArgumentError} when `std` is negative or NaN.
 */
export function fillNormal(
  out: Float32Array | Float64Array,
  mean = 0,
  std = 1,
  generator: Generator = getDefaultGenerator(),
): void {
  if (out.length < blockSize) {
    fillNormalInPairs(out, mean, std, generator);
    return;
  }
  checkStd(std);
  if (out instanceof Float32Array) fillBlocks32(out, Math.fround(mean), Math.fround(std), generator);
  else fillBlocks64(out, mean, std, generator);
}

/**
 * Fills `out` one {@link Generator.normal} after the other whatever its length, as `Tensor.normal_` fills a tensor that
 * is not contiguous (in the order of memory).
 *
 * @throws {@link ArgumentError} when `std` is negative or NaN.
 */
export function fillNormalInPairs(
  out: Float32Array | Float64Array,
  mean = 0,
  std = 1,
  generator: Generator = getDefaultGenerator(),
): void {
  checkStd(std);
  for (let i = 0; i < out.length; i++) out[i] = generator.normal() * std + mean;
}

/**
 * Fills `out` with ones with probability `p`, zeros otherwise, as `Tensor.bernoulli_(p)` does: one 53-bit uniform (two
 * 32-bit draws) an element, whatever the type of `out`. Dropout's mask is `bernoulli_(1 - p)`.
 *
 * @throws {@link ArgumentError} unless `p` is in [0, 1].
 */
export function fillBernoulli(out: BernoulliArray, p = 0.5, generator: Generator = getDefaultGenerator()): void {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli: p must be in [0, 1], got ${p}`);
  for (let i = 0; i < out.length; i++) out[i] = generator.uniform53() < p ? 1 : 0;
}

/**
 * Fills `out[i]` with one with probability `p[i]`, zero otherwise, as `torch.bernoulli(p)` and
 * `Tensor.bernoulli_(tensor)` do: the type of `p` decides whether a uniform has 24 bits (one 32-bit draw) or 53 (two).
 *
 * @throws {@link ArgumentError} when the lengths differ or a probability is outside [0, 1].
 */
export function fillBernoulliEach(
  out: BernoulliArray,
  p: Float32Array | Float64Array,
  generator: Generator = getDefaultGenerator(),
): void {
  if (p.length !== out.length) {
    throw new ArgumentError(`bernoulli: expected ${out.length} probabilities, got ${p.length}`);
  }
  for (let i = 0; i < p.length; i++) {
    if (!(p[i]! >= 0 && p[i]! <= 1))
      throw new ArgumentError(`bernoulli: p must be in [0, 1], got ${p[i]} at index ${i}`);
  }
  if (p instanceof Float32Array) {
    for (let i = 0; i < out.length; i++) out[i] = generator.uniform24() < p[i]! ? 1 : 0;
  } else {
    for (let i = 0; i < out.length; i++) out[i] = generator.uniform53() < p[i]! ? 1 : 0;
  }
}

/**
 * Fills `out` with integers in [low, high), as `torch.randint` draws them: the remainder of a 32-bit draw, of a 64-bit
 * draw where the range has 2²⁸ integers or more (old versions, such as 1.13, have that limit at 2³²).
 *
 * @throws {@link ArgumentError} unless `low` and `high` are integers with `low < high` and [low, high) fits int32.
 */
export function fillRandint(
  out: Int32Array,
  low: number,
  high: number,
  generator: Generator = getDefaultGenerator(),
): void {
  if (!Number.isInteger(low) || !Number.isInteger(high)) {
    throw new ArgumentError(`randint: low and high must be integers, got ${low} and ${high}`);
  }
  if (low >= high) throw new ArgumentError(`randint: low must be less than high, got low ${low} and high ${high}`);
  if (low < smallestInt32 || high > largestInt32 + 1) {
    throw new ArgumentError(`randint: [${low}, ${high}) does not fit int32, whose values are [-2^31, 2^31)`);
  }
  const range = high - low;
  if (range < wideRange) {
    for (let i = 0; i < out.length; i++) out[i] = (generator.random32() % range) + low;
  } else {
    for (let i = 0; i < out.length; i++) out[i] = generator.remainder64(range) + low;
  }
}

/**
 * The integers 0 … n - 1 in random order, as `torch.randperm`.
 *
 * @throws {@link ArgumentError} unless `n` is an integer in [0, 2³¹).
 */
export function randperm(n: number, generator: Generator = getDefaultGenerator()): Int32Array {
  if (!Number.isInteger(n) || n < 0 || n > largestInt32) {
    throw new ArgumentError(`randperm: n must be an integer in [0, 2^31), got ${n}`);
  }
  const out = new Int32Array(n);
  if (n >= longPermutation) {
    for (let i = 0; i < n; i++) {
      const j = generator.remainder64(i + 1);
      out[i] = i;
      out[i] = out[j]!;
      out[j] = i;
    }
    return out;
  }
  for (let i = 0; i < n; i++) out[i] = i;
  for (let i = 0; i < n - 1; i++) {
    const j = i + (generator.random32() % (n - i));
    const moved = out[i]!;
    out[i] = out[j]!;
    out[j] = moved;
  }
  return out;
}

/**
 * An integer in [0, 2⁶³), what `torch.empty((), dtype=torch.int64).random_()` draws. `DataLoader` draws one when an
 * iteration begins, and `RandomSampler` one more as the seed of its own generator when the first index is asked for.
 */
export function randomInt64(generator: Generator = getDefaultGenerator()): bigint {
  return BigInt.asUintN(63, generator.random64());
}
