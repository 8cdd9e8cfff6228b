import * as e from '../src/formula/builder.ts';
import { floatBinary, floatUnary } from '../src/formula/float-functions.ts';
import type { BinaryFn, Num, UnaryFn } from '../src/formula/formula.ts';

/** The functions of one number, and of two, that formulas know: elementary ones, and those that bring along what they mean. */
export type OfOne =
  | UnaryFn
  | ('exp2' | 'asin' | 'acos' | 'atan' | 'sinh' | 'cosh' | 'asinh' | 'acosh' | 'atanh')
  | ('erf' | 'erfc' | 'erfinv' | 'lgamma' | 'digamma');
export type OfTwo = BinaryFn | 'hypot' | 'polygamma';

/** What builds a formula of each, by name. */
export const functions: typeof e = { ...e };

/** What the plain loops compute for the function that an expression calls. */
export function evaluateOf(expression: Num): (...operands: number[]) => number {
  if (expression.kind === 'special') return expression.fn.evaluate;
  if (expression.kind === 'unary') return floatUnary[expression.fn] as (...operands: number[]) => number;
  if (expression.kind === 'binary') return floatBinary[expression.fn] as (...operands: number[]) => number;
  throw new Error(`${expression.kind} calls no function`);
}
