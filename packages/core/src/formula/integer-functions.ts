import { ArgumentError } from '../errors.ts';
import type { BinaryFn, TestFn, UnaryFn } from './formula.ts';

const same = (x: number): number => x;

/** What the functions of the language mean on int32, which wraps around. Those missing need a floating dtype. */
export const integerUnary: Readonly<Partial<Record<UnaryFn, (x: number) => number>>> = {
  neg: (x) => -x | 0,
  abs: (x) => Math.abs(x) | 0,
  sign: Math.sign,
  floor: same,
  ceil: same,
  round: same,
  trunc: same,
  relu: (x) => Math.max(x, 0),
};

export const integerBinary: Readonly<Partial<Record<BinaryFn, (a: number, b: number) => number>>> = {
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: Math.imul,
  pow: power,
  maximum: Math.max,
  minimum: Math.min,
  fmax: Math.max,
  fmin: Math.min,
  fmod: (a, b) => (a % divisor('fmod', b)) | 0,
  remainder: (a, b) => {
    const rest = (a % divisor('remainder', b)) | 0;
    return rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest;
  },
  floorDivide: (a, b) => Math.floor(a / divisor('floorDivide', b)) | 0,
  truncDivide: (a, b) => (a / divisor('truncDivide', b)) | 0,
};

export const integerTest: Readonly<Record<TestFn, (x: number) => number>> = {
  isNan: () => 0,
  isInf: () => 0,
  isFinite: () => 1,
  signBit: (x) => (x < 0 ? 1 : 0),
};

/** The functions that throw when an integer is divided by zero. */
export const dividing: ReadonlySet<BinaryFn> = new Set<BinaryFn>(['fmod', 'remainder', 'floorDivide', 'truncDivide']);

function divisor(name: string, b: number): number {
  if (b === 0) throw new ArgumentError(`${name}: division by zero`);
  return b;
}

/** By squaring. A negative exponent gives the true power cut towards zero, 0 for base 0 as in PyTorch. */
function power(base: number, exponent: number): number {
  if (exponent < 0) {
    if (base === 1) return 1;
    return base === -1 ? (exponent % 2 === 0 ? 1 : -1) : 0;
  }
  let result = 1;
  for (let rest = exponent, factor = base; rest > 0; rest >>>= 1, factor = Math.imul(factor, factor)) {
    if (rest & 1) result = Math.imul(result, factor);
  }
  return result;
}
