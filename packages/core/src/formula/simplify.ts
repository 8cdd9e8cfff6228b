import { compareFunctions, floatBinary, floatUnary, testFunctions } from './float-functions.ts';
import type { Bool, Expr, Formula, Num } from './formula.ts';
import { integerBinary, integerUnary } from './integer-functions.ts';
import { mapOperands, operandsOf } from './rewrite.ts';

/**
 * The same formula with constants folded, operations without effect removed, and equal subexpressions made one
 * object. The value stays the same to the bit, for floats (NaN, ±0, ±∞ and subnormals included) and for integers.
 */
export function simplify(formula: Formula): Formula {
  const simplifier = new Simplifier();
  return { ...formula, outputs: formula.outputs.map((output) => simplifier.simplify(output)) };
}

/** Brings expressions to one form: of two that are found equal, the same object. */
export class Simplifier {
  readonly #done = new Map<Expr, Expr>();
  readonly #interned = new Map<string, Expr>();
  readonly #ids = new Map<Expr, number>();

  simplify<T extends Expr>(expr: T): T {
    let result = this.#done.get(expr);
    if (!result) {
      const node = mapOperands(expr as Expr, (operand) => this.simplify(operand));
      const simpler = node.type === 'number' ? simplerNum(node) : simplerBool(node);
      result = simpler ? this.simplify(simpler) : this.#intern(node);
      this.#done.set(expr, result);
      this.#done.set(result, result);
    }
    return result as T;
  }

  #intern(node: Expr): Expr {
    const key = this.#keyOf(node);
    let interned = this.#interned.get(key);
    if (!interned) {
      interned = node;
      this.#interned.set(key, node);
      this.#ids.set(node, this.#ids.size);
    }
    return interned;
  }

  #keyOf(node: Expr): string {
    if (node.kind === 'input' || node.kind === 'scalar') return `${node.kind} ${node.index}`;
    if (node.kind === 'const') return `const ${Object.is(node.value, -0) ? '-0' : node.value}`;
    const ids = operandsOf(node).map((operand) => this.#ids.get(operand)!);
    const fn = node.kind === 'special' ? node.fn.name : 'fn' in node ? node.fn : '';
    if (commutative.has(fn)) ids.sort((a, b) => a - b);
    return `${node.kind} ${fn} ${ids.join(' ')}`;
  }
}

// not maximum and its kin: which of NaNs or of equal zeros they give may depend on the order
const commutative: ReadonlySet<string> = new Set(['add', 'mul', 'eq', 'ne', 'and', 'or', 'xor']);
const roundings: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'trunc']);

const constant = (value: number): Num => ({ kind: 'const', type: 'number', value });
const negated = (x: Num): Num => ({ kind: 'unary', type: 'number', fn: 'neg', x });
const isConstant = (x: Num, value: number): boolean => x.kind === 'const' && Object.is(x.value, value);
const isNegated = (x: Num): x is Num & { kind: 'unary' } => x.kind === 'unary' && x.fn === 'neg';

function simplerNum(node: Num): Num | undefined {
  switch (node.kind) {
    case 'unary':
      return simplerUnary(node);
    case 'binary':
      return simplerBinary(node);
    case 'special': {
      const values = node.operands.flatMap((operand) => (operand.kind === 'const' ? [operand.value] : []));
      return values.length === node.operands.length ? constant(node.fn.evaluate(...values)) : undefined;
    }
    case 'where':
      return simplerWhere(node);
    case 'toNumber': {
      const known = truth(node.x);
      return known === undefined ? undefined : constant(known ? 1 : 0);
    }
    default:
      return undefined;
  }
}

function simplerUnary({ fn, x }: Num & { kind: 'unary' }): Num | undefined {
  if (x.kind === 'const') return folded(floatUnary[fn](x.value), integerUnary[fn], [x.value]);
  if (fn === 'neg') {
    if (isNegated(x)) return x.x;
    // a product rounds the same with either sign
    if (x.kind === 'binary' && x.fn === 'mul') {
      if (negatable(x.b)) return { ...x, b: constant(-x.b.value) };
      if (negatable(x.a)) return { ...x, a: constant(-x.a.value) };
    }
  }
  if (fn === 'abs' && isNegated(x)) return { kind: 'unary', type: 'number', fn, x: x.x };
  if (x.kind !== 'unary') return undefined;
  if ((fn === 'abs' || fn === 'relu' || fn === 'sign') && x.fn === fn) return x;
  return roundings.has(fn) && roundings.has(x.fn) ? x : undefined;
}

// the negative of the least int32 is no int32
function negatable(x: Num): x is Num & { kind: 'const' } {
  return x.kind === 'const' && x.value !== -(2 ** 31);
}

