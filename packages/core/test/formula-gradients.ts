import { expect } from 'vitest';
import * as e from '../src/formula/builder.ts';
import { type Pullback, pullback } from '../src/formula/differentiate.ts';
import type { Formula, Num } from '../src/formula/formula.ts';
import { formulaOf, inputAt } from '../src/formula/formula-of.ts';
import { evaluate } from '../src/formula/interpret.ts';
import { rewriter } from '../src/formula/rewrite.ts';
import type { OfOne, OfTwo } from './formula-functions.ts';

export function apply(
  { formula, uses, wrt }: Pullback,
  grads: readonly number[],
  inputs: readonly number[],
  outputs: readonly number[],
  scalars: readonly number[] = [],
): (number | undefined)[] {
  const saved = [...uses.inputs.map((i) => inputs[i]!), ...uses.outputs.map((i) => outputs[i]!)];
  const found = evaluate(formula, [...grads, ...saved], scalars);
  return inputs.map((_, i) => (wrt.includes(i) ? found[wrt.indexOf(i)] : undefined));
}

/** Gradients of the only output, `undefined` where there is none. */
export function gradients(formula: Formula, inputs: readonly number[], scalars: readonly number[] = [], g = 1) {
  return apply(pullback(formula), [g], inputs, evaluate(formula, inputs, scalars), scalars);
}

/** The derivative of a formula of one input as a formula of that input, the saved output written out. */
export function derivative(formula: Formula): Formula {
  const { formula: backward, uses, wrt } = pullback(formula);
  if (wrt.length === 0) return formulaOf(1, 0, () => e.const(0));
  const saved = [...uses.inputs.map(() => inputAt(0)), ...uses.outputs.map(() => formula.outputs[0] as Num)];
  const rewrite = rewriter((node) => (node.kind === 'input' ? [e.const(1), ...saved][node.index] : undefined));
  return { ...formula, outputs: backward.outputs.map(rewrite) };
}

/** Central differences of fourth order. */
export function slope(f: (x: number) => number, x: number): number {
  const h = 1e-3 * Math.max(1, Math.abs(x)) * 0.5;
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

export function expectClose(found: number | undefined, wanted: number, tolerance: number): void {
  expect(Math.abs((found ?? 0) - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}

export const everywhere = [-2.3, -0.7, 0.4, 1.9];
export const positive = [0.2, 0.9, 3.1];
export const within = [-0.8, -0.15, 0.3, 0.75];
export const unaryPoints: Readonly<Record<OfOne, readonly number[]>> = {
  neg: everywhere,
  abs: everywhere,
  sign: everywhere,
  exp: everywhere,
  exp2: everywhere,
  expm1: everywhere,
  log: positive,
  log1p: [-0.5, ...positive],
  log2: positive,
  log10: positive,
  sqrt: positive,
  rsqrt: positive,
  reciprocal: everywhere,
  sin: everywhere,
  cos: everywhere,
  tan: within,
  asin: within,
  acos: within,
  atan: everywhere,
  sinh: everywhere,
  cosh: everywhere,
  tanh: everywhere,
  asinh: everywhere,
  acosh: [1.2, 2, 5],
  atanh: within,
  sigmoid: everywhere,
  erf: everywhere,
  erfc: everywhere,
  erfinv: within,
  lgamma: [...everywhere, 12.5],
  digamma: [...everywhere, 12.5],
  floor: everywhere,
  ceil: everywhere,
  round: everywhere,
  trunc: everywhere,
  relu: everywhere,
};

export const pairs = [
  [1.3, 0.6],
  [0.4, 2.2],
  [2.7, -1.1],
] as const;
export const signedPairs = [...pairs, [-1.6, 0.7], [-0.3, -2.4]] as const;
export const binaryPoints: Readonly<Record<OfTwo, readonly (readonly [number, number])[]>> = {
  add: signedPairs,
  sub: signedPairs,
  mul: signedPairs,
  div: signedPairs,
  pow: pairs,
  maximum: signedPairs,
  minimum: signedPairs,
  fmax: signedPairs,
  fmin: signedPairs,
  atan2: signedPairs,
  hypot: signedPairs,
  fmod: signedPairs,
  remainder: signedPairs,
  floorDivide: signedPairs,
  truncDivide: signedPairs,
  copysign: signedPairs,
  polygamma: [
    [1, 0.7],
    [2, 3.3],
    [3, -0.6],
  ],
};
