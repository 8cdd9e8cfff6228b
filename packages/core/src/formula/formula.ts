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
  | 'exp2'
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
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'sigmoid'
  | 'erf'
  | 'erfc'
  | 'erfinv'
  | 'lgamma'
  | 'digamma'
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
  | 'hypot'
  | 'fmod'
  | 'remainder'
  | 'floorDivide'
  | 'truncDivide'
  | 'copysign'
  | 'polygamma';

export type CompareFn = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
export type TestFn = 'isNan' | 'isInf' | 'isFinite' | 'signBit';
export type LogicFn = 'and' | 'or' | 'xor';

/** A numeric expression. */
export type Num =
  | { readonly kind: 'input'; readonly type: 'number'; readonly index: number }
  | { readonly kind: 'scalar'; readonly type: 'number'; readonly index: number }
  | { readonly kind: 'const'; readonly type: 'number'; readonly value: number }
  | { readonly kind: 'unary'; readonly type: 'number'; readonly fn: UnaryFn; readonly x: Num }
  | { readonly kind: 'binary'; readonly type: 'number'; readonly fn: BinaryFn; readonly a: Num; readonly b: Num }
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
