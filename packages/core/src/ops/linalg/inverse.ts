import { solve as solveKernel } from '../../kernels/decompositions/lu.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { type Checked, checkInfo, checkSquare, singular } from './checks.ts';

const invOp = /* @__PURE__ */ defineOp<readonly [Tensor], Checked>({
  name: 'linalg.inv',
  outputs: ([{ shape, dtype }]) => [
    { shape, dtype },
    { shape: shape.slice(0, -2), dtype: 'int32' },
  ],
  forward: (_, [x], [out, info], options) => {
    solveKernel(x, undefined, out!, info!);
    checkInfo(options, info!, singular);
  },
  vjp: ({ outputs: [out], save }) => {
    const saved = save(out!);
    return ([grad]) => {
      if (!grad) return [undefined];
      const transposed = saved().mT;
      return [matmul(matmul(transposed, grad), transposed).neg()];
    };
  },
  batch: leadingBatch(),
});

/**
 * The inverse of a square matrix, or of each of a batch.
 *
 * Throws a ShapeError unless they are square, a DTypeError for integers, an ArgumentError for a singular one.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.inv.html
 */
export function inv(x: Tensor): Tensor {
  checkSquare('linalg.inv', x);
  return invOp([x], { checked: 'linalg.inv' })[0]!;
}

/** Whether a function that says where it failed throws all the same. */
export interface CheckErrorsOptions {
  /** Defaults to false. */
  readonly checkErrors?: boolean | undefined;
}

/**
 * As {@link inv}, but a singular matrix is not refused: `info` has its first pivot that is 0, counted from 1, and 0 for
 * the others. https://docs.pytorch.org/docs/stable/generated/torch.linalg.inv_ex.html
 */
export function invEx(x: Tensor, { checkErrors }: CheckErrorsOptions = {}): { inverse: Tensor; info: Tensor } {
  checkSquare('linalg.invEx', x);
  const [inverse, info] = invOp([x], { checked: checkErrors ? 'linalg.invEx' : undefined }) as [Tensor, Tensor];
  return { inverse, info };
}
