import { isFloat } from '../dtype.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { matmul, outer } from './matmul.ts';
import { checkFactors, checkRanks, productDType } from './product-operands.ts';

/** How a product is added to something. */
export interface AddedProductOptions {
  /** What the input is multiplied by. At 0 the input does not count, not even where it is NaN. Defaults to 1. */
  readonly beta?: number | undefined;
  /** What the product is multiplied by. Defaults to 1. */
  readonly alpha?: number | undefined;
}

const weightedSumOp = /* @__PURE__ */ defineElementwise({
  name: 'weightedSum',
  promotion: 'numeric',
  scalars: 2,
  formula: (input, product, beta, alpha) => e.add(e.mul(beta, input), e.mul(alpha, product)),
});

const weightedProductOp = /* @__PURE__ */ defineElementwise({
  name: 'weightedProduct',
  promotion: 'numeric',
  scalars: 1,
  formula: (_input, product, alpha) => e.mul(alpha, product),
});

function checkExpands(name: string, input: Tensor, shape: Shape): void {
  const missing = shape.length - input.shape.length;
  if (missing < 0 || input.shape.some((size, d) => size !== 1 && size !== shape[d + missing]))
    throw new ShapeError(
      `${name}: the input has shape ${formatShape(input.shape)}, which does not broadcast to the product's ${formatShape(shape)}`,
    );
}

function weighted(input: Tensor, product: Tensor, { beta = 1, alpha = 1 }: AddedProductOptions): Tensor {
  if (beta === 1 && alpha === 1) return input.add(product);
  const whole = !isFloat(product.dtype) && !isFloat(input.dtype);
  const [scale, factor] = whole ? [Math.trunc(beta), Math.trunc(alpha)] : [beta, alpha];
  return scale === 0 ? weightedProductOp(input, product, factor) : weightedSumOp(input, product, scale, factor);
}

/**
 * `beta · input + alpha · (a · b)` with matrices `[n, m]` and `[m, p]` and an input that broadcasts to `[n, p]`. For
 * integers `beta` and `alpha` are cut to whole numbers.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are bool.
 * https://docs.pytorch.org/docs/stable/generated/torch.addmm.html
 */
export function addmm(input: Tensor, a: Tensor, b: Tensor, options: AddedProductOptions = {}): Tensor {
  return addProduct('addmm', input, a, b, 2, options);
}

/**
 * `beta · input + alpha · (a · vector)`, as {@link addmm}.
 * https://docs.pytorch.org/docs/stable/generated/torch.addmv.html
 */
export function addmv(input: Tensor, a: Tensor, vector: Tensor, options: AddedProductOptions = {}): Tensor {
  return addProduct('addmv', input, a, vector, 1, options);
}

/**
 * `beta · input + alpha · (a · b)` for each pair of the batches `[b, n, m]` and `[b, m, p]`, as {@link addmm}.
 * https://docs.pytorch.org/docs/stable/generated/torch.baddbmm.html
 */
export function baddbmm(input: Tensor, a: Tensor, b: Tensor, options: AddedProductOptions = {}): Tensor {
  return addProduct('baddbmm', input, a, b, 3, options);
}

function addProduct(
  name: string,
  input: Tensor,
  a: Tensor,
  b: Tensor,
  rank: number,
  options: AddedProductOptions,
): Tensor {
  checkInput(name, input, a);
  checkFactors(name, a, b, Math.max(rank, 2), rank);
  checkExpands(name, input, [...a.shape.slice(0, -1), ...b.shape.slice(Math.max(rank - 1, 1))]);
  return weighted(input, matmul(a, b), options);
}

function checkInput(name: string, input: Tensor, a: Tensor): void {
  checkTensor(name, input, 0);
  checkTensor(name, a, 1);
  productDType(name, input, a);
}

/**
 * `beta · input + alpha · Σ (a · b)` over the pairs of the batches `[b, n, m]` and `[b, m, p]`, as {@link addmm}.
 * https://docs.pytorch.org/docs/stable/generated/torch.addbmm.html
 */
export function addbmm(input: Tensor, a: Tensor, b: Tensor, options: AddedProductOptions = {}): Tensor {
  checkInput('addbmm', input, a);
  checkFactors('addbmm', a, b, 3, 3);
  const [batch, rows, inner] = a.shape as readonly [number, number, number];
  const columns = b.shape[2]!;
  checkExpands('addbmm', input, [rows, columns]);
  // the matrices side by side and below each other: their product is the sum
  const wide = a.transpose(0, 1).reshape([rows, batch * inner]);
  return weighted(input, matmul(wide, b.reshape([batch * inner, columns])), options);
}

/**
 * `beta · input + alpha · (a ⊗ b)`: the outer product of two vectors, in the promoted dtype.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError for a fractional `beta` or `alpha` with integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.addr.html
 */
export function addr(input: Tensor, a: Tensor, b: Tensor, options: AddedProductOptions = {}): Tensor {
  checkTensor('addr', input, 0);
  checkRanks('addr', a, b, 1, 1);
  checkExpands('addr', input, [a.shape[0]!, b.shape[0]!]);
  const { beta = 1, alpha = 1 } = options;
  if (!(Number.isInteger(beta) && Number.isInteger(alpha)) && ![input, a, b].some(({ dtype }) => isFloat(dtype)))
    throw new DTypeError(`addr: beta ${beta} and alpha ${alpha} must be whole numbers for integer tensors`);
  return weighted(input, outer(a, b), options);
}
