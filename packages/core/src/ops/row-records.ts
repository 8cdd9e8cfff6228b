import { indexAddKernel, indexSelectKernel } from '../kernels/indexing.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AlongDim, asRows, rowsShape, spread } from './batch-along.ts';
import { gatherOp, scatterIntoZeros } from './gather-records.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { atLeast1d } from './operands.ts';

/** The slices along `dim` that a one-dimensional index names. */
export const indexSelectOp: (inputs: readonly [Tensor, Tensor], options: AlongDim) => Tensor = /* @__PURE__ */ defineOp<
  readonly [Tensor, Tensor],
  AlongDim
>({
  name: 'indexSelect',
  dtype: dtypeOfFirst,
  shape: ([shape, index], { dim }) => (shape.length === 0 ? shape : shape.with(dim, sizeOf(index))),
  forward: (_, [x, index], [out], { dim }) =>
    indexSelectKernel('indexSelect', atLeast1d(x), dim, atLeast1d(index), atLeast1d(out!)),
  vjp: ({ inputs: [{ shape }, index], options: { dim }, save }) => {
    const saved = save(index);
    return ([grad]) => [addIntoZeros(grad!, dim, saved(), shape), undefined];
  },
  batch: (call) => {
    const { batched, inputs, options, op } = call;
    const [x, index] = batchAll(call);
    const dim = options.dim + 1;
    const rows = asRows(x);
    const picked = batched[1]
      ? gatherOp([rows, spread(index, dim, rows.shape)], { dim, caller: 'indexSelect' })
      : (op([rows, inputs[1]], { dim }) as Tensor);
    return x === rows ? picked : picked.reshape(x.shape);
  },
});

interface Target {
  readonly dim: number;
  readonly shape: Shape;
}

const addIntoZerosOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Target>({
  name: 'addIntoZeros',
  dtype: dtypeOfFirst,
  shape: (_, { shape }) => shape,
  forward: (kernels, [source, index], [out], { dim }) => {
    kernels.fill(0, out!);
    indexAddKernel('addIntoZeros', dim, atLeast1d(index), atLeast1d(source), atLeast1d(out!));
  },
  vjp: ({ inputs: [, index], options: { dim }, save }) => {
    const saved = save(index);
    return ([grad]) => [indexSelectOp([grad!, saved()], { dim }), undefined];
  },
  batch: (call) => {
    const { batched, inputs, options, size, op } = call;
    const [source, index] = batchAll(call);
    const dim = options.dim + 1;
    const shape = rowsShape(size, options.shape);
    const rows = asRows(source);
    const added = batched[1]
      ? scatterIntoZeros(rows, dim, spread(index, dim, rows.shape), shape)
      : (op([rows, inputs[1]], { dim, shape }) as Tensor);
    return added.reshape([size, ...options.shape]);
  },
});

/** Zeros of `shape`, plus slice `i` of `source` along `dim` at slice `index[i]`: the gradient of picking slices. */
export function addIntoZeros(source: Tensor, dim: number, index: Tensor, shape: Shape): Tensor {
  return addIntoZerosOp([source, index], { dim, shape });
}
