import { binaryDerivatives, unaryDerivatives } from './derivatives.ts';
import * as e from './elementary.ts';
import type { Expr, Formula, Num } from './formula.ts';
import { inputAt, scalarAt } from './formula-of.ts';
import { inOrder, isLeaf, rewriter } from './rewrite.ts';
import { Simplifier } from './simplify.ts';

/** The backward pass of a formula, a formula again. */
export interface Pullback {
  /**
   * Inputs: the cotangents of all outputs, then the forward inputs and then the forward outputs that `uses` lists.
   * Scalars: the forward formula's. Outputs: one cotangent for each input in `wrt`.
   */
  readonly formula: Formula;
  /** What must be saved from the forward pass. */
  readonly uses: { readonly inputs: readonly number[]; readonly outputs: readonly number[] };
  /** The inputs that have a cotangent. One that was asked for and is missing has a derivative of zero everywhere. */
  readonly wrt: readonly number[];
}

/** The symbolic derivative, in reverse mode, with respect to the inputs marked in `wrt` (all of them by default). */
export function pullback(formula: Formula, wrt?: readonly boolean[] | undefined): Pullback {
  const simplifier = new Simplifier();
  const outputs = formula.outputs.map((output) => simplifier.simplify(output));
  const places = new Places(formula);
  const cotangents = propagate(simplifier, outputs, places, wrt);
  const gradients = Array.from({ length: formula.inputs }, (_, i) => cotangents.get(simplifier.simplify(inputAt(i))));

  // A forward output stands for itself where that spares an expensive function or makes less to save.
  const inTermsOf = (kept: (output: Num) => boolean): Pullback => {
    const saved = new Map<Expr, Num>();
    outputs.forEach((output, i) => {
      if (output.type === 'number' && !isLeaf(output) && kept(output) && !saved.has(output)) {
        saved.set(output, places.output(i));
      }
    });
    const rewrite = rewriter((node) => saved.get(node));
    return assemble(
      formula,
      places,
      simplifier,
      gradients.map((gradient) => gradient && rewrite(gradient)),
    );
  };
  const all = inTermsOf(() => true);
  const expensive = inTermsOf(isExpensive);
  return savedBy(all) < savedBy(expensive) ? all : expensive;
}

/**
 * A backward pass written by hand: `build` gives the cotangent of each input, or `undefined` where there is none, from
 * the outputs' cotangents and whatever it needs of the forward pass. Only what it mentions is saved.
 */
export function customPullback(
  formula: Formula,
  build: (
    grads: readonly Num[],
    inputs: readonly Num[],
    outputs: readonly Num[],
    scalars: readonly Num[],
  ) => readonly (Num | undefined)[],
): Pullback {
  const places = new Places(formula);
  const outputs = formula.outputs.map((_, i) => i);
  const gradients = build(
    outputs.map((i) => places.cotangent(i)),
    Array.from({ length: formula.inputs }, (_, i) => inputAt(i)),
    outputs.map((i) => places.output(i)),
    Array.from({ length: formula.scalars }, (_, i) => scalarAt(i)),
  );
  return assemble(formula, places, new Simplifier(), gradients);
}

/** While a derivative is made its inputs are numbered: forward inputs, forward outputs, cotangents. */
class Places {
  readonly inputs: number;
  readonly outputs: number;

  constructor(formula: Formula) {
    this.inputs = formula.inputs;
    this.outputs = formula.outputs.length;
  }

  output(index: number): Num {
    return inputAt(this.inputs + index);
  }

  cotangent(index: number): Num {
    return inputAt(this.inputs + this.outputs + index);
  }
}

function assemble(
  formula: Formula,
  places: Places,
  simplifier: Simplifier,
  gradients: readonly (Num | undefined)[],
): Pullback {
  const wrt: number[] = [];
  const found: Num[] = [];
  gradients.forEach((gradient, i) => {
    if (!gradient) return;
    wrt.push(i);
    found.push(simplifier.simplify(gradient));
  });
  const mentioned = new Set<number>();
  for (const node of inOrder(found)) if (node.kind === 'input') mentioned.add(node.index);
  const used = [...mentioned].filter((i) => i < places.inputs + places.outputs).sort((a, b) => a - b);

  const rewrite = rewriter((node) => {
    if (node.kind !== 'input') return undefined;
    const cotangent = node.index - places.inputs - places.outputs;
    return inputAt(cotangent >= 0 ? cotangent : places.outputs + used.indexOf(node.index));
  });
  return {
    formula: { inputs: places.outputs + used.length, scalars: formula.scalars, outputs: found.map(rewrite) },
    uses: {
      inputs: used.filter((i) => i < places.inputs),
      outputs: used.filter((i) => i >= places.inputs).map((i) => i - places.inputs),
    },
    wrt,
  };
}

