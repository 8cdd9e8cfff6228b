import { gatherKernel, scatterKernel } from '../kernels/indexing.ts';
import { defineOp } from '../op/define-op.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { batchAlong } from './batch-along.ts';
import { checkIndexFits, dtypeOfFirst } from './index-checks.ts';
import { atLeast1d } from './operands.ts';

interface Gathering {
  readonly dim: number;
  /** The function that was called, for errors. */
  readonly caller: string;
}

/** The elements at an index along `dim`. */
export const gatherOp: (inputs: readonly [Tensor, Tensor], options: Gathering) => Tensor = /* @__PURE__ */ defineOp<
  readonly [Tensor, Tensor],
  Gathering
>({
  name: 'gather',
  dtype: dtypeOfFirst,
  shape: ([shape, index], { dim, caller }) => {
    checkIndexFits(caller, index, 'the input', shape, dim);
    return index;
  },
  forward: (_, [x, index], [out], { dim, caller }) =>
    gatherKernel(caller, atLeast1d(x), dim, atLeast1d(index), atLeast1d(out!)),
  vjp: ({ inputs: [{ shape }, index], options: { dim }, save }) => {
    const saved = save(index);
    return ([grad]) => [scatterIntoZeros(grad!, dim, saved(), shape), undefined];
  },
  batch: batchAlong(1),
});

interface Target {
  readonly dim: number;
  readonly shape: Shape;
}

const scatterIntoZerosOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Target>({
  name: 'scatterIntoZeros',
  dtype: dtypeOfFirst,
  shape: (_, { shape }) => shape,
  forward: (kernels, [source, index], [out], { dim }) => {
    kernels.fill(0, out!);
    scatterKernel('scatterIntoZeros', 'add', dim, atLeast1d(index), atLeast1d(source), atLeast1d(out!));
  },
  vjp: ({ inputs: [, index], options: { dim }, save }) => {
    const saved = save(index);
    return ([grad]) => [gatherOp([grad!, saved()], { dim, caller: 'gather' }), undefined];
  },
  batch: batchAlong(0, ({ shape }) => shape),
});

/** Zeros of `shape`, plus `source` at `index` along `dim`: the gradient of picking elements. */
export function scatterIntoZeros(source: Tensor, dim: number, index: Tensor, shape: Shape): Tensor {
  return scatterIntoZerosOp([source, index], { dim, shape });
}
