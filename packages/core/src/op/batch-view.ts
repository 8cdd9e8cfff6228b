import type { Tensor } from '../tensor/tensor.ts';
import type { VmapLevel } from './batch.ts';
import { batchDimOf, hide, repeatOver, unhide } from './batch-dims.ts';
import { type Pullback, recordVjp } from './define-op.ts';
import { mustRecord } from './record.ts';
import { viewOf } from './view.ts';

interface Place {
  readonly level: VmapLevel;
  /** Where the samples lie in the tensor that shows them. */
  readonly dim: number;
}

/** Where gradients pass between a tensor and the one that vmap's function sees. */
/* @__NO_SIDE_EFFECTS__ */
function defineBatchView(
  see: (x: Tensor, place: Place) => Tensor,
  pullback: (place: Place) => Pullback,
): (x: Tensor, place: Place) => Tensor {
  const view = (x: Tensor, place: Place): Tensor => {
    const inputs = [x] as const;
    const output = see(x, place);
    output.origin = viewOf('vmap', x, { op: view, options: place });
    if (mustRecord(inputs)) recordVjp('vmap', () => pullback(place), inputs, [output], place);
    return output;
  };
  return view;
}

const enterOp = /* @__PURE__ */ defineBatchView(
  (x, { level, dim }) => hide(x, level, dim),
  ({ level, dim }) => {
    return ([grad]) => [leaveBatch(grad!, level, dim)];
  },
);

const leaveOp = /* @__PURE__ */ defineBatchView(
  (x, { level, dim }) => unhide(x, level, dim),
  ({ level, dim }) => {
    return ([grad]) => [enterBatch(grad!, level, dim)];
  },
);

/** The samples along `dim` as one tensor that stands for all of them. A view, in the graph. */
export function enterBatch(x: Tensor, level: VmapLevel, dim: number): Tensor {
  return enterOp(x, { level, dim });
}

/** The inverse: all samples, along `dim`; repeated when they do not differ. A view, in the graph. */
export function leaveBatch(x: Tensor, level: VmapLevel, dim: number): Tensor {
  return leaveOp(batchDimOf(x, level) ? x : repeatOver(x, level), { level, dim });
}
