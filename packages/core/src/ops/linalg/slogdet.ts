import { logDeterminant } from '../../kernels/decompositions/determinant.ts';
import { leadingBatch } from '../../op/batch-rule.ts';
import { defineOp } from '../../op/define-op.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { where } from '../conditional.ts';
import { checkSquare } from './checks.ts';
import { invEx } from './inverse.ts';

const slogdetOp = /* @__PURE__ */ defineOp<readonly [Tensor]>({
  name: 'linalg.slogdet',
  outputs: ([{ shape, dtype }]) => [
    { shape: shape.slice(0, -2), dtype },
    { shape: shape.slice(0, -2), dtype },
  ],
  forward: (_, [x], [sign, logAbs]) => logDeterminant(x, sign!, logAbs!),
  vjp: ({ inputs: [x], save }) => {
    const saved = save(x);
    // the sign is constant; the gradient of a singular matrix is not finite
    return ([, grad]) => [grad && invEx(saved()).inverse.mT.mul(grad.unsqueeze(-1).unsqueeze(-1))];
  },
  batch: leadingBatch(),
});

/**
 * The sign of the determinant (0 for a singular matrix) and the logarithm of its size, which is in range where the
 * determinant is not.
 *
 * Throws a ShapeError unless the matrices are square, a DTypeError for integers. https://docs.pytorch.org/docs/stable/generated/torch.linalg.slogdet.html
 */
export function slogdet(x: Tensor): { sign: Tensor; logabsdet: Tensor } {
  checkSquare('linalg.slogdet', x);
  const [sign, logabsdet] = slogdetOp([x], undefined) as [Tensor, Tensor];
  return { sign, logabsdet };
}

/**
 * The logarithm of the determinant: −∞ where that is 0, NaN where it is negative.
 *
 * Throws as {@link slogdet}. https://docs.pytorch.org/docs/stable/generated/torch.logdet.html
 */
export function logdet(x: Tensor): Tensor {
  checkSquare('logdet', x);
  const { sign, logabsdet } = slogdet(x);
  return where(sign.detach().eq(-1), Number.NaN, logabsdet);
}
