import {
  ArgumentError,
  arange,
  broadcastShapes,
  DTypeError,
  formatShape,
  isFloat,
  type RandomOptions,
  ShapeError,
  sameShape,
  softmax,
  type Tensor,
} from '@cotangent/core';
import { dropout } from '../dropout.ts';
import { maskedWeights } from './attention-weights.ts';

/** What scaledDotProductAttention takes. */
export interface AttentionOptions extends RandomOptions {
  /**
   * Broadcasts to `[…, L, S]`: a bool one says which keys a query looks at (true takes part), a float one is added to
   * the scores.
   */
  readonly attnMask?: Tensor | undefined;
  /** The probability of a weight to be dropped, in training or not. Defaults to 0. */
  readonly dropoutP?: number | undefined;
  /** Whether query i looks at keys 0 to i only; excludes `attnMask`. Defaults to false. */
  readonly isCausal?: boolean | undefined;
  /** What scores are multiplied by. Defaults to 1/√E. */
  readonly scale?: number | undefined;
  /** Whether each head (dimension −3) of keys and values serves several heads of queries. Defaults to false. */
  readonly enableGqa?: boolean | undefined;
}

const name = 'scaledDotProductAttention';

/**
 * `softmax(query · keyᵀ · scale + mask) · value`: each of L queries `[…, L, E]` gets the mean of S values `[…, S, Ev]`,
 * weighted by how well their keys `[…, S, E]` fit (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762). Leading
 * dimensions broadcast. A query that may look at no key gets zeros.
 *
 * Throws a ShapeError when shapes do not fit, a DTypeError when dtypes differ or are integers, an ArgumentError for
 * `isCausal` with a mask and for a `dropoutP` outside [0, 1].
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  const { isCausal = false, enableGqa = false, dropoutP = 0, attnMask, generator } = options;
  checkOperands(query, key, value);
  const [keys, values] = enableGqa ? [repeatHeads(key, query), repeatHeads(value, query)] : [key, value];
  checkBatches(query, keys, values, attnMask, isCausal);
  const mask = isCausal ? causalMask(query.shape.at(-2)!, keys.shape.at(-2)!) : attnMask;
  const scale = options.scale ?? 1 / Math.sqrt(query.shape.at(-1)!);
  const weights = mask ? weightsUnder(mask, query, keys, scale) : weightsOf(query, keys, scale);
  const kept = dropout(weights, { p: dropoutP, generator });
  const result = kept.matmul(values);
  // nobody else has them
  if (kept !== weights) kept.dispose();
  weights.dispose();
  return result;
}

/** `softmax(query · keyᵀ · scale)`. */
export function weightsOf(query: Tensor, key: Tensor, scale: number): Tensor {
  const scaled = query.mul(scale);
  const scores = scaled.matmul(key.mT);
  const weights = softmax(scores, -1);
  scaled.dispose();
  scores.dispose();
  return weights;
}

/** As {@link weightsOf}, under a mask; zeros where all is masked. */
function weightsUnder(mask: Tensor, query: Tensor, key: Tensor, scale: number): Tensor {
  const scores = query.matmul(key.mT);
  const weights = maskedWeights(scores, mask, scale);
  scores.dispose();
  return weights;
}

/** Which keys come no later than the query. */
function causalMask(queries: number, keys: number): Tensor {
  return arange(queries).unsqueeze(1).ge(arange(keys));
}

/** Keys or values with each head repeated for the heads of queries that it serves. */
function repeatHeads(x: Tensor, query: Tensor): Tensor {
  const [wanted, given] = [query.shape.at(-3), x.shape.at(-3)];
  if (!(wanted && given && wanted % given === 0)) {
    throw new ShapeError(`${name}: ${given ?? 'no'} heads cannot serve ${wanted ?? 'no'} heads of queries evenly`);
  }
  const before = x.shape.slice(0, -3);
  const after = x.shape.slice(-2);
  const repeated = x.unsqueeze(-3).expand([...before, given, wanted / given, ...after]);
  return repeated.reshape([...before, wanted, ...after]);
}

function checkOperands(query: Tensor, key: Tensor, value: Tensor): void {
  for (const [what, x] of Object.entries({ query, key, value })) {
    if (x.ndim < 2) {
      throw new ShapeError(`${name}: ${what} has shape ${formatShape(x.shape)}, expected […, length, size]`);
    }
    if (!isFloat(x.dtype)) throw new DTypeError(`${name}: ${what} is ${x.dtype}, expected float32 or float64`);
    if (x.dtype !== query.dtype) throw new DTypeError(`${name}: query is ${query.dtype} but ${what} ${x.dtype}`);
  }
  if (query.shape.at(-1) !== key.shape.at(-1)) {
    const [first, second] = [formatShape(query.shape), formatShape(key.shape)];
    throw new ShapeError(`${name}: query ${first} and key ${second} differ in their last dimension`);
  }
  if (key.shape.at(-2) !== value.shape.at(-2)) {
    const [first, second] = [formatShape(key.shape), formatShape(value.shape)];
    throw new ShapeError(`${name}: key ${first} and value ${second} differ in their length`);
  }
}

function checkBatches(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | undefined, isCausal: boolean): void {
  const batch = broadcastShapes(name, query.shape.slice(0, -2), key.shape.slice(0, -2));
  broadcastShapes(name, batch, value.shape.slice(0, -2));
  if (!mask) return;
  if (isCausal) throw new ArgumentError(`${name}: isCausal and attnMask exclude each other`);
  if (mask.dtype !== 'bool' && mask.dtype !== query.dtype) {
    throw new DTypeError(`${name}: attnMask is ${mask.dtype}, expected bool or ${query.dtype}`);
  }
  const scores = [...batch, query.shape.at(-2)!, key.shape.at(-2)!];
  if (!sameShape(broadcastShapes(name, scores, mask.shape), scores)) {
    throw new ShapeError(`${name}: attnMask ${formatShape(mask.shape)} does not broadcast to ${formatShape(scores)}`);
  }
}
