import type { Expr, Formula } from './formula.ts';

const infix: Readonly<Record<string, readonly [symbol: string, precedence: number]>> = {
  or: ['or', 1],
  xor: ['xor', 1],
  and: ['and', 2],
  eq: ['==', 3],
  ne: ['!=', 3],
  lt: ['<', 3],
  le: ['<=', 3],
  gt: ['>', 3],
  ge: ['>=', 3],
  add: ['+', 4],
  sub: ['-', 4],
  mul: ['*', 5],
  div: ['/', 5],
};
const prefix = 6;
const loosest = 0;

/**
 * A formula in readable form, inputs as `x0, x1 …`, scalars as `s0, s1 …`: `where(x0 > 0, x0, s0 * x0)`. Several
 * outputs stand on a line each.
 */
export function formatFormula(formula: Formula): string {
  return formula.outputs.map((output) => formatExpr(output)).join('\n');
}

/** One expression in the form of {@link formatFormula}. */
export function formatExpr(expr: Expr, around: number = loosest): string {
  switch (expr.kind) {
    case 'input':
      return `x${expr.index}`;
    case 'scalar':
      return `s${expr.index}`;
    case 'const':
      return Object.is(expr.value, -0) ? '-0' : String(expr.value);
    case 'unary':
      return expr.fn === 'neg' ? wrap(`-${formatExpr(expr.x, prefix)}`, prefix, around) : call(expr.fn, expr.x);
    case 'not':
      return wrap(`not ${formatExpr(expr.x, prefix)}`, prefix, around);
    case 'test':
      return call(expr.fn, expr.x);
    case 'toNumber':
      return call('toNumber', expr.x);
    case 'special':
      return call(expr.fn.name, ...expr.operands);
    case 'where':
      return call('where', expr.condition, expr.a, expr.b);
    case 'binary':
    case 'compare':
    case 'logic': {
      const operator = infix[expr.fn];
      if (!operator) return call(expr.fn, expr.a, expr.b);
      const [symbol, precedence] = operator;
      // the right operand of equal precedence needs its parentheses: floating-point sums do not associate
      const text = `${formatExpr(expr.a, precedence)} ${symbol} ${formatExpr(expr.b, precedence + 1)}`;
      return wrap(text, precedence, around);
    }
    default:
      return expr satisfies never;
  }
}

function call(name: string, ...operands: readonly Expr[]): string {
  return `${name}(${operands.map((operand) => formatExpr(operand)).join(', ')})`;
}

function wrap(text: string, precedence: number, around: number): string {
  return precedence < around ? `(${text})` : text;
}
