import type { BinaryFn, CompareFn, LogicFn, TestFn, UnaryFn } from './formula.ts';

/** What the functions of the language mean on doubles; truth values are 0 and 1. */
export const floatUnary: Readonly<Record<UnaryFn, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  // 0 at NaN, as in PyTorch
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfToEven,
  trunc: Math.trunc,
  relu: (x) => Math.max(x, 0),
};

export const floatBinary: Readonly<Record<BinaryFn, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: power,
  maximum: Math.max,
  minimum: Math.min,
  // biome-ignore lint/suspicious/noSelfCompare: the fastest test for NaN
  fmax: (a, b) => (a >= b || b !== b ? a : b),
  // biome-ignore lint/suspicious/noSelfCompare: the fastest test for NaN
  fmin: (a, b) => (a <= b || b !== b ? a : b),
  atan2: Math.atan2,
  fmod: (a, b) => a % b,
  remainder,
  floorDivide,
  truncDivide: (a, b) => Math.trunc(a / b),
  copysign: (a, b) => (signBit(b) ? -Math.abs(a) : Math.abs(a)),
};

export const compareFunctions: Readonly<Record<CompareFn, (a: number, b: number) => number>> = {
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a >= b ? 1 : 0),
};

export const testFunctions: Readonly<Record<TestFn, (x: number) => number>> = {
  isNan: (x) => (Number.isNaN(x) ? 1 : 0),
  isInf: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? 1 : 0),
  isFinite: (x) => (Number.isFinite(x) ? 1 : 0),
  signBit: (x) => (signBit(x) ? 1 : 0),
};

export const logicFunctions: Readonly<Record<LogicFn, (a: number, b: number) => number>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

/** JavaScript cannot see the sign of a NaN; it counts as positive. */
function signBit(x: number): boolean {
  return x < 0 || (x === 0 && 1 / x < 0);
}

function roundHalfToEven(x: number): number {
  const size = Math.abs(x);
  // beyond 2⁵² every double is whole; below, adding 2⁵² makes the hardware round to even
  if (!(size < 2 ** 52)) return x;
  const rounded = size + 2 ** 52 - 2 ** 52;
  return signBit(x) ? -rounded : rounded;
}

/** C's `pow`, which differs from `**` in three places, and an exact square. */
function power(base: number, exponent: number): number {
  if (exponent === 2) return base * base;
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest;
}

/** PyTorch's `div_floor_floating`, which is Python's: from the exact remainder, not from the rounded quotient. */
function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && b < 0 !== rest < 0) quotient -= 1;
  if (quotient === 0) return signBit(a / b) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
