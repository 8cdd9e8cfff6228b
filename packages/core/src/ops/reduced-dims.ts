import { ShapeError } from '../errors.ts';
import type { Operand } from '../memory/memory.ts';
import { type BatchedCall, batchAll } from '../op/batch-rule.ts';
import type { OpInput } from '../op/record.ts';
import { formatShape, type Shape, wrapDim, wrapDims } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { reshaped } from './operands.ts';

/** What reductions take. */
export interface ReductionOptions {
  /** A dimension or several. All of them when absent or an empty list. */
  readonly dim?: number | readonly number[] | undefined;
  /** Whether reduced dimensions stay, with size 1. Defaults to false. */
  readonly keepdim?: boolean | undefined;
}

/** What reductions along exactly one dimension take. */
export interface KeepdimOptions {
  /** Whether the reduced dimension stays, with size 1. Defaults to false. */
  readonly keepdim?: boolean | undefined;
}

/** Reduction options as records have them: dims wrapped and distinct, none for a 0-d tensor. */
export interface Reduced {
  readonly dims: readonly number[];
  readonly keepdim: boolean;
}

/** The dims to reduce. Throws an IndexError for one out of range, an ArgumentError for one that repeats. */
export function reducedDims(name: string, dim: ReductionOptions['dim'], rank: number): readonly number[] {
  if (rank > 64) throw new ShapeError(`${name}: ${rank} dimensions; at most 64 are supported`);
  if (typeof dim === 'number') {
    const wrapped = wrapDim(name, dim, rank);
    return rank === 0 ? [] : [wrapped];
  }
  if (dim !== undefined && dim.length > 0) {
    const wrapped = wrapDims(name, dim, rank);
    return rank === 0 ? [] : wrapped;
  }
  const all = new Array<number>(rank);
  for (let d = 0; d < rank; d++) all[d] = d;
  return all;
}

/** Refuses to reduce nothing: an empty dimension has no maximum. */
export function checkNotEmpty(name: string, shape: Shape, dims: readonly number[]): void {
  for (const dim of dims) {
    if (shape[dim] === 0)
      throw new ShapeError(`${name}: cannot reduce the empty dimension ${dim} of ${formatShape(shape)}`);
  }
}

/** How many elements go into each result. */
export function reducedCount(shape: Shape, dims: readonly number[]): number {
  let count = 1;
  for (let i = 0; i < dims.length; i++) count *= shape[dims[i]!]!;
  return count;
}

/** The shape with size 1 at the reduced dims. */
export function keptShape(shape: Shape, dims: readonly number[]): Shape {
  const kept = shape.slice();
  for (let i = 0; i < dims.length; i++) kept[dims[i]!] = 1;
  return kept;
}

/** The result's shape. */
export function reducedShape(shape: Shape, { dims, keepdim }: Reduced): Shape {
  if (keepdim) return keptShape(shape, dims);
  const rest: number[] = [];
  for (let d = 0; d < shape.length; d++) if (!dims.includes(d)) rest.push(shape[d]!);
  return rest;
}

/** The result as kernels want it, with size 1 at the reduced dims. */
export function keptOperand(out: Operand, input: Operand, { dims, keepdim }: Reduced): Operand {
  return keepdim || dims.length === 0 ? out : reshaped(out, keptShape(input.shape, dims));
}

/** A result, or its gradient, with size 1 at the reduced dims, so that it broadcasts to the input's `shape`. */
export function restoreDims(reduced: Tensor, shape: Shape, { dims, keepdim }: Reduced): Tensor {
  return keepdim || dims.length === 0 ? reduced : reduced.reshape(keptShape(shape, dims));
}

/** How vmap runs a reduction: the batch is one more dimension that stays. */
export function batchReduced<In extends readonly OpInput[], Options extends Reduced>(
  call: BatchedCall<In, Options>,
): Tensor | readonly Tensor[] {
  const { op, options } = call;
  return op(batchAll(call), { ...options, dims: options.dims.map((dim) => dim + 1) });
}
