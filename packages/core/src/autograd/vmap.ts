import { ArgumentError, IndexError } from '../errors.ts';
import type { Randomness, VmapLevel } from '../op/batch.ts';
import { batchDimOf } from '../op/batch-dims.ts';
import { enterBatch, leaveBatch } from '../op/batch-view.ts';
import { withLevel } from '../op/batching.ts';
import { isTensor } from '../op/record.ts';
import { cat } from '../ops/joining.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AnyShaped, leavesOf, mapLeaves, prefixLeaves } from './pytree.ts';

/** A dimension for each tensor of nested arrays and objects; one number or `null` stands for all that is below it. */
export type Dims = number | null | readonly Dims[] | { readonly [key: string]: Dims };

/** What vmap takes. */
export interface VmapOptions {
  /**
   * Along which dimension of an argument the samples lie; `null` for one that is the same for all. A list has an entry
   * for each argument, which may be nested as the argument is. Defaults to 0.
   */
  readonly inDims?: Dims | undefined;
  /** Along which dimension of a result they shall lie, nested as the results are; `null` for what does not differ. Defaults to 0. */
  readonly outDims?: Dims | undefined;
  /** What random functions do: throw, draw anew for each sample, or the same for all. Defaults to `'error'`. */
  readonly randomness?: Randomness | undefined;
  /** Call the function with at most so many samples at a time, to save memory. Defaults to all. */
  readonly chunkSize?: number | undefined;
}

/** The arguments of a function under vmap as they are outside: tensors with one more dimension. */
export type Mapped<Args extends readonly unknown[]> = { [K in keyof Args]: AnyShaped<Args[K]> };

/**
 * `fn` for whole batches: written for one sample, it is called once, with tensors that stand for all samples, whose
 * shapes leave the batch out. Arguments and results may be tensors in nested arrays, objects and maps. Gradients inside
 * `fn` are those of each sample, also with respect to tensors that all share.
 *
 * Elements of such a tensor cannot be read inside `fn` (`item`, `tolist`), nor can what differs from sample to sample be
 * written into a tensor that does not. An operation without a batching rule is called sample by sample.
 *
 * Throws an ArgumentError when nothing is mapped, sizes differ, `inDims` or `outDims` do not fit, something else than
 * tensors is returned, or a random function is called without `randomness`; an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.vmap.html
 */
export function vmap<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options: VmapOptions = {},
): (...args: Mapped<Args>) => AnyShaped<Result> {
  const { inDims = 0, outDims = 0, randomness = 'error', chunkSize } = options;
  if (!['error', 'different', 'same'].includes(randomness)) {
    throw new ArgumentError(`vmap: randomness is '${randomness}', expected 'error', 'different' or 'same'`);
  }
  if (chunkSize !== undefined && !(Number.isInteger(chunkSize) && chunkSize > 0)) {
    throw new ArgumentError(`vmap: chunkSize is ${chunkSize}, expected a whole number ≥ 1`);
  }
  return (...args) => {
    const leaves = leavesOf(args);
    const dims = inputDims(inDims, args, leaves);
    const size = batchSize(leaves, dims);
    const call = (inputs: readonly unknown[], count: number): Outputs =>
      withLevel(count, randomness, (level) => {
        const entered = inputs.map((x, i) => (dims[i] === null ? x : enterBatch(x as Tensor, level, dims[i]!)));
        return leave(fn(...(withLeaves(args, entered) as unknown as Args)), outDims, level);
      });
    if (chunkSize === undefined || chunkSize >= size) {
      const { tree, tensors } = call(leaves, size);
      return withLeaves(tree, tensors) as AnyShaped<Result>;
    }
    const chunks: Outputs[] = [];
    for (let start = 0; start < size; start += chunkSize) {
      const count = Math.min(chunkSize, size - start);
      chunks.push(
        call(
          leaves.map((x, i) => (dims[i] === null ? x : (x as Tensor).narrow(dims[i]!, start, count))),
          count,
        ),
      );
    }
    const joined = chunks[0]!.tensors.map((first, i) => {
      const dim = chunks[0]!.dims[i]!;
      return dim === null
        ? first
        : cat(
            chunks.map(({ tensors }) => tensors[i]!),
            { dim },
          );
    });
    return withLeaves(chunks[0]!.tree, joined) as AnyShaped<Result>;
  };
}

