import { ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { stack } from './joining.ts';
import { productDType } from './product-operands.ts';
import { unbind } from './splitting.ts';

const componentOp = /* @__PURE__ */ defineElementwise({
  name: 'crossComponent',
  promotion: 'numeric',
  formula: (a, b, c, d) => e.sub(e.mul(a, b), e.mul(c, d)),
});

/** {@link cross} in the name of the function that was called. */
export function crossProduct(name: string, a: Tensor, b: Tensor, dim: number | undefined): Tensor {
  checkTensor(name, a, 0);
  checkTensor(name, b, 1);
  const rank = a.shape.length;
  const misfit = (why: string): ShapeError =>
    new ShapeError(`${name}: ${formatShape(a.shape)} and ${formatShape(b.shape)} ${why}`);
  if (rank !== b.shape.length) throw misfit('differ in their number of dimensions');
  const along = dim === undefined ? a.shape.indexOf(3) : wrapDim(name, dim, rank);
  if (along < 0) throw misfit('have no dimension of size 3');
  if (a.shape[along] !== 3 || b.shape[along] !== 3) throw misfit(`must both have size 3 at dimension ${along}`);
  broadcastShapes(name, a.shape, b.shape);
  productDType(name, a, b);
  const [a0, a1, a2] = unbind(a, along) as [Tensor, Tensor, Tensor];
  const [b0, b1, b2] = unbind(b, along) as [Tensor, Tensor, Tensor];
  const components = [componentOp(a1, b2, a2, b1), componentOp(a2, b0, a0, b2), componentOp(a0, b1, a1, b0)];
  return stack(components, { dim: along });
}

/** What cross takes. */
export interface CrossOptions {
  /** The dimension of the vectors. Defaults to the first of size 3, for `linalg.cross` to the last. */
  readonly dim?: number | undefined;
}

/**
 * The cross product of the vectors along a dimension of size 3; the others broadcast.
 *
 * Throws a ShapeError when the shapes do not fit, an IndexError for a dimension out of range, a DTypeError when the
 * dtypes differ or are bool. https://docs.pytorch.org/docs/stable/generated/torch.cross.html
 */
export function cross(a: Tensor, b: Tensor, { dim }: CrossOptions = {}): Tensor {
  return crossProduct('cross', a, b, dim);
}
