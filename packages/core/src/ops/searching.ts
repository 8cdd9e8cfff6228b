import type { DType } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { searchSortedKernel } from '../kernels/sorting.ts';
import { filledLike } from '../op/allocate.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sameShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { integerIndex } from './index-checks.ts';
import { gather } from './indexing.ts';

/** On which side of equal elements a value belongs. */
export interface BucketizeOptions {
  /** Behind them; before them by default. */
  readonly right?: boolean | undefined;
}

/** What `searchsorted` takes. */
export interface SearchsortedOptions extends BucketizeOptions {
  /** Another way to say `right`. */
  readonly side?: 'left' | 'right' | undefined;
  /** The indices that sort the sequence along its last dimension, where it is not sorted. */
  readonly sorter?: Tensor | undefined;
}

interface Searching {
  readonly caller: string;
  readonly right: boolean;
}

/** One row serves all values; or there are as many rows of values, in the same places. */
function checkRows({ caller }: Searching, sorted: Shape, values: Shape): void {
  if (sorted.length === 1) return;
  const fits = values.length === sorted.length && sameShape(sorted.slice(0, -1), values.slice(0, -1));
  if (!fits) {
    throw new ShapeError(
      `${caller}: the sorted sequences are ${formatShape(sorted)}, the values ${formatShape(values)}; ` +
        'expected one sequence, or sizes that are the same in all dimensions but the last',
    );
  }
}

const searchsortedOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Searching>({
  name: 'searchsorted',
  dtype: (): DType => 'int32',
  shape: ([sorted, values], options) => {
    checkRows(options, sorted, values);
    return values;
  },
  forward: (_, [sorted, values], [out], { right }) => searchSortedKernel(sorted, values, right, out!),
  batch: (call) => {
    const { inputs, batched, options, op } = call;
    if (!batched[0] && inputs[0].shape.length === 1) return op(inputs, options);
    const [sorted, values] = batchAll(call);
    if (sorted.shape.length > 2) return op([sorted, values], options);
    // each sample has one sequence for all of its values
    const found = op([sorted, values.reshape([call.size, sizeOf(values.shape.slice(1))])], options) as Tensor;
    return found.reshape(values.shape);
  },
});

function search(caller: string, sorted: Tensor, values: Tensor | number, right: boolean): Tensor {
  const wanted = typeof values === 'number' ? filledLike(sorted, values, 'float64', []) : values;
  checkTensor(caller, wanted, 1);
  return searchsortedOp([sorted, wanted], { caller, right });
}

/**
 * Where `values` (a tensor or a number) belong in a sorted sequence, so that it stays sorted, as int32: their indices in
 * the one sequence `[n]`, or in the sequence `[…, n]` of their row, in the shape of the values.
 *
 * Throws a ShapeError when sequences, values and `sorter` do not fit, an ArgumentError for a side that is unknown or
 * contradicts `right`, a DTypeError for a sorter that is not of integers, an IndexError for an index in it out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.searchsorted.html
 */
export function searchsorted(
  sortedSequence: Tensor,
  values: Tensor | number,
  { right = false, side, sorter }: SearchsortedOptions = {},
): Tensor {
  checkTensor('searchsorted', sortedSequence, 0);
  if (side !== undefined && side !== 'left' && side !== 'right')
    throw new ArgumentError(`searchsorted: side must be left or right, got ${String(side)}`);
  if (side === 'left' && right) throw new ArgumentError('searchsorted: side is left, but right is true');
  if (sortedSequence.shape.length === 0)
    throw new ShapeError('searchsorted: the sorted sequence must have at least one dimension, got []');
  const sorted = sorter ? arranged(sortedSequence, sorter) : sortedSequence;
  return search('searchsorted', sorted, values, right || side === 'right');
}

function arranged(sequence: Tensor, sorter: Tensor): Tensor {
  const indices = integerIndex('searchsorted', sorter);
  if (!sameShape(indices.shape, sequence.shape)) {
    throw new ShapeError(
      `searchsorted: the sorter is ${formatShape(indices.shape)}, expected ${formatShape(sequence.shape)}`,
    );
  }
  return gather(sequence.detach(), -1, indices);
}

/**
 * The index of the bucket in which each of `x` (a tensor or a number) lies, as int32: that of the first of the sorted
 * `boundaries` that is not less, or, if `right`, that is greater.
 *
 * Throws a ShapeError unless the boundaries have exactly one dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.bucketize.html
 */
export function bucketize(x: Tensor | number, boundaries: Tensor, { right = false }: BucketizeOptions = {}): Tensor {
  checkTensor('bucketize', boundaries, 1);
  if (boundaries.shape.length !== 1)
    throw new ShapeError(`bucketize: the boundaries must have one dimension, got ${formatShape(boundaries.shape)}`);
  return search('bucketize', boundaries, x, right);
}
