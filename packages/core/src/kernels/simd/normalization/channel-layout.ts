import type { Shape } from '../../../shape.ts';
import { layout } from './layout.ts';

/**
 * How elements lie that share a mean, and runs of them a weight: groups one after the other, each of `units` one after the
 * other with a weight of their own, and units of `pieces` of `length` elements side by side. Pieces of a unit are as far
 * apart as all groups are long. Steps of weights are in elements, 0 where groups or units share them.
 */
export interface Channels {
  readonly length: number;
  readonly units: number;
  readonly unitAffine: number;
  readonly groups: number;
  readonly groupAffine: number;
  readonly pieces: number;
  /** How many times all of this, of `size` elements, lies one after the other. */
  readonly blocks: number;
  readonly size: number;
}

/** Rows whose columns are normalised, each with its own weight. */
export interface Columns {
  readonly columns: number;
  readonly rows: number;
  readonly blocks: number;
}

/** How columns of a contiguous operand lie, or `undefined`. */
export function readColumns(shape: Shape, dims: readonly number[], affine: Shape | undefined): Columns | undefined {
  layout.read(shape, dims, affine);
  const { count, sizes, steps, reduced } = layout;
  if (count < 2 || reduced[0] || !reduced[1] || !layout.blocksFrom(2)) return undefined;
  if (affine && (steps[0] !== 1 || steps[1] !== 0)) return undefined;
  return { columns: sizes[0]!, rows: sizes[1]!, blocks: layout.blocks };
}

/** How channels of a contiguous operand lie, or `undefined`. */
export function readChannels(shape: Shape, dims: readonly number[], affine: Shape | undefined): Channels | undefined {
  layout.read(shape, dims, affine);
  const { count, sizes, steps, reduced } = layout;
  let d = 0;
  const takes = (isReduced: boolean, ownWeights?: boolean): boolean =>
    d < count && reduced[d] === isReduced && (ownWeights === undefined || (steps[d] !== 0) === ownWeights);
  const length = takes(true, false) ? sizes[d++]! : 1;
  const unitAffine = takes(true, true) ? steps[d]! : 0;
  const units = takes(true, true) ? sizes[d++]! : 1;
  const groupAffine = takes(false) ? steps[d]! : 0;
  const groups = takes(false) ? sizes[d++]! : 1;
  const pieces = takes(true, false) ? sizes[d++]! : 1;
  if (!layout.blocksFrom(d)) return undefined;
  const size = length * units * groups * pieces;
  return { length, units, unitAffine, groups, groupAffine, pieces, blocks: layout.blocks, size };
}
