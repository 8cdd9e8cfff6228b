/**
 * A small scalar language. One formula gives an elementwise operation its reference loop, its derivative and its
 * SIMD kernel, so nothing else has to be written for it.
 *
 * Formulas are typed: a `number` is a float or an integer according to the dtype the formula runs in, a `bool` is
 * what comparisons give and `where` takes.
 */

export type UnaryFn =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'sqrt'
  | 'rsqrt'
  | 'reciprocal'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'tanh'
  | 'sigmoid'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'trunc'
  | 'relu';

export type BinaryFn =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'maximum'
  | 'minimum'
  | 'fmax'
  | 'fmin'
  | 'atan2'
  | 'fmod'
  | 'remainder'
  | 'floorDivide'
  | 'truncDivide'
  | 'copysign';

export type CompareFn = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
export type TestFn = 'isNan' | 'isInf' | 'isFinite' | 'signBit';
export type LogicFn = 'and' | 'or' | 'xor';

/**
 * A function that brings along what it means, so that a bundle has its code only with a formula of it: for those that
 * take series and cases, and that no method of tensors needs.
 */
export interface SpecialFn {
  readonly name: string;
  readonly evaluate: (...operands: number[]) => number;
  /** The cotangent of each operand of `y` from that of `y`, or `undefined` where it is zero everywhere. */
  readonly derivative: (g: Num, operands: readonly Num[], y: Num) => readonly (Num | undefined)[];
  /** Its form for vectors, which only the engine that has vectors knows; without it, elements are computed one by one. */
  readonly vector?: unknown;
}

/** A numeric expression. */
export type Num =
  | { readonly kind: 'input'; readonly type: 'number'; readonly index: number }
  | { readonly kind: 'scalar'; readonly type: 'number'; readonly index: number }
  | { readonly kind: 'const'; readonly type: 'number'; readonly value: number }
  | { readonly kind: 'unary'; readonly type: 'number'; readonly fn: UnaryFn; readonly x: Num }
  | { readonly kind: 'binary'; readonly type: 'number'; readonly fn: BinaryFn; readonly a: Num; readonly b: Num }
  | { readonly kind: 'special'; readonly type: 'number'; readonly fn: SpecialFn; readonly operands: readonly Num[] }
  | { readonly kind: 'where'; readonly type: 'number'; readonly condition: Bool; readonly a: Num; readonly b: Num }
  | { readonly kind: 'toNumber'; readonly type: 'number'; readonly x: Bool };

/** A truth value. */
export type Bool =
  | { readonly kind: 'compare'; readonly type: 'bool'; readonly fn: CompareFn; readonly a: Num; readonly b: Num }
  | { readonly kind: 'test'; readonly type: 'bool'; readonly fn: TestFn; readonly x: Num }
  | { readonly kind: 'logic'; readonly type: 'bool'; readonly fn: LogicFn; readonly a: Bool; readonly b: Bool }
  | { readonly kind: 'not'; readonly type: 'bool'; readonly x: Bool };

/** An expression of either type. */
export type Expr = Num | Bool;

/** A function of `inputs` tensor elements and `scalars` call-time numbers, with one expression per output. */
export interface Formula {
  readonly inputs: number;
  readonly scalars: number;
  readonly outputs: readonly Expr[];
}
