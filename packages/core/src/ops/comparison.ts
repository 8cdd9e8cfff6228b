import { isFloat, type Scalar } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { checkTensor } from '../op/record.ts';
import { sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

const eqOp = /* @__PURE__ */ defineElementwise({
  name: 'eq',
  promotion: 'compare',
  formula: (x, y) => e.eq(x, y),
});

/** Whether x = y, elementwise. A number must be the second operand. */
export function eq(x: Tensor, y: Tensor | Scalar): Tensor {
  checkTensor('eq', x, 0);
  return eqOp(x, y);
}

const neOp = /* @__PURE__ */ defineElementwise({
  name: 'ne',
  promotion: 'compare',
  formula: (x, y) => e.ne(x, y),
});

/** Whether x ≠ y, elementwise. A number must be the second operand. */
export function ne(x: Tensor, y: Tensor | Scalar): Tensor {
  checkTensor('ne', x, 0);
  return neOp(x, y);
}

const ltOp = /* @__PURE__ */ defineElementwise({
  name: 'lt',
  promotion: 'compare',
  formula: (x, y) => e.lt(x, y),
});

/** Whether x < y, elementwise. A number must be the second operand. */
export function lt(x: Tensor, y: Tensor | Scalar): Tensor {
  checkTensor('lt', x, 0);
  return ltOp(x, y);
}

const leOp = /* @__PURE__ */ defineElementwise({
  name: 'le',
  promotion: 'compare',
  formula: (x, y) => e.le(x, y),
});

/** Whether x ≤ y, elementwise. A number must be the second operand. */
export function le(x: Tensor, y: Tensor | Scalar): Tensor {
  checkTensor('le', x, 0);
  return leOp(x, y);
}

const gtOp = /* @__PURE__ */ defineElementwise({
  name: 'gt',
  promotion: 'compare',
  formula: (x, y) => e.gt(x, y),
});

/** Whether x > y, elementwise. A number must be the second operand. */
export function gt(x: Tensor, y: Tensor | Scalar): Tensor {
  checkTensor('gt', x, 0);
  return gtOp(x, y);
}

const geOp = /* @__PURE__ */ defineElementwise({
  name: 'ge',
  promotion: 'compare',
  formula: (x, y) => e.ge(x, y),
});

/** Whether x ≥ y, elementwise. A number must be the second operand. */
export function ge(x: Tensor, y: Tensor | Scalar): Tensor {
  checkTensor('ge', x, 0);
  return geOp(x, y);
}

/** What isclose and allclose take. */
export interface CloseOptions {
  /** Relative to `y`. Defaults to 1e-5. */
  readonly rtol?: number | undefined;
  /** Defaults to 1e-8. */
  readonly atol?: number | undefined;
  /** Whether two NaNs are close. Defaults to false. */
  readonly equalNan?: boolean | undefined;
}

const iscloseOp = /* @__PURE__ */ defineElementwise({
  name: 'isclose',
  promotion: 'compare',
  scalars: 3,
  numbers: false,
  formula: (x, y, rtol, atol, equalNan) => {
    const difference = e.abs(e.sub(x, y));
    const near = e.and(e.isFinite(difference), e.le(difference, e.add(atol, e.abs(e.mul(rtol, y)))));
    return e.or(e.or(e.eq(x, y), near), e.and(e.ne(equalNan, 0), e.and(e.isNan(x), e.isNan(y))));
  },
});

/**
 * Whether `|x − y| ≤ atol + rtol · |y|`, elementwise. Throws a DTypeError when the dtypes differ, an ArgumentError for a
 * negative tolerance. https://docs.pytorch.org/docs/stable/generated/torch.isclose.html
 */
export function isclose(
  x: Tensor,
  y: Tensor,
  { rtol = 1e-5, atol = 1e-8, equalNan = false }: CloseOptions = {},
): Tensor {
  checkTensor('isclose', x, 0);
  checkTensor('isclose', y, 1);
  if (x.dtype !== y.dtype) throw new DTypeError(`isclose: ${x.dtype} and ${y.dtype} differ`);
  if (!(rtol >= 0)) throw new ArgumentError(`isclose: rtol ${rtol} is negative`);
  if (!(atol >= 0)) throw new ArgumentError(`isclose: atol ${atol} is negative`);
  const [a, b] = isFloat(x.dtype) ? [x, y] : [x.double(), y.double()];
  return iscloseOp(a, b, rtol, atol, Number(equalNan));
}

/** Whether all elements are close: {@link isclose}. */
export function allclose(x: Tensor, y: Tensor, options?: CloseOptions): boolean {
  return isclose(x, y, options).all().item() === 1;
}

/** Whether shapes and all elements are equal, which a NaN never is. https://docs.pytorch.org/docs/stable/generated/torch.equal.html */
export function equal(x: Tensor, y: Tensor): boolean {
  checkTensor('equal', x, 0);
  checkTensor('equal', y, 1);
  return sameShape(x.shape, y.shape) && eq(x, y).all().item() === 1;
}
