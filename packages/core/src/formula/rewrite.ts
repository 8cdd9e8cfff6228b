import type { Bool, Expr, Num } from './formula.ts';

/**
 * A function that rebuilds expressions from the top: what `replace` gives takes the place of a node, other nodes are
 * rebuilt from their operands. Each distinct node is visited once, however often it is shared.
 */
export function rewriter(replace: (node: Num) => Num | undefined): <T extends Expr>(expr: T) => T {
  const done = new Map<Expr, Expr>();
  const rewrite = <T extends Expr>(expr: T): T => {
    let result = done.get(expr);
    if (!result) {
      result = (expr.type === 'number' ? replace(expr) : undefined) ?? mapOperands(expr, rewrite);
      done.set(expr, result);
    }
    return result as T;
  };
  return rewrite;
}

/** The node with `map` applied to its operands; the node itself when none of them changes. */
export function mapOperands(expr: Num, map: <T extends Expr>(operand: T) => T): Num;
export function mapOperands(expr: Expr, map: <T extends Expr>(operand: T) => T): Expr;
export function mapOperands(expr: Expr, map: <T extends Expr>(operand: T) => T): Expr {
  switch (expr.kind) {
    case 'input':
    case 'scalar':
    case 'const':
      return expr;
    case 'unary':
    case 'test': {
      const x = map(expr.x);
      return x === expr.x ? expr : { ...expr, x };
    }
    case 'toNumber':
    case 'not': {
      const x = map(expr.x);
      return x === expr.x ? expr : { ...expr, x };
    }
    case 'binary':
    case 'compare': {
      const a = map(expr.a);
      const b = map(expr.b);
      return a === expr.a && b === expr.b ? expr : { ...expr, a, b };
    }
    case 'logic': {
      const a = map(expr.a);
      const b = map(expr.b);
      return a === expr.a && b === expr.b ? expr : { ...expr, a, b };
    }
    case 'special': {
      const operands = expr.operands.map(map);
      return operands.every((operand, i) => operand === expr.operands[i]) ? expr : { ...expr, operands };
    }
    case 'where': {
      const condition = map(expr.condition);
      const a = map(expr.a);
      const b = map(expr.b);
      return condition === expr.condition && a === expr.a && b === expr.b ? expr : { ...expr, condition, a, b };
    }
    default:
      return expr satisfies never;
  }
}

/** The operands of a node, in order. */
export function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'input':
    case 'scalar':
    case 'const':
      return [];
    case 'unary':
    case 'test':
    case 'toNumber':
    case 'not':
      return [expr.x];
    case 'binary':
    case 'compare':
    case 'logic':
      return [expr.a, expr.b];
    case 'special':
      return expr.operands;
    case 'where':
      return [expr.condition, expr.a, expr.b];
    default:
      return expr satisfies never;
  }
}

/** Every distinct node (by identity) below the roots and these, operands before what uses them. */
export function inOrder(roots: readonly Expr[]): readonly Expr[] {
  const seen = new Set<Expr>();
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    for (const operand of operandsOf(expr)) visit(operand);
    seen.add(expr);
  };
  for (const root of roots) visit(root);
  return [...seen];
}

/** Whether a node is an input, a scalar or a constant. */
export function isLeaf(expr: Num | Bool): boolean {
  return expr.kind === 'input' || expr.kind === 'scalar' || expr.kind === 'const';
}
