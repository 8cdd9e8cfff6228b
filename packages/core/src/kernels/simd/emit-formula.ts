import type { DType } from '../../dtype.ts';
import type { Bool, Expr, Formula, Num, SpecialFn } from '../../formula/formula.ts';
import { inOrder, operandsOf } from '../../formula/rewrite.ts';
import { simplify } from '../../formula/simplify.ts';
import {
  floatBinaryVectors,
  floatCompareVectors,
  floatTestVectors,
  floatUnaryVectors,
  logicVectors,
  specialVectors,
} from './functions/float-vectors.ts';
import { rates, type Vector, type VectorGraph } from './vector.ts';

/** How an operand of a formula lies along a row. */
export interface RowOperand {
  readonly dtype: DType;
  /** Whether one element is repeated. */
  readonly repeats: boolean;
}

/**
 * Vectors of the formula's outputs, as they are stored: float32, or bytes in the lowest word. `undefined` where an
 * output is of a dtype that vectors are not made for.
 */
export function vectorsOf(
  g: VectorGraph,
  formula: Formula,
  inputs: readonly RowOperand[],
  outputs: readonly RowOperand[],
): Vector[] | undefined {
  const simple = simplify(formula);
  const uses = new Map<Expr, number>();
  for (const node of inOrder(simple.outputs)) {
    for (const operand of operandsOf(node)) uses.set(operand, (uses.get(operand) ?? 0) + 1);
  }
  for (const output of simple.outputs) uses.set(output, (uses.get(output) ?? 0) + 1);
  const done = new Map<Expr, Vector>();
  const vectorOf = (node: Expr): Vector => {
    let vector = done.get(node);
    if (!vector) {
      vector = node.type === 'number' ? numberOf(node) : maskOf(node);
      done.set(node, vector);
    }
    return vector;
  };
  const numberOf = (node: Num): Vector => {
    switch (node.kind) {
      case 'input':
        return inputOf(g, node.index, inputs[node.index]!);
      case 'scalar':
        return g.scalar(node.index);
      case 'const':
        return g.float(node.value);
      case 'unary':
        return floatUnaryVectors[node.fn](g, vectorOf(node.x));
      case 'binary':
        return contracted(node) ?? floatBinaryVectors[node.fn](g, vectorOf(node.a), vectorOf(node.b));
      case 'special':
        return specialOf(g, node.fn, node.operands.map(vectorOf));
      case 'where':
        return g.select(vectorOf(node.condition), vectorOf(node.a), vectorOf(node.b));
      case 'toNumber':
        return g.op('v128.and', vectorOf(node.x), g.float(1));
      default:
        return node satisfies never;
    }
  };
  /** A sum or difference with a product that nothing else needs is one instruction. */
  const contracted = ({ fn, a, b }: Num & { kind: 'binary' }): Vector | undefined => {
    if (!g.fused) return undefined;
    const isFree = (x: Num): x is Num & { kind: 'binary' } =>
      x.kind === 'binary' && x.fn === 'mul' && uses.get(x) === 1;
    if (fn === 'add' && isFree(a)) return g.multiplyAdd(vectorOf(a.a), vectorOf(a.b), vectorOf(b));
    if (fn === 'add' && isFree(b)) return g.multiplyAdd(vectorOf(b.a), vectorOf(b.b), vectorOf(a));
    if (fn === 'sub' && isFree(b)) return g.multiplySubtract(vectorOf(b.a), vectorOf(b.b), vectorOf(a));
    return undefined;
  };
  const maskOf = (node: Bool): Vector => {
    switch (node.kind) {
      case 'compare':
        return floatCompareVectors[node.fn](g, vectorOf(node.a), vectorOf(node.b));
      case 'test':
        return floatTestVectors[node.fn](g, vectorOf(node.x));
      case 'logic':
        return logicVectors[node.fn](g, vectorOf(node.a), vectorOf(node.b));
      case 'not':
        return g.op('v128.not', vectorOf(node.x));
      default:
        return node satisfies never;
    }
  };
  const stored: Vector[] = [];
  for (const [i, node] of simple.outputs.entries()) {
    const vector = storedAs(g, outputs[i]!.dtype, node, vectorOf(node));
    if (!vector) return undefined;
    stored.push(vector);
  }
  return stored;
}

function specialOf(g: VectorGraph, fn: SpecialFn, operands: readonly Vector[]): Vector {
  const vector = specialVectors[fn.name];
  return vector ? vector(g, operands[0]!) : g.each(fn.evaluate, ...operands);
}

/** An input as float32. */
function inputOf(g: VectorGraph, index: number, { dtype, repeats }: RowOperand): Vector {
  const loaded = g.input(index, repeats ? rates.row : rates.vector);
  return dtype === 'float32' ? loaded : g.op('f32x4.convert_i32x4_s', loaded);
}

function storedAs(g: VectorGraph, dtype: DType, node: Expr, vector: Vector): Vector | undefined {
  if (dtype === 'float32') return node.type === 'number' ? vector : g.op('v128.and', vector, g.float(1));
  if (dtype !== 'bool') return undefined;
  const mask = node.type === 'bool' ? vector : g.op('f32x4.ne', vector, g.float(0));
  return bytesOf(g, g.op('v128.and', mask, g.bits(1)));
}

/** The lowest bytes of the four lanes in the lowest word. */
export function bytesOf(g: VectorGraph, x: Vector): Vector {
  const halves = g.op('i16x8.narrow_i32x4_u', x, x);
  return g.op('i8x16.narrow_i16x8_u', halves, halves);
}
