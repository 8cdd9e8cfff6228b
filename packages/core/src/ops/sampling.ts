import type { TypedArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { allocateLike, readElements, writeElements } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { emitOp, isTracing } from '../op/trace.ts';
import { fillBernoulliEach } from '../random/distributions.ts';
import { type Generator, getDefaultGenerator } from '../random/generator.ts';
import { multinomialWithoutReplacement, multinomialWithReplacement } from '../random/multinomial.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { requireFloat } from './require-float.ts';

/** What sampling functions take. */
export interface SamplingOptions {
  /** Where the numbers come from: the generator that `manualSeed` seeds unless given. */
  readonly generator?: Generator | undefined;
}

/** What `multinomial` takes. */
export interface MultinomialOptions extends SamplingOptions {
  /** Whether an index may be drawn again. Defaults to false. */
  readonly replacement?: boolean | undefined;
}

/**
 * Ones with the probabilities in `p`, zeros otherwise, in its shape and dtype. Has no gradient.
 *
 * Throws a DTypeError for integers and bools, an ArgumentError naming the first probability outside [0, 1].
 * https://docs.pytorch.org/docs/stable/generated/torch.bernoulli.html
 */
export function bernoulli(p: Tensor, options: SamplingOptions = {}): Tensor {
  checkTensor('bernoulli', p, 0);
  requireFloat('bernoulli', p.dtype);
  const { generator = getDefaultGenerator() } = options;
  const probabilities = readElements(p) as Float32Array | Float64Array;
  const result = allocateLike(p);
  writeElements(result, (out) => fillBernoulliEach(out, probabilities, generator));
  if (isTracing()) emitOp({ name: 'bernoulli', inputs: [p], outputs: [result], options });
  return result;
}

/**
 * `numSamples` indices for each row of `weights` (`[n]` or `[rows, n]`), drawn with probabilities in proportion to the
 * weights, as int32. Has no gradient.
 *
 * Throws a ShapeError for other shapes, a DTypeError for weights that are not floats, an ArgumentError for a weight
 * that is negative or not finite, a row without a positive one, or more samples than positive weights without replacement.
 * https://docs.pytorch.org/docs/stable/generated/torch.multinomial.html
 */
export function multinomial(weights: Tensor, numSamples: number, options: MultinomialOptions = {}): Tensor {
  checkTensor('multinomial', weights, 0);
  const { shape } = weights;
  if (shape.length !== 1 && shape.length !== 2) {
    throw new ShapeError(`multinomial: expected weights of shape [n] or [rows, n], got ${formatShape(shape)}`);
  }
  requireFloat('multinomial', weights.dtype);
  if (!Number.isInteger(numSamples) || numSamples <= 0) {
    throw new ArgumentError(`multinomial: numSamples must be a positive whole number, got ${numSamples}`);
  }
  const { replacement = false, generator = getDefaultGenerator() } = options;
  const draw = replacement ? multinomialWithReplacement : multinomialWithoutReplacement;
  const all = readElements(weights) as Float32Array | Float64Array;
  const columns = shape.at(-1)!;
  const rows = shape.length === 2 ? shape[0]! : 1;
  const result = allocateLike(weights, 'int32', shape.with(-1, numSamples));
  writeElements(result, (out: TypedArray) => {
    for (let row = 0; row < rows; row++) {
      out.set(draw(all.subarray(row * columns, (row + 1) * columns), numSamples, generator), row * numSamples);
    }
  });
  if (isTracing()) emitOp({ name: 'multinomial', inputs: [weights], outputs: [result], options });
  return result;
}
