import type { TypedArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { bernoulliKernel } from '../kernels/bernoulli.ts';
import { beginKernel, endKernel } from '../memory/current.ts';
import { allocateLike, readElements, writeElements } from '../op/allocate.ts';
import { batchedShape, type VmapLevel } from '../op/batch.ts';
import { drawnLevels, drawnOperand, drawnResult } from '../op/randomness.ts';
import { checkTensor } from '../op/record.ts';
import { emitOp, isTracing } from '../op/trace.ts';
import { fillBernoulliEach } from '../random/distributions.ts';
import { type Generator, getDefaultGenerator } from '../random/generator.ts';
import { multinomialWithoutReplacement, multinomialWithReplacement } from '../random/multinomial.ts';
import { formatShape, sizeOf } from '../shape.ts';
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
 * Ones with the probabilities in `x`, zeros otherwise, in its shape and dtype; with a number `p`, ones with that
 * probability whatever the elements of `x`, as `x.bernoulli_(p)` draws them. Has no gradient.
 *
 * Throws a DTypeError for integers and bools, an ArgumentError naming the first probability outside [0, 1].
 * https://docs.pytorch.org/docs/stable/generated/torch.bernoulli.html
 */
export function bernoulli(x: Tensor, options?: SamplingOptions): Tensor;
export function bernoulli(x: Tensor, p: number, options?: SamplingOptions): Tensor;
export function bernoulli(x: Tensor, p?: number | SamplingOptions, last: SamplingOptions = {}): Tensor {
  checkTensor('bernoulli', x, 0);
  requireFloat('bernoulli', x.dtype);
  const options = typeof p === 'object' ? p : last;
  const { generator = getDefaultGenerator() } = options;
  const levels = drawnLevels('bernoulli');
  const drawn = typeof p === 'number' ? drawWith(p, x, levels, generator) : drawEach(x, levels, generator);
  const result = drawnResult(drawn, levels);
  if (isTracing()) emitOp({ name: 'bernoulli', inputs: [x], outputs: [result], options });
  return result;
}

function drawWith(p: number, x: Tensor, levels: readonly VmapLevel[], generator: Generator): Tensor {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli: p ${p} is outside [0, 1]`);
  const drawn = allocateLike(x, x.dtype, batchedShape(levels, x.shape));
  const operands = [drawn];
  beginKernel(operands);
  try {
    bernoulliKernel(generator, p, drawn);
  } finally {
    endKernel(operands, []);
  }
  return drawn;
}

function drawEach(x: Tensor, levels: readonly VmapLevel[], generator: Generator): Tensor {
  const whole = drawnOperand('bernoulli', x, levels);
  const probabilities = readElements(whole) as Float32Array | Float64Array;
  const drawn = allocateLike(whole);
  writeElements(drawn, (out) => fillBernoulliEach(out, probabilities, generator));
  return drawn;
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
  const levels = drawnLevels('multinomial');
  const whole = drawnOperand('multinomial', weights, levels);
  const all = readElements(whole) as Float32Array | Float64Array;
  const columns = shape.at(-1)!;
  const rows = sizeOf(whole.shape.slice(0, -1));
  const drawn = allocateLike(whole, 'int32', whole.shape.with(-1, numSamples));
  writeElements(drawn, (out: TypedArray) => {
    for (let row = 0; row < rows; row++) {
      out.set(draw(all.subarray(row * columns, (row + 1) * columns), numSamples, generator), row * numSamples);
    }
  });
  const result = drawnResult(drawn, levels);
  if (isTracing()) emitOp({ name: 'multinomial', inputs: [weights], outputs: [result], options });
  return result;
}
