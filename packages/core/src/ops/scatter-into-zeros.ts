import { scatterKernel } from '../kernels/indexing.ts';
import { defineOp } from '../op/define-op.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { batchAlong } from './batch-along.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { atLeast1d } from './operands.ts';

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
    return ([grad]) => [grad!.gather(dim, saved()), undefined];
  },
  batch: batchAlong(0, ({ shape }) => shape),
});

/** Zeros of `shape`, plus `source` at `index` along `dim`: the gradient of picking elements. */
export function scatterIntoZeros(source: Tensor, dim: number, index: Tensor, shape: Shape): Tensor {
  return scatterIntoZerosOp([source, index], { dim, shape });
}
