import type { Expr, Formula, Num } from './formula.ts';
import { rewriter } from './rewrite.ts';

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
