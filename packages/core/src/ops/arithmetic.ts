import { isFloat, type Scalar } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import { defineElementwise } from '../op/define-elementwise.ts';
import { refuseBools } from '../op/formula-op.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What add, sub and rsub take. */
export interface ScaledOptions {
  /** What the second operand is multiplied by. Defaults to 1. */
  readonly alpha?: number | undefined;
}

/** A fraction cannot scale integers. */
function checkAlpha(name: string, operands: readonly (Tensor | Scalar)[], alpha: number): void {
  if (Number.isInteger(alpha)) return;
  for (const x of operands)
    if (typeof x === 'object' ? isFloat(x.dtype) : typeof x === 'number' && !Number.isInteger(x)) return;
  throw new DTypeError(`${name}: alpha ${alpha} must be a whole number for integer tensors`);
}

const addOp = /* @__PURE__ */ defineElementwise({
  name: 'add',
  promotion: 'numeric',
  formula: (x, y) => e.add(x, y),
});

const addScaledOp = /* @__PURE__ */ defineElementwise({
  name: 'addScaled',
  promotion: 'numeric',
  scalars: 1,
  formula: (x, y, alpha) => e.add(x, e.mul(alpha, y)),
});

/** `x + alpha · y`, elementwise; bools are or-ed. https://docs.pytorch.org/docs/stable/generated/torch.add.html */
export function add(x: Tensor | Scalar, y: Tensor | Scalar, { alpha = 1 }: ScaledOptions = {}): Tensor {
  if (alpha === 1) return addOp(x, y);
  checkAlpha('add', [x, y], alpha);
  return addScaledOp(x, y, alpha);
}

const subOp = /* @__PURE__ */ defineElementwise({
  name: 'sub',
  promotion: 'numeric',
  formula: (x, y) => e.sub(x, y),
});

const subScaledOp = /* @__PURE__ */ defineElementwise({
  name: 'subScaled',
  promotion: 'numeric',
  scalars: 1,
  formula: (x, y, alpha) => e.sub(x, e.mul(alpha, y)),
});

/**
 * `x − alpha · y`, elementwise. Throws a DTypeError for bools.
 * https://docs.pytorch.org/docs/stable/generated/torch.sub.html
 */
export function sub(x: Tensor | Scalar, y: Tensor | Scalar, { alpha = 1 }: ScaledOptions = {}): Tensor {
  refuseBools('sub', [x, y], 'logicalNot or logicalXor');
  if (alpha === 1) return subOp(x, y);
  checkAlpha('sub', [x, y], alpha);
  return subScaledOp(x, y, alpha);
}

/** `y − alpha · x`: {@link sub} with its operands exchanged. */
export function rsub(x: Tensor, y: Tensor | Scalar, options?: ScaledOptions): Tensor {
  checkTensor('rsub', x, 0);
  return sub(y, x, options);
}

const mulOp = /* @__PURE__ */ defineElementwise({
  name: 'mul',
  promotion: 'numeric',
  formula: (x, y) => e.mul(x, y),
});

/** `x · y`, elementwise; bools are and-ed. https://docs.pytorch.org/docs/stable/generated/torch.mul.html */
export function mul(x: Tensor | Scalar, y: Tensor | Scalar): Tensor {
  return mulOp(x, y);
}

/** What div takes. */
export interface DivOptions {
  /** `'trunc'` rounds the quotient towards zero, `'floor'` down; integers then stay integers. */
  readonly roundingMode?: 'trunc' | 'floor' | undefined;
}

const divOp = /* @__PURE__ */ defineElementwise({
  name: 'div',
  promotion: 'float',
  formula: (x, y) => e.div(x, y),
});

const truncDivideOp = /* @__PURE__ */ defineElementwise({
  name: 'truncDivide',
  promotion: 'numeric',
  formula: (x, y) => e.truncDivide(x, y),
});

const floorDivideOp = /* @__PURE__ */ defineElementwise({
  name: 'floorDivide',
  promotion: 'numeric',
  formula: (x, y) => e.floorDivide(x, y),
});

/**
 * `x / y`, elementwise; integers give floats unless `roundingMode` is set. Throws an ArgumentError for an unknown
 * rounding mode and when an integer is divided by 0 with rounding.
 * https://docs.pytorch.org/docs/stable/generated/torch.div.html
 */
export function div(x: Tensor | Scalar, y: Tensor | Scalar, { roundingMode }: DivOptions = {}): Tensor {
  switch (roundingMode) {
    case undefined:
      return divOp(x, y);
    case 'trunc':
      return truncDivideOp(x, y);
    case 'floor':
      return floorDivideOp(x, y);
    default:
      throw new ArgumentError(
        `div: unknown roundingMode ${JSON.stringify(roundingMode satisfies never)}: expected trunc or floor`,
      );
  }
}

