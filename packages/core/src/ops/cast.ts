import { type DType, type DTypeLike, toDType } from '../dtype.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';

const castOp = /* @__PURE__ */ defineOp<readonly [Tensor], { readonly dtype: DType }>({
  name: 'cast',
  dtype: (_, { dtype }) => dtype,
  shape: ([shape]) => shape,
  forward: (kernels, [x], [out]) => kernels.copy(x, out!),
  vjp: () => (grads) => grads,
  batch: leadingBatch(),
});

/**
 * The elements converted to `dtype`; the tensor itself where that is its dtype. Fractions are cut off, everything but
 * zero becomes `true`. The gradient is converted back.
 *
 * Throws a DTypeError for an unknown dtype.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html
 */
export function cast(x: Tensor, dtype: DTypeLike): Tensor {
  checkTensor('cast', x, 0);
  const target = toDType(dtype);
  return x.dtype === target ? x : castOp([x], { dtype: target });
}
