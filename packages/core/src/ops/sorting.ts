import { ArgumentError } from '../errors.ts';
import { argSortKernel } from '../kernels/sorting.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { definePicking, named, type Picking, type ValuesAndIndices } from './define-picking.ts';

/** How to sort. */
export interface SortOptions {
  /** The last dimension unless given. */
  readonly dim?: number | undefined;
  /** Whether the greatest comes first. Defaults to false. */
  readonly descending?: boolean | undefined;
  /** Equal elements always stay as they come. */
  readonly stable?: boolean | undefined;
}

interface Sorting extends Picking {
  readonly descending: boolean;
}

const sortOp = /* @__PURE__ */ definePicking<Sorting>('sort', (x, indices, { dim, descending }) =>
  argSortKernel(x, dim, descending, indices),
);

function sorted(name: string, x: Tensor, { dim = -1, descending = false }: SortOptions): ValuesAndIndices {
  checkTensor(name, x, 0);
  const wrapped = wrapDim(name, dim, x.shape.length);
  return named(sortOp([x], { dim: wrapped, count: x.shape[wrapped] ?? 1, keepdim: true, descending }));
}

/**
 * The elements in ascending order along `dim`, and where they were. NaN is greater than any number; equal elements stay
 * in the order in which they come.
 *
 * Throws an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.sort.html
 */
export function sort<A extends Shape>(x: Tensor<A>, options: SortOptions = {}): ValuesAndIndices<A> {
  return sorted('sort', x, options) as ValuesAndIndices<A>;
}

/**
 * The indices that {@link sort} gives. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.argsort.html
 */
export function argsort<A extends Shape>(x: Tensor<A>, options: SortOptions = {}): Tensor<A> {
  checkTensor('argsort', x, 0);
  return sorted('argsort', x.detach(), options).indices as Tensor<A>;
}

/**
 * The elements in ascending order along the first dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.msort.html
 */
export function msort(x: Tensor): Tensor {
  return sorted('msort', x, { dim: 0 }).values;
}

/** Which of the extreme elements to take. */
export interface TopkOptions {
  /** The last dimension unless given. */
  readonly dim?: number | undefined;
  /** The greatest, as by default, or the smallest elements. */
  readonly largest?: boolean | undefined;
  /** The results are always sorted. */
  readonly sorted?: boolean | undefined;
}

const topkOp = /* @__PURE__ */ definePicking<Sorting>('topk', (x, indices, { dim, descending }) =>
  argSortKernel(x, dim, descending, indices),
);

/**
 * The `k` greatest (or smallest) elements along `dim` in their order, and where they were. NaN is the greatest.
 *
 * Throws an ArgumentError unless there are `k` elements, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.topk.html
 */
export function topk(x: Tensor, k: number, { dim = -1, largest = true }: TopkOptions = {}): ValuesAndIndices {
  checkTensor('topk', x, 0);
  const wrapped = wrapDim('topk', dim, x.shape.length);
  const length = x.shape[wrapped] ?? 1;
  if (!Number.isInteger(k) || k < 0 || k > length)
    throw new ArgumentError(`topk: k is ${k}, expected at most ${length}, the size of ${formatShape(x.shape)} there`);
  return named(topkOp([x], { dim: wrapped, count: k, keepdim: true, descending: largest }));
}
