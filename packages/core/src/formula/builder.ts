import type { BinaryFn, Bool, CompareFn, Expr, Formula, LogicFn, Num, TestFn, UnaryFn } from './formula.ts';
import { rewriter } from './rewrite.ts';

/** What the builder takes for a number: an expression, or a JavaScript number as a constant. */
export type NumOperand = Num | number;

/** See {@link e}. */
export interface FormulaBuilder
  extends Readonly<
    Record<UnaryFn, (x: NumOperand) => Num> &
      Record<BinaryFn, (a: NumOperand, b: NumOperand) => Num> &
      Record<CompareFn, (a: NumOperand, b: NumOperand) => Bool> &
      Record<TestFn, (x: NumOperand) => Bool> &
      Record<LogicFn, (a: Bool, b: Bool) => Bool>
  > {
  const(value: number): Num;
  /** `x · x`. */
  square(x: NumOperand): Num;
  /** `a` where the condition holds, else `b`. The branch not taken never reaches the value nor the derivative. */
  where(condition: Bool, a: NumOperand, b: NumOperand): Num;
  not(x: Bool): Bool;
  /** 1 for true, 0 for false. */
  toNumber(x: Bool): Num;
}

/**
 * Builds formulas: `e.mul(x, e.sigmoid(x))`.
 *
 * Meanings are PyTorch's. `maximum` and `minimum` propagate NaN, `fmax` and `fmin` ignore it; `remainder` has the sign
 * of the divisor, `fmod` of the dividend; `round` takes halves to the even neighbour; `polygamma(n, x)`.
 */
export const e: FormulaBuilder = /* @__PURE__ */ createBuilder();

const lift = (x: NumOperand): Num => (typeof x === 'number' ? { kind: 'const', type: 'number', value: x } : x);

function createBuilder(): FormulaBuilder {
  const unary =
    (fn: UnaryFn) =>
    (x: NumOperand): Num => ({ kind: 'unary', type: 'number', fn, x: lift(x) });
  const binary =
    (fn: BinaryFn) =>
    (a: NumOperand, b: NumOperand): Num => ({ kind: 'binary', type: 'number', fn, a: lift(a), b: lift(b) });
  const compare =
    (fn: CompareFn) =>
    (a: NumOperand, b: NumOperand): Bool => ({ kind: 'compare', type: 'bool', fn, a: lift(a), b: lift(b) });
  const test =
    (fn: TestFn) =>
    (x: NumOperand): Bool => ({ kind: 'test', type: 'bool', fn, x: lift(x) });
  const logic =
    (fn: LogicFn) =>
    (a: Bool, b: Bool): Bool => ({ kind: 'logic', type: 'bool', fn, a, b });
  return {
    neg: unary('neg'),
    abs: unary('abs'),
    sign: unary('sign'),
    exp: unary('exp'),
    exp2: unary('exp2'),
    expm1: unary('expm1'),
    log: unary('log'),
    log1p: unary('log1p'),
    log2: unary('log2'),
    log10: unary('log10'),
    sqrt: unary('sqrt'),
    rsqrt: unary('rsqrt'),
    reciprocal: unary('reciprocal'),
    sin: unary('sin'),
    cos: unary('cos'),
    tan: unary('tan'),
    asin: unary('asin'),
    acos: unary('acos'),
    atan: unary('atan'),
    sinh: unary('sinh'),
    cosh: unary('cosh'),
    tanh: unary('tanh'),
    asinh: unary('asinh'),
    acosh: unary('acosh'),
    atanh: unary('atanh'),
    sigmoid: unary('sigmoid'),
    erf: unary('erf'),
    erfc: unary('erfc'),
    erfinv: unary('erfinv'),
    lgamma: unary('lgamma'),
    digamma: unary('digamma'),
    floor: unary('floor'),
    ceil: unary('ceil'),
    round: unary('round'),
    trunc: unary('trunc'),
    relu: unary('relu'),
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    pow: binary('pow'),
    maximum: binary('maximum'),
    minimum: binary('minimum'),
    fmax: binary('fmax'),
    fmin: binary('fmin'),
    atan2: binary('atan2'),
    hypot: binary('hypot'),
    fmod: binary('fmod'),
    remainder: binary('remainder'),
    floorDivide: binary('floorDivide'),
    truncDivide: binary('truncDivide'),
    copysign: binary('copysign'),
    polygamma: binary('polygamma'),
    eq: compare('eq'),
    ne: compare('ne'),
    lt: compare('lt'),
    le: compare('le'),
    gt: compare('gt'),
    ge: compare('ge'),
    isNan: test('isNan'),
    isInf: test('isInf'),
    isFinite: test('isFinite'),
    signBit: test('signBit'),
    and: logic('and'),
    or: logic('or'),
    xor: logic('xor'),
    const: (value) => lift(value),
    square: (x) => binary('mul')(x, x),
    where: (condition, a, b) => ({ kind: 'where', type: 'number', condition, a: lift(a), b: lift(b) }),
    not: (x) => ({ kind: 'not', type: 'bool', x }),
    toNumber: (x) => ({ kind: 'toNumber', type: 'number', x }),
  };
}

/** The `index`-th input of a formula. */
export function inputAt(index: number): Num {
  return { kind: 'input', type: 'number', index };
}

/** The `index`-th scalar of a formula. */
export function scalarAt(index: number): Num {
  return { kind: 'scalar', type: 'number', index };
}

/** `N` expressions: a tuple when `N` is a literal. */
export type Nums<N extends number, T extends readonly Num[] = readonly []> = number extends N
  ? readonly Num[]
  : T['length'] extends N
    ? T
    : Nums<N, readonly [...T, Num]>;

/** A formula from a function of its inputs and scalars: `formulaOf(2, 1, ([x, y], [s]) => e.add(x, e.mul(y, s)))`. */
export function formulaOf<N extends number, S extends number>(
  inputs: N,
  scalars: S,
  build: (inputs: Nums<N>, scalars: Nums<S>) => Expr | readonly Expr[],
): Formula {
  const built = build(
    Array.from({ length: inputs }, (_, i) => inputAt(i)) as readonly Num[] as Nums<N>,
    Array.from({ length: scalars }, (_, i) => scalarAt(i)) as readonly Num[] as Nums<S>,
  );
  return { inputs, scalars, outputs: 'kind' in built ? [built] : built };
}

/**
 * The formula in which the inputs marked in `toScalars` are scalars instead: appended to the scalars in the order of
 * the inputs, and the remaining inputs renumbered.
 */
export function substitute(formula: Formula, toScalars: readonly boolean[]): Formula {
  let inputs = 0;
  let { scalars } = formula;
  const replacements = Array.from({ length: formula.inputs }, (_, i) =>
    toScalars[i] ? scalarAt(scalars++) : inputAt(inputs++),
  );
  const rewrite = rewriter((node) => (node.kind === 'input' ? replacements[node.index] : undefined));
  return { inputs, scalars, outputs: formula.outputs.map(rewrite) };
}