function savedBy({ uses }: Pullback): number {
  return uses.inputs.length + uses.outputs.length;
}

const cheap: ReadonlySet<string> = new Set([
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'trunc',
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
  'fmax',
  'fmin',
  'copysign',
]);

function isExpensive(output: Num): boolean {
  return inOrder([output]).some(
    (node) => node.kind === 'special' || ((node.kind === 'unary' || node.kind === 'binary') && !cheap.has(node.fn)),
  );
}

/** The cotangents of all nodes, from those of the outputs. */
function propagate(
  simplifier: Simplifier,
  outputs: readonly Expr[],
  places: Places,
  wrt: readonly boolean[] | undefined,
): ReadonlyMap<Expr, Num> {
  const nodes = inOrder(outputs);
  const active = new Set<Expr>();
  for (const node of nodes) {
    if (node.kind === 'input' ? !wrt || wrt[node.index] : differentiated(node).some((x) => active.has(x))) {
      active.add(node);
    }
  }
  const kept = new Set<Expr>(outputs);
  const cotangents = new Map<Expr, Num>();
  const accumulate = (node: Expr, cotangent: Num | undefined): void => {
    if (!cotangent || !active.has(node)) return;
    const before = cotangents.get(node);
    const canonical = simplifier.simplify(cotangent);
    if (isZero(canonical)) return;
    cotangents.set(node, before ? simplifier.simplify(sum(before, canonical)) : canonical);
  };
  outputs.forEach((output, i) => {
    if (output.type === 'number') accumulate(output, places.cotangent(i));
  });
  for (const node of nodes.toReversed()) {
    const cotangent = cotangents.get(node);
    if (cotangent) spread(node as Num, cotangent, kept.has(node), accumulate);
  }
  return cotangents;
}

/** The operands through which a derivative can pass. */
function differentiated(node: Expr): readonly Num[] {
  if (node.kind === 'unary') return [node.x];
  if (node.kind === 'special') return node.operands;
  return node.kind === 'binary' || node.kind === 'where' ? [node.a, node.b] : [];
}

const isZero = (x: Num): boolean => x.kind === 'const' && x.value === 0;

/** Hands the cotangent `g` of a node on to its operands. */
function spread(node: Num, g: Num, kept: boolean, give: (operand: Num, cotangent: Num | undefined) => void): void {
  // A mask stays outside all factors: a derivative that is infinite where it is masked must not make 0 · ∞.
  if (g.kind === 'where' && (isZero(g.a) || isZero(g.b))) {
    const { condition } = g;
    if (isZero(g.b)) spread(node, g.a, kept, (x, part) => give(x, part && e.where(condition, part, 0)));
    else spread(node, g.b, kept, (x, part) => give(x, part && e.where(condition, 0, part)));
    return;
  }
  switch (node.kind) {
    case 'unary':
      give(node.x, unaryDerivatives[node.fn](g, node.x, node, kept));
      return;
    case 'binary': {
      const [first, second] = binaryDerivatives[node.fn];
      give(node.a, first(g, node.a, node.b, node));
      give(node.b, second(g, node.a, node.b, node));
      return;
    }
    case 'special':
      node.fn.derivative(g, node.operands, node).forEach((part, i) => {
        give(node.operands[i]!, part);
      });
      return;
    case 'where':
      give(node.a, e.where(node.condition, g, 0));
      give(node.b, e.where(node.condition, 0, g));
      return;
    case 'input':
    case 'scalar':
    case 'const':
    case 'toNumber':
      return;
    default:
      node satisfies never;
  }
}

/** The sum of two cotangents; the two branches of one condition become one choice. */
function sum(a: Num, b: Num): Num {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  if (a.kind === 'where' && b.kind === 'where' && a.condition === b.condition) {
    return e.where(a.condition, sum(a.a, b.a), sum(a.b, b.b));
  }
  return e.add(a, b);
}
