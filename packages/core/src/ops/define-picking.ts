import { gatherKernel } from '../kernels/indexing.ts';
import type { Operand } from '../memory/memory.ts';
import { defineOp } from '../op/define-op.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AlongDim, batchAlongDim } from './batch-along.ts';
import { scatterIntoZeros } from './gather-records.ts';
import { atLeast1d, reshaped } from './operands.ts';

/** Elements of each slice and where they were. */
export interface ValuesAndIndices<S extends Shape = Shape> {
  readonly values: Tensor<S>;
  /** int32, along the dimension that was given. */
  readonly indices: Tensor<S>;
}

/** How many elements are picked from each slice; the dimension stays if `keepdim`. */
export interface Picking extends AlongDim {
  readonly count: number;
  readonly keepdim: boolean;
}

/** The result's shape with the dimension; a 0-d tensor has none. */
function keptShape(shape: Shape, { dim, count }: Picking): Shape {
  return shape.length === 0 ? shape : shape.with(dim, count);
}

/**
 * Defines an operation whose results are elements of its input and their indices along a dimension, which `choose`
 * writes; both operands it is given have dimensions. The gradient goes to the elements picked.
 */
/* @__NO_SIDE_EFFECTS__ */
export function definePicking<Options extends Picking>(
  name: string,
  choose: (input: Operand, indices: Operand, options: Options) => void,
): (inputs: readonly [Tensor], options: Options) => Tensor[] {
  return defineOp<readonly [Tensor], Options>({
    name,
    outputs: ([{ shape, dtype }], options) => {
      const kept = keptShape(shape, options);
      const result = options.keepdim || shape.length === 0 ? kept : kept.toSpliced(options.dim, 1);
      return [
        { shape: result, dtype },
        { shape: result, dtype: 'int32' },
      ];
    },
    forward: (_, [x], [values, indices], options) => {
      const kept = keptShape(x.shape, options);
      const input = atLeast1d(x);
      const index = atLeast1d(reshaped(indices!, kept));
      choose(input, index, options);
      gatherKernel(name, input, options.dim, index, atLeast1d(reshaped(values!, kept)));
    },
    vjp: ({ inputs: [{ shape }], outputs: [, indices], options, save }) => {
      const saved = save(indices!);
      const kept = keptShape(shape, options);
      return ([grad]) => [grad && scatterIntoZeros(grad.reshape(kept), options.dim, saved().reshape(kept), shape)];
    },
    batch: batchAlongDim,
  });
}

/** The results under their names. */
export function named([values, indices]: readonly Tensor[]): ValuesAndIndices {
  return { values: values!, indices: indices! };
}
