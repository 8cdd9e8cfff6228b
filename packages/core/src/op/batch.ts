import type { DType } from '../dtype.ts';
import type { Operand } from '../memory/memory.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { BatchedCall, BatchRule } from './batch-rule.ts';
import type { OutputMeta } from './graph-node.ts';
import type { OpInput } from './record.ts';

/** What random functions do under vmap: throw, draw other numbers for each sample, or the same for all. */
export type Randomness = 'error' | 'different' | 'same';

/** One call of vmap. Tensors and graphs refer to it for as long as they live. */
export interface VmapLevel {
  /** Rises with each call, so an inner vmap has a higher one than those around it. */
  readonly id: number;
  /** How many samples there are. */
  readonly size: number;
  readonly randomness: Randomness;
  /** Whether its function still runs. */
  readonly open: boolean;
  readonly batching: Batching;
}

/** The dimension along which a tensor differs from sample to sample, and which the function under vmap does not see. */
export interface BatchDim {
  readonly level: VmapLevel;
  readonly stride: number;
}

/**
 * What happens in place of the usual with tensors that stand for many samples. It is reached through the levels of
 * these tensors and nowhere else, so that a bundle without vmap is without it.
 */
export interface Batching {
  /** Calls an operation for all samples of the innermost level; `metas` are those of one sample. */
  call<In extends readonly OpInput[], Options>(
    name: string,
    rule: BatchRule<In, Options> | undefined,
    op: BatchedCall<In, Options>['op'],
    inputs: In,
    options: Options,
    metas: readonly OutputMeta[],
  ): Tensor[];

  /** Runs a formula for all samples of all levels: `run` is given the whole inputs, and the shape of whole outputs. */
  mapAll(inputs: readonly Tensor[], shape: Shape, run: (inputs: readonly Tensor[], shape: Shape) => Tensor[]): Tensor[];

  /** All samples of a tensor, with the batch dimensions in front. */
  whole(x: Tensor): Tensor;

  /** Room for the samples of a result in the shape `shape` that differs where `like` does. */
  allocate(like: Tensor, dtype: DType, shape: Shape): Tensor;

  /** All samples of the two operands of a copy. Throws when only `source` differs from sample to sample. */
  copied(target: Tensor, source: Tensor): [to: Tensor, from: Operand];

  /** The gradient of a tensor that has the samples `meta` says, not yet in its shape. */
  fit(grad: Tensor, meta: OutputMeta): Tensor;

  /** Refuses to read or write the elements of a tensor that stands for one sample of many. */
  refuse(x: Batched, what: string): never;

  /** The operand of a random function with all samples that it draws for. Refuses one that differs where draws do not. */
  drawnFor(name: string, x: Tensor, levels: readonly VmapLevel[]): Tensor;

  /** What was drawn for all samples, as one that stands for them. */
  drawn(whole: Tensor, levels: readonly VmapLevel[]): Tensor;
}

/** What may stand for many samples. */
interface Batched {
  readonly batch?: readonly BatchDim[] | undefined;
}

/** The calls of vmap whose functions run right now, outermost first. */
export const openLevels: VmapLevel[] = [];

/** How the samples of a tensor are worked on; `undefined` for a tensor as any other. */
export function batchingOf(x: Batched): Batching | undefined {
  return x.batch?.[0]?.level.batching;
}

/** All samples of a tensor, with the batch dimensions in front. */
export function wholeBatch(x: Tensor): Tensor {
  return batchingOf(x)?.whole(x) ?? x;
}

/** The shape with the samples of the given levels in front. */
export function batchedShape(levels: readonly VmapLevel[], shape: Shape): Shape {
  return [...levels.map(({ size }) => size), ...shape];
}

/** Refuses to read or write the elements of a tensor that stands for one sample of many. */
export function refuseBatched(x: Batched, what: string): void {
  batchingOf(x)?.refuse(x, what);
}