function simplerBinary(node: Num & { kind: 'binary' }): Num | undefined {
  const { fn, a, b } = node;
  if (a.kind === 'const' && b.kind === 'const') {
    return folded(floatBinary[fn](a.value, b.value), integerBinary[fn], [a.value, b.value]);
  }
  switch (fn) {
    case 'add':
      // x + 0 is not x for x = -0
      if (isConstant(b, -0)) return a;
      if (isConstant(a, -0)) return b;
      if (isNegated(b)) return { ...node, fn: 'sub', b: b.x };
      return isNegated(a) ? { ...node, fn: 'sub', a: b, b: a.x } : undefined;
    case 'sub':
      if (isConstant(b, 0)) return a;
      return isNegated(b) ? { ...node, fn: 'add', b: b.x } : undefined;
    case 'mul':
      if (isConstant(b, 1)) return a;
      if (isConstant(a, 1)) return b;
      if (isConstant(b, -1)) return negated(a);
      if (isConstant(a, -1)) return negated(b);
      return withoutSigns(node);
    case 'div':
      // division is for floats only
      if (isConstant(b, 1)) return a;
      if (isConstant(b, -1)) return negated(a);
      return withoutSigns(node);
    case 'pow':
      if (isConstant(b, 1)) return a;
      if (isConstant(b, 2)) return { ...node, fn: 'mul', b: a };
      return b.kind === 'const' && b.value === 0 ? constant(1) : undefined;
    case 'maximum':
    case 'minimum':
    case 'fmax':
    case 'fmin':
      return a === b ? a : undefined;
    default:
      return undefined;
  }
}

/** Moves signs out of a product or quotient, where they meet others. */
function withoutSigns(node: Num & { kind: 'binary' }): Num | undefined {
  const { a, b } = node;
  if (isNegated(a) && isNegated(b)) return { ...node, a: a.x, b: b.x };
  if (isNegated(a)) return negated({ ...node, a: a.x });
  return isNegated(b) ? negated({ ...node, b: b.x }) : undefined;
}

function simplerWhere(node: Num & { kind: 'where' }): Num | undefined {
  const { condition, a, b } = node;
  const known = truth(condition);
  if (known !== undefined) return known ? a : b;
  if (a === b) return a;
  if (condition.kind === 'not') return { ...node, condition: condition.x, a: b, b: a };
  if (a.kind === 'where' && a.condition === condition) return { ...node, a: a.a };
  if (b.kind === 'where' && b.condition === condition) return { ...node, b: b.b };
  return isConstant(a, 1) && isConstant(b, 0) ? { kind: 'toNumber', type: 'number', x: condition } : undefined;
}

const truthOf = (value: boolean): Bool => ({
  kind: 'compare',
  type: 'bool',
  fn: value ? 'eq' : 'ne',
  a: constant(0),
  b: constant(0),
});

/** The value of a condition between constants. */
function truth(x: Bool): boolean | undefined {
  if (x.kind === 'compare' && x.a.kind === 'const' && x.b.kind === 'const') {
    return compareFunctions[x.fn](x.a.value, x.b.value) === 1;
  }
  // -0 has a sign among floats and none among integers
  if (x.kind !== 'test' || x.x.kind !== 'const' || Object.is(x.x.value, -0)) return undefined;
  return testFunctions[x.fn](x.x.value) === 1;
}

function simplerBool(node: Bool): Bool | undefined {
  if (node.kind === 'not') {
    const { x } = node;
    const known = truth(x);
    if (known !== undefined) return truthOf(!known);
    if (x.kind === 'not') return x.x;
    // not so for the orderings: neither x < NaN nor x >= NaN
    if (x.kind === 'compare' && x.fn === 'eq') return { ...x, fn: 'ne' };
    return x.kind === 'compare' && x.fn === 'ne' ? { ...x, fn: 'eq' } : undefined;
  }
  if (node.kind !== 'logic') return undefined;
  const { fn, a, b } = node;
  if (a === b) return fn === 'xor' ? truthOf(false) : a;
  const known = truth(a) ?? truth(b);
  if (known === undefined) return undefined;
  const other = truth(a) === undefined ? a : b;
  if (fn === 'xor') return known ? { kind: 'not', type: 'bool', x: other } : other;
  return known === (fn === 'and') ? other : truthOf(known);
}

const isInt32 = (value: number): boolean => (value | 0) === value;

/** The constant for a function of constants, unless integer arithmetic would give another. */
function folded(
  value: number,
  integerFn: ((...operands: number[]) => number) | undefined,
  operands: readonly number[],
): Num | undefined {
  if (integerFn && operands.every(isInt32)) {
    try {
      if (integerFn(...operands) !== value) return undefined;
    } catch {
      return undefined;
    }
  }
  return constant(value);
}
