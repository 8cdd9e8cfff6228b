import type { Shape } from '../../../shape.ts';
import { layout } from './layout.ts';

/** Rows that lie one after the other, in blocks. */
export interface Rows {
  readonly length: number;
  /** Of one block. */
  readonly rows: number;
  /** From the weights of a row to those of the next, in elements. */
  readonly affineStep: number;
  readonly blocks: number;
}

/** How the rows of a contiguous operand lie, each element of a row with its own weight; `undefined` where they do not. */
export function readRows(shape: Shape, dims: readonly number[], affine: Shape | undefined): Rows | undefined {
  layout.read(shape, dims, affine);
  const { count, sizes, steps, reduced } = layout;
  const kept = count > 0 && reduced[0] ? 1 : 0;
  if (kept === 1 && affine && steps[0] !== 1) return undefined;
  if ((kept < count && reduced[kept]) || !layout.blocksFrom(kept + 1)) return undefined;
  return {
    length: kept === 1 ? sizes[0]! : 1,
    rows: kept < count ? sizes[kept]! : 1,
    affineStep: kept < count ? steps[kept]! : 0,
    blocks: layout.blocks,
  };
}
