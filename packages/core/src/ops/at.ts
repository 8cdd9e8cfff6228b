import type { Index } from '../index-items.ts';
import { filledLike } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { pickAt, putAt } from './advanced-index.ts';
import { parseIndex, parseIndexTensors } from './parse-index.ts';

/**
 * Indexing as PyTorch's `x[…]`: `at(x, 0, slice(1, 3))` is `x[0, 1:3]`. Whole numbers select, {@link slice} takes a
 * range, `null` adds a dimension, {@link ellipsis} stands for the dimensions that are not mentioned: with these alone
 * the result is a view. Index tensors (or nested arrays) pick elements, bool tensors (and uint8 ones, as in PyTorch) those
 * where they hold; index tensors broadcast against each other, and their dimensions stand where they were when they are next to each other,
 * in front otherwise. Negative indices count from the end.
 *
 * Throws an IndexError for an index out of range, too many indices, or a mask that does not fit; a ShapeError for index
 * tensors that do not broadcast; a DTypeError for those of floats.
 * https://docs.pytorch.org/docs/stable/tensor_view.html, https://numpy.org/doc/stable/user/basics.indexing.html
 */
export function at(x: Tensor, ...indices: readonly Index[]): Tensor {
  checkTensor('at', x, 0);
  const { view, advanced } = parseIndex('at', x, indices);
  if (advanced.length > 0) return pickAt('at', view, advanced);
  return view === x ? x.view(x.shape) : view;
}

/** What indexPut takes. */
export interface IndexPutOptions {
  /** Whether values are added to what is there. Defaults to false. */
  readonly accumulate?: boolean | undefined;
}

/**
 * A copy of x with `values` (which broadcast to what {@link at} would give) at the places that the index tensors name,
 * one for each dimension of x, in order; `null` means all of a dimension. Where a place comes twice, one of its values
 * stays, or all are added up with `accumulate`.
 *
 * Throws as {@link at}, and a DTypeError unless the values have the dtype of x.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
 */
export function indexPut(
  x: Tensor,
  indices: readonly (Tensor | null)[],
  values: Tensor | number,
  { accumulate = false }: IndexPutOptions = {},
): Tensor {
  checkTensor('indexPut', x, 0);
  const source = typeof values === 'number' ? filledLike(x, values, x.dtype, []) : values;
  checkTensor('indexPut', source, 2);
  return putAt('indexPut', x, parseIndexTensors('indexPut', x, indices), source, { accumulate });
}
