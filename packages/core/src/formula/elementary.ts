import type { BinaryFn, Bool, CompareFn, LogicFn, Num, TestFn, UnaryFn } from './formula.ts';

/** What formulas are built from: an expression, or a JavaScript number as a constant. */
export type NumOperand = Num | number;

type OfOne<Result> = (x: NumOperand) => Result;
type OfTwo<Result> = (a: NumOperand, b: NumOperand) => Result;

/** The operand as an expression. */
export const lift = (x: NumOperand): Num => (typeof x === 'number' ? { kind: 'const', type: 'number', value: x } : x);

const unary =
  (fn: UnaryFn): OfOne<Num> =>
  (x) => ({ kind: 'unary', type: 'number', fn, x: lift(x) });
const binary =
  (fn: BinaryFn): OfTwo<Num> =>
  (a, b) => ({ kind: 'binary', type: 'number', fn, a: lift(a), b: lift(b) });
const compare =
  (fn: CompareFn): OfTwo<Bool> =>
  (a, b) => ({ kind: 'compare', type: 'bool', fn, a: lift(a), b: lift(b) });
const test =
  (fn: TestFn): OfOne<Bool> =>
  (x) => ({ kind: 'test', type: 'bool', fn, x: lift(x) });
const logic =
  (fn: LogicFn): ((a: Bool, b: Bool) => Bool) =>
  (a, b) => ({ kind: 'logic', type: 'bool', fn, a, b });

/** `-x`. */
export const neg: OfOne<Num> = /* @__PURE__ */ unary('neg');
/** `|x|`; its derivative at 0 is 0. */
export const abs: OfOne<Num> = /* @__PURE__ */ unary('abs');
/** -1, 0 or 1; 0 at NaN. */
export const sign: OfOne<Num> = /* @__PURE__ */ unary('sign');
/** `eˣ`. */
export const exp: OfOne<Num> = /* @__PURE__ */ unary('exp');
/** `eˣ - 1`, accurate around 0. */
export const expm1: OfOne<Num> = /* @__PURE__ */ unary('expm1');
/** The natural logarithm. */
export const log: OfOne<Num> = /* @__PURE__ */ unary('log');
/** `log(1 + x)`, accurate around 0. */
export const log1p: OfOne<Num> = /* @__PURE__ */ unary('log1p');
/** The logarithm to base 2. */
export const log2: OfOne<Num> = /* @__PURE__ */ unary('log2');
/** The logarithm to base 10. */
export const log10: OfOne<Num> = /* @__PURE__ */ unary('log10');
/** `√x`. */
export const sqrt: OfOne<Num> = /* @__PURE__ */ unary('sqrt');
/** `1 / √x`. */
export const rsqrt: OfOne<Num> = /* @__PURE__ */ unary('rsqrt');
/** `1 / x`. */
export const reciprocal: OfOne<Num> = /* @__PURE__ */ unary('reciprocal');
/** The sine. */
export const sin: OfOne<Num> = /* @__PURE__ */ unary('sin');
/** The cosine. */
export const cos: OfOne<Num> = /* @__PURE__ */ unary('cos');
/** The tangent. */
export const tan: OfOne<Num> = /* @__PURE__ */ unary('tan');
/** The hyperbolic tangent. */
export const tanh: OfOne<Num> = /* @__PURE__ */ unary('tanh');
/** `1 / (1 + e⁻ˣ)`. */
export const sigmoid: OfOne<Num> = /* @__PURE__ */ unary('sigmoid');
/** The largest whole number that is not above `x`. */
export const floor: OfOne<Num> = /* @__PURE__ */ unary('floor');
/** The smallest whole number that is not below `x`. */
export const ceil: OfOne<Num> = /* @__PURE__ */ unary('ceil');
/** The nearest whole number; halves go to the even neighbour. */
export const round: OfOne<Num> = /* @__PURE__ */ unary('round');
/** `x` without its fraction. */
export const trunc: OfOne<Num> = /* @__PURE__ */ unary('trunc');
/** `max(x, 0)`, with derivative 0 at 0. */
export const relu: OfOne<Num> = /* @__PURE__ */ unary('relu');

