import type { Shape } from '../../../shape.ts';
import { NormalizedDims } from './layout.ts';

/** Rows that lie one after the other, in blocks; see {@link affineOffset}. */
export interface Rows {
  readonly length: number;
  /** Of one block. */
  readonly rows: number;
  /** From the weights of a row to those of the next, in elements. */
  readonly affineStep: number;
  readonly blocks: number;
}

const layout = /* @__PURE__ */ new NormalizedDims();
const noShape: Shape = [];
let outer = 0;

/**
 * How the rows of a contiguous operand lie, each element of a row with its own weight; `undefined` where they do not. To be
 * used before the next call.
 */
export function readRows(shape: Shape, dims: readonly number[], affine: Shape | undefined): Rows | undefined {
  layout.read(shape, dims, affine ?? noShape);
  const { count, sizes, steps, reduced } = layout;
  const kept = count > 0 && reduced[0] ? 1 : 0;
  if ((kept === 1 && affine && steps[0] !== 1) || !layout.keptFrom(kept)) return undefined;
  outer = kept + 1;
  return {
    length: kept === 1 ? sizes[0]! : 1,
    rows: kept < count ? sizes[kept]! : 1,
    affineStep: kept < count ? steps[kept]! : 0,
    blocks: layout.sizeFrom(outer),
  };
}

/** From the first of all weights to the first of a block of {@link readRows}, in elements. */
export function affineOffset(block: number): number {
  return layout.affineOffset(outer, block);
}
