import { matrixExp as matrixExpKernel } from '../../kernels/decompositions/matrix-exp.ts';
import { filledLike } from '../../op/allocate.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { cat } from '../joining.ts';
import { checkSquare } from './checks.ts';

const matrixExpOp = /* @__PURE__ */ defineOp<readonly [Tensor]>({
  name: 'linalg.matrixExp',
  shape: ([shape]) => shape,
  forward: (_, [x], [out]) => matrixExpKernel(x, out!),
  vjp: ({ inputs: [x], save }) => {
    const saved = save(x);
    return ([grad]) => [derivative(saved().mT, grad!)];
  },
  batch: leadingBatch(),
});

/** The derivative along a direction stands in the corner of the exponential of `[[x, direction], [0, x]]`. */
function derivative(x: Tensor, direction: Tensor): Tensor {
  const size = x.shape.at(-1)!;
  const zeros = filledLike(x, 0);
  const whole = cat([cat([x, direction], { dim: -1 }), cat([zeros, x], { dim: -1 })], { dim: -2 });
  return exponential(whole).narrow(-2, 0, size).narrow(-1, size, size);
}

function exponential(x: Tensor): Tensor {
  return matrixExpOp([x], undefined);
}

/**
 * The exponential of a square matrix, or of each of a batch: `Σ xᵏ / k!`.
 *
 * Throws a ShapeError unless they are square, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_exp.html
 */
export function matrixExp(x: Tensor): Tensor {
  checkSquare('linalg.matrixExp', x);
  return exponential(x);
}
