import { ShapeError } from '../../errors.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { productDType } from '../product-operands.ts';
import { tril } from '../triangles.ts';
import { checkMatrices } from './checks.ts';
import { identityLike, identityOf } from './identity.ts';

/**
 * The first `n` columns of the product of the reflections `1 − tau[i] · v[i] · v[i]ᵀ`, where `v[i]` is column `i` of a
 * matrix `[…, m, n]` with 1 in place of its diagonal element and 0 above it.
 *
 * Throws a ShapeError unless `m ≥ n` and tau has one element for each column at most, a DTypeError when the dtypes
 * differ or are no floats. https://docs.pytorch.org/docs/stable/generated/torch.linalg.householder_product.html
 */
export function householderProduct(x: Tensor, tau: Tensor): Tensor {
  const name = 'linalg.householderProduct';
  checkMatrices(name, x);
  checkTensor(name, tau, 1);
  productDType(name, x, tau);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const count = tau.shape.at(-1) ?? 0;
  if (rows < columns || count > columns || tau.shape.length !== x.shape.length - 1)
    throw new ShapeError(
      `${name}: ${formatShape(x.shape)} with ${formatShape(tau.shape)}; expected […, m, n] with m ≥ n, and […, k] with k ≤ n`,
    );
  const vectors = tril(x, -1).add(identityLike(x, rows, columns));
  let product = identityOf(x);
  for (let i = count - 1; i >= 0; i--) {
    const vector = vectors.narrow(-1, i, 1);
    const factor = tau.narrow(-1, i, 1).unsqueeze(-1);
    product = product.sub(matmul(vector.mul(factor), matmul(vector.mT, product)));
  }
  return product;
}
