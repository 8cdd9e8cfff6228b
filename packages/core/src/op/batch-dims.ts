import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { BatchDim, VmapLevel } from './batch.ts';

/** The levels of several tensors, outermost first; `undefined` when none is batched. */
export function levelsOf(inputs: readonly (Tensor | undefined)[]): readonly VmapLevel[] | undefined {
  for (let i = 0; i < inputs.length; i++) if (inputs[i]?.batch) return mergedLevels(inputs);
  return undefined;
}

function mergedLevels(inputs: readonly (Tensor | undefined)[]): VmapLevel[] {
  const levels = new Set(inputs.flatMap((x) => x?.batch?.map(({ level }) => level) ?? []));
  return [...levels].sort((a, b) => a.id - b.id);
}

/** Where a tensor keeps the samples of a level. */
export function batchDimOf(x: Tensor, level: VmapLevel): BatchDim | undefined {
  return x.batch?.find((dim) => dim.level === level);
}

/** A tensor over the same elements, outside the graph, with these batch dimensions. */
function reseen(x: Tensor, shape: Shape, strides: Shape, batch: readonly BatchDim[]): Tensor {
  const result = x.like(x.storage, shape, strides, x.offset);
  if (batch.length > 0) result.batch = batch.toSorted((a, b) => a.level.id - b.level.id);
  return result;
}

/** The samples of `level` as dimension `dim`, seen by everybody; outside the graph. */
export function unhide(x: Tensor, level: VmapLevel, dim = 0): Tensor {
  const { stride } = batchDimOf(x, level)!;
  const rest = x.batch!.filter((other) => other.level !== level);
  return reseen(x, x.shape.toSpliced(dim, 0, level.size), x.strides.toSpliced(dim, 0, stride), rest);
}

/** The inverse of {@link unhide}: dimension `dim` holds the samples of `level`. */
export function hide(x: Tensor, level: VmapLevel, dim = 0): Tensor {
  const batch = [...(x.batch ?? []), { level, stride: x.strides[dim]! }];
  return reseen(x, x.shape.toSpliced(dim, 1), x.strides.toSpliced(dim, 1), batch);
}

/** A tensor that is the same for all samples, as one that has the batch; at the same place in the graph. */
export function repeatOver(x: Tensor, level: VmapLevel): Tensor {
  const result = reseen(x, x.shape, x.strides, [...(x.batch ?? []), { level, stride: 0 }]);
  result.edge = x.edge;
  return result;
}

/**
 * All samples of all levels: those of `levels` in front (size 1 where the tensor has none), then as many dimensions as
 * `rank` says, so that tensors which broadcast still do. Outside the graph.
 */
export function physical(x: Tensor, levels: readonly VmapLevel[], rank: number): Tensor {
  if (!x.batch) return x;
  const dims = levels.map((level) => batchDimOf(x, level));
  const missing = Array<number>(rank - x.shape.length).fill(1);
  const sizes = dims.map((dim) => dim?.level.size ?? 1);
  const strides = dims.map((dim) => dim?.stride ?? 0);
  return reseen(x, [...sizes, ...missing, ...x.shape], [...strides, ...missing, ...x.strides], []);
}

/** The inverse of {@link physical}, for a tensor that has all of `levels`. */
export function hideLeading(x: Tensor, levels: readonly VmapLevel[]): Tensor {
  const batch = levels.map((level, i) => ({ level, stride: x.strides[i]! }));
  return reseen(x, x.shape.slice(levels.length), x.strides.slice(levels.length), batch);
}
