import { ArgumentError } from '../errors.ts';
import { fillExponential } from './distributions.ts';
import { type Generator, getDefaultGenerator } from './generator.ts';

type Weights = Float32Array | Float64Array;

/** Checks what both kinds of draw ask for, and returns how many weights are positive. */
function checkWeights(weights: Weights, n: number): number {
  if (!Number.isInteger(n) || n <= 0) {
    throw new ArgumentError(`multinomial: the number of samples must be a positive integer, got ${n}`);
  }
  let positive = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ArgumentError(`multinomial: weights must be finite and not negative, got ${weight} at index ${i}`);
    }
    if (weight > 0) positive++;
  }
  if (positive === 0) throw new ArgumentError(`multinomial: none of the ${weights.length} weights is positive`);
  return positive;
}

/** `weights / q` with exponential q: its largest elements are distributed as draws without replacement. */
function exponentialRace(weights: Weights, generator: Generator): Weights {
  const race = weights instanceof Float32Array ? new Float32Array(weights.length) : new Float64Array(weights.length);
  fillExponential(race, 1, generator);
  for (let i = 0; i < race.length; i++) race[i] = weights[i]! / race[i]!;
  return race;
}

function indexOfLargest(values: Weights): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** The distribution function of `weights`, summed and divided in their own type as PyTorch does. */
function cumulate(weights: Weights): Weights {
  const single = weights instanceof Float32Array;
  const cumulative = single ? new Float32Array(weights.length) : new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum = single ? Math.fround(sum + weights[i]!) : sum + weights[i]!;
    cumulative[i] = sum;
  }
  if (sum === Infinity)
    throw new ArgumentError(`multinomial: the sum of the weights overflows float${single ? 32 : 64}`);
  for (let i = 0; i < cumulative.length; i++) cumulative[i]! /= sum;
  cumulative[cumulative.length - 1] = 1;
  return cumulative;
}

/**
 * `n` indices of `weights`, each drawn with a probability in proportion to its weight: one row of
 * `torch.multinomial(…, replacement=True)`. A single one is drawn as {@link multinomialWithoutReplacement} draws it,
 * more by searching the distribution function for 53-bit uniforms.
 *
 * @throws {@link ArgumentError} when `n` is no positive integer, a weight is negative or not finite, or none is positive.
 */
export function multinomialWithReplacement(
  weights: Float32Array | Float64Array,
  n: number,
  generator: Generator = getDefaultGenerator(),
): Int32Array {
  checkWeights(weights, n);
  if (n === 1) return Int32Array.of(indexOfLargest(exponentialRace(weights, generator)));
  const cumulative = cumulate(weights);
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const uniform = generator.uniform53();
    let left = 0;
    let right = cumulative.length;
    while (left < right) {
      const middle = (left + right) >>> 1;
      if (cumulative[middle]! < uniform) left = middle + 1;
      else right = middle;
    }
    out[i] = left;
  }
  return out;
}

/**
 * `n` different indices of `weights`, the likelier ones in proportion to their weights: one row of
 * `torch.multinomial(…, replacement=False)`, which takes the largest of weight / exponential, in descending order.
 * Its numbers are those of a PyTorch built without MKL, whose exponentials come from another stream.
 *
 * @throws {@link ArgumentError} when `n` is no positive integer or exceeds the number of positive weights, or a weight
 * is negative or not finite. (PyTorch goes on to draw weights of zero, in an order it does not define.)
 */
export function multinomialWithoutReplacement(
  weights: Float32Array | Float64Array,
  n: number,
  generator: Generator = getDefaultGenerator(),
): Int32Array {
  const positive = checkWeights(weights, n);
  if (n > positive) {
    throw new ArgumentError(
      `multinomial: cannot draw ${n} samples without replacement from ${positive} positive weights`,
    );
  }
  const race = exponentialRace(weights, generator);
  if (n === 1) return Int32Array.of(indexOfLargest(race));
  const order = Int32Array.from(race.keys()).sort((i, j) => race[j]! - race[i]! || i - j);
  return order.slice(0, n);
}
