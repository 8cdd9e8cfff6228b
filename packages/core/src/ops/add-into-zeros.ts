import { indexAddKernel } from '../kernels/indexing.ts';
import { batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { asRows, rowsShape, spread } from './batch-along.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { atLeast1d } from './operands.ts';
import { scatterIntoZeros } from './scatter-into-zeros.ts';

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
    return ([grad]) => [grad!.indexSelect(dim, saved()), undefined];
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