/** {@link div} rounded down. https://docs.pytorch.org/docs/stable/generated/torch.floor_divide.html */
export function floorDivide(x: Tensor | Scalar, y: Tensor | Scalar): Tensor {
  return floorDivideOp(x, y);
}

const remainderOp = /* @__PURE__ */ defineElementwise({
  name: 'remainder',
  promotion: 'numeric',
  formula: (x, y) => e.remainder(x, y),
});

/** What is left of x after division by y, with the sign of y (Python's `%`). */
export function remainder(x: Tensor | Scalar, y: Tensor | Scalar): Tensor {
  return remainderOp(x, y);
}

const fmodOp = /* @__PURE__ */ defineElementwise({
  name: 'fmod',
  promotion: 'numeric',
  formula: (x, y) => e.fmod(x, y),
});

/** What is left of x after division by y, with the sign of x (C's `fmod`). A number must be the second operand. */
export function fmod(x: Tensor, y: Tensor | Scalar): Tensor {
  checkTensor('fmod', x, 0);
  return fmodOp(x, y);
}

const squareOp = /* @__PURE__ */ defineElementwise({
  name: 'square',
  promotion: 'numeric',
  formula: (x) => e.mul(x, x),
});

/** `x²`. */
export function square(x: Tensor): Tensor {
  return squareOp(x);
}

const powOp = /* @__PURE__ */ defineElementwise({
  name: 'pow',
  promotion: 'numeric',
  formula: (x, exponent) => e.pow(x, exponent),
});

/**
 * x to the power of `exponent`, elementwise. Throws a DTypeError for integers to a negative whole power.
 * https://docs.pytorch.org/docs/stable/generated/torch.pow.html
 */
export function pow(x: Tensor | Scalar, exponent: Tensor | Scalar): Tensor {
  if (typeof exponent === 'number' && typeof x === 'object') {
    checkTensor('pow', x, 0);
    if (exponent === 2 && x.dtype !== 'bool') return squareOp(x);
    if (!isFloat(x.dtype) && Number.isInteger(exponent) && exponent < 0) {
      throw new DTypeError(`pow: ${x.dtype} to the power of ${exponent} is not a whole number; convert to float first`);
    }
  }
  if ([x, exponent].every((operand) => typeof operand === 'object' && operand?.dtype === 'bool')) {
    throw new DTypeError('pow: bools have no powers; use logicalOr with a logicalNot');
  }
  return powOp(x, exponent);
}

/** {@link pow} in float64. */
export function floatPower(x: Tensor | Scalar, exponent: Tensor | Scalar): Tensor {
  const double = (operand: Tensor | Scalar): Tensor | Scalar =>
    typeof operand === 'object' ? operand.double() : Number(operand);
  return pow(double(x), double(exponent));
}

const negOp = /* @__PURE__ */ defineElementwise({ name: 'neg', promotion: 'numeric', formula: (x) => e.neg(x) });

/** `−x`. Throws a DTypeError for bools. */
export function neg(x: Tensor): Tensor {
  refuseBools('neg', [x], 'logicalNot');
  return negOp(x);
}

/** x itself. Throws a DTypeError for bools. */
export function positive(x: Tensor): Tensor {
  checkTensor('positive', x, 0);
  refuseBools('positive', [x], 'the tensor itself');
  return x;
}

const absOp = /* @__PURE__ */ defineElementwise({ name: 'abs', promotion: 'numeric', formula: (x) => e.abs(x) });

/** `|x|`; its gradient at 0 is 0. Throws a DTypeError for bools. */
export function abs(x: Tensor): Tensor {
  refuseBools('abs', [x], 'the tensor itself');
  return absOp(x);
}

const signOp = /* @__PURE__ */ defineElementwise({ name: 'sign', promotion: 'numeric', formula: (x) => e.sign(x) });

/** −1, 0 or 1 by the sign of x. */
export function sign(x: Tensor): Tensor {
  return signOp(x);
}

/** {@link sign}, which is the same for real numbers. */
export function sgn(x: Tensor): Tensor {
  return signOp(x);
}

const reciprocalOp = /* @__PURE__ */ defineElementwise({
  name: 'reciprocal',
  promotion: 'float',
  formula: (x) => e.reciprocal(x),
});

/** `1 / x`. */
export function reciprocal(x: Tensor): Tensor {
  return reciprocalOp(x);
}
