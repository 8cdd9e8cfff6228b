import {
  type AveragedWindows,
  averagePoolInputKernel,
  averagePoolKernel,
  maxPoolInputKernel,
  maxPoolKernel,
  type PoolWindows,
} from '../kernels/pooling.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { gatherOp } from './gather-records.ts';
import { dtypeOfFirst } from './index-checks.ts';
import type { Pooling } from './pool-windows.ts';

type Inputs = readonly [Tensor];
type AveragePool<Options> = (inputs: Inputs, options: Options) => Tensor;

/** `shape` with other sizes of its last dimensions. */
function withSpatial(shape: Shape, sizes: Shape): Shape {
  return [...shape.slice(0, -sizes.length), ...sizes];
}

/** The last dimensions as one. */
function asPlanes(x: Tensor, rank: number): Tensor {
  const { shape } = x;
  return x.reshape([...shape.slice(0, -rank), sizeOf(shape.slice(-rank))]);
}

/** An operation that gives the maxima of windows, and where they lie in their plane. */
/* @__NO_SIDE_EFFECTS__ */
export function defineMaxPool<Options extends Pooling>(
  name: string,
  windowsOf: (options: Options) => readonly PoolWindows[],
): (inputs: Inputs, options: Options) => Tensor[] {
  const spread: (inputs: readonly [Tensor, Tensor], options: Options) => Tensor = defineOp<
    readonly [Tensor, Tensor],
    Options
  >({
    name: `${name}Input`,
    dtype: dtypeOfFirst,
    shape: ([shape], { input }) => withSpatial(shape, input),
    forward: (_, [grad, indices], [out], { input }) => maxPoolInputKernel(grad, indices, input.length, out!),
    vjp: ({ inputs: [{ shape }, indices], options: { input }, save }) => {
      const saved = save(indices);
      const rank = input.length;
      return ([grad]) => {
        const planes = [asPlanes(grad!, rank), asPlanes(saved(), rank)] as const;
        return [gatherOp(planes, { dim: shape.length - rank, caller: `${name}Input` }).reshape(shape), undefined];
      };
    },
    batch: leadingBatch(),
  });
  return defineOp<Inputs, Options>({
    name,
    outputs: ([{ shape, dtype }], { output }) => {
      const pooled = withSpatial(shape, output);
      return [
        { shape: pooled, dtype },
        { shape: pooled, dtype: 'int32' },
      ];
    },
    forward: (_, [x], [values, indices], options) => maxPoolKernel(x, windowsOf(options), values!, indices!),
    vjp: ({ outputs: [, indices], options, save }) => {
      const saved = save(indices!);
      return ([grad]) => [grad && spread([grad, saved()], options)];
    },
    batch: leadingBatch(),
  });
}

/** An operation that gives the averages of windows. */
/* @__NO_SIDE_EFFECTS__ */
export function defineAveragePool<Options extends Pooling>(
  name: string,
  windowsOf: (options: Options) => readonly AveragedWindows[],
): AveragePool<Options> {
  const pool: AveragePool<Options> = defineOp<Inputs, Options>({
    name,
    dtype: dtypeOfFirst,
    shape: ([shape], { output }) => withSpatial(shape, output),
    forward: (_, [x], [out], options) => averagePoolKernel(x, windowsOf(options), out!),
    vjp: ({ options }) => {
      return ([grad]) => [spread([grad!], options)];
    },
    batch: leadingBatch(),
  });
  const spread: AveragePool<Options> = defineOp<Inputs, Options>({
    name: `${name}Input`,
    dtype: dtypeOfFirst,
    shape: ([shape], { input }) => withSpatial(shape, input),
    forward: (_, [grad], [out], options) => averagePoolInputKernel(grad, windowsOf(options), out!),
    vjp: ({ options }) => {
      return ([input]) => [pool([input!], options)];
    },
    batch: leadingBatch(),
  });
  return pool;
}