/** What the function returned, seen from outside. */
interface Outputs {
  readonly tree: unknown;
  readonly tensors: readonly Tensor[];
  readonly dims: readonly (number | null)[];
}

function withLeaves<T>(tree: T, leaves: readonly unknown[]): T {
  let next = 0;
  return mapLeaves(tree, () => leaves[next++]) as T;
}

/** `dim` counted from the front of `rank` dimensions. */
function wrapped(what: string, dim: unknown, rank: number, tensor: string): number {
  if (typeof dim !== 'number' || !Number.isInteger(dim)) {
    throw new ArgumentError(`vmap: ${what} has ${String(dim)}, expected a whole number or null`);
  }
  if (dim < -rank || dim >= rank) {
    throw new IndexError(
      rank === 0
        ? `vmap: ${what} is ${dim} for ${tensor}, which has no dimension to map over`
        : `vmap: ${what} is ${dim} for ${tensor}, expected a dimension in [${-rank}, ${rank - 1}]`,
    );
  }
  return dim < 0 ? dim + rank : dim;
}

function inputDims(inDims: Dims, args: readonly unknown[], leaves: readonly unknown[]): (number | null)[] {
  const dims = prefixLeaves(inDims, args);
  if (!dims) {
    throw new ArgumentError(
      `vmap: inDims ${JSON.stringify(inDims)} is not nested as the arguments are; ` +
        `it has an entry for each of the ${args.length} arguments, or is one number for all`,
    );
  }
  return dims.map((dim, i) => {
    if (dim === null) return null;
    const x = leaves[i];
    if (!isTensor(x)) {
      throw new ArgumentError(
        `vmap: an argument is ${typeof x} ${String(x)}, which cannot be mapped over; its entry in inDims must be null`,
      );
    }
    return wrapped('inDims', dim, x.shape.length, `a tensor of shape ${formatShape(x.shape)}`);
  });
}

function batchSize(leaves: readonly unknown[], dims: readonly (number | null)[]): number {
  const sizes = dims.flatMap((dim, i) => (dim === null ? [] : [(leaves[i] as Tensor).shape[dim]!]));
  if (leaves.length === 0) throw new ArgumentError('vmap: the function was called without arguments to map over');
  if (sizes.length === 0) throw new ArgumentError('vmap: no argument is mapped over, as inDims says null for all');
  if (sizes.some((size) => size !== sizes[0])) {
    throw new ArgumentError(
      `vmap: the mapped dimensions have sizes ${formatShape(sizes)}, expected the same for all arguments`,
    );
  }
  return sizes[0]!;
}

function leave(tree: unknown, outDims: Dims, level: VmapLevel): Outputs {
  if (typeof (tree as { then?: unknown } | null | undefined)?.then === 'function') {
    throw new ArgumentError('vmap: the function returned a promise, but vmap is synchronous; put the await outside');
  }
  const results = leavesOf(tree);
  const found = prefixLeaves(outDims, tree);
  if (!found) throw new ArgumentError(`vmap: outDims ${JSON.stringify(outDims)} is not nested as the results are`);
  const dims: (number | null)[] = [];
  const tensors = results.map((x, i) => {
    if (!isTensor(x)) {
      throw new ArgumentError(`vmap: the function returned ${x === null ? 'null' : typeof x}, expected tensors only`);
    }
    if (found[i] === null) {
      if (batchDimOf(x, level)) {
        throw new ArgumentError('vmap: outDims says null for a result that differs from sample to sample');
      }
      dims.push(null);
      return x;
    }
    const dim = wrapped('outDims', found[i], x.shape.length + 1, `a result of shape ${formatShape(x.shape)}`);
    dims.push(dim);
    return leaveBatch(x, level, dim);
  });
  return { tree, tensors, dims };
}