/** `a + b`. */
export const add: OfTwo<Num> = /* @__PURE__ */ binary('add');
/** `a - b`. */
export const sub: OfTwo<Num> = /* @__PURE__ */ binary('sub');
/** `a · b`. */
export const mul: OfTwo<Num> = /* @__PURE__ */ binary('mul');
/** `a / b`. */
export const div: OfTwo<Num> = /* @__PURE__ */ binary('div');
/** `aᵇ`. */
export const pow: OfTwo<Num> = /* @__PURE__ */ binary('pow');
/** The larger one; NaN if either is. At a tie both have half of the derivative. */
export const maximum: OfTwo<Num> = /* @__PURE__ */ binary('maximum');
/** The smaller one; NaN if either is. At a tie both have half of the derivative. */
export const minimum: OfTwo<Num> = /* @__PURE__ */ binary('minimum');
/** The larger one; of a number and NaN the number. */
export const fmax: OfTwo<Num> = /* @__PURE__ */ binary('fmax');
/** The smaller one; of a number and NaN the number. */
export const fmin: OfTwo<Num> = /* @__PURE__ */ binary('fmin');
/** The angle of the point `(b, a)`. */
export const atan2: OfTwo<Num> = /* @__PURE__ */ binary('atan2');
/** What is left of `a` after division by `b`, with the sign of `a`. */
export const fmod: OfTwo<Num> = /* @__PURE__ */ binary('fmod');
/** What is left of `a` after division by `b`, with the sign of `b`. */
export const remainder: OfTwo<Num> = /* @__PURE__ */ binary('remainder');
/** `a / b`, rounded down. */
export const floorDivide: OfTwo<Num> = /* @__PURE__ */ binary('floorDivide');
/** `a / b`, rounded towards 0. */
export const truncDivide: OfTwo<Num> = /* @__PURE__ */ binary('truncDivide');
/** `|a|` with the sign of `b`. */
export const copysign: OfTwo<Num> = /* @__PURE__ */ binary('copysign');

/** Whether `a = b`. */
export const eq: OfTwo<Bool> = /* @__PURE__ */ compare('eq');
/** Whether `a ≠ b`. */
export const ne: OfTwo<Bool> = /* @__PURE__ */ compare('ne');
/** Whether `a < b`. */
export const lt: OfTwo<Bool> = /* @__PURE__ */ compare('lt');
/** Whether `a ≤ b`. */
export const le: OfTwo<Bool> = /* @__PURE__ */ compare('le');
/** Whether `a > b`. */
export const gt: OfTwo<Bool> = /* @__PURE__ */ compare('gt');
/** Whether `a ≥ b`. */
export const ge: OfTwo<Bool> = /* @__PURE__ */ compare('ge');

/** Whether `x` is NaN. */
export const isNan: OfOne<Bool> = /* @__PURE__ */ test('isNan');
/** Whether `x` is infinite. */
export const isInf: OfOne<Bool> = /* @__PURE__ */ test('isInf');
/** Whether `x` is neither infinite nor NaN. */
const finite: OfOne<Bool> = /* @__PURE__ */ test('isFinite');
/** Whether `x` is negative, -0 included. */
export const signBit: OfOne<Bool> = /* @__PURE__ */ test('signBit');

/** Whether both hold. */
export const and: (a: Bool, b: Bool) => Bool = /* @__PURE__ */ logic('and');
/** Whether at least one holds. */
export const or: (a: Bool, b: Bool) => Bool = /* @__PURE__ */ logic('or');
/** Whether exactly one holds. */
export const xor: (a: Bool, b: Bool) => Bool = /* @__PURE__ */ logic('xor');

/** `x · x`. */
export const square: OfOne<Num> = (x) => mul(x, x);

/** `a` where the condition holds, else `b`. The branch not taken never reaches the value nor the derivative. */
export function where(condition: Bool, a: NumOperand, b: NumOperand): Num {
  return { kind: 'where', type: 'number', condition, a: lift(a), b: lift(b) };
}

/** Whether `x` does not hold. */
export function not(x: Bool): Bool {
  return { kind: 'not', type: 'bool', x };
}

/** 1 for true, 0 for false. */
export function toNumber(x: Bool): Num {
  return { kind: 'toNumber', type: 'number', x };
}

/** A constant. */
function constant(value: number): Num {
  return lift(value);
}

export { constant as const, finite as isFinite };
