import type { DType } from '../../dtype.ts';
import type { Bool, Expr, Formula, Num } from '../../formula/formula.ts';
import { inOrder, operandsOf } from '../../formula/rewrite.ts';
import { simplify } from '../../formula/simplify.ts';
import * as i8x16 from '../assembler/instructions/i8x16.ts';
import * as i16x8 from '../assembler/instructions/i16x8.ts';
import * as v128 from '../assembler/instructions/v128.ts';
import { floatVectors } from './functions/float-vectors.ts';
import { integerVectors } from './functions/integer-vectors.ts';
import type { SpecialVector, VectorFunctions } from './functions/vector-functions.ts';
import { rates, type Vector, type VectorGraph } from './vector.ts';

const logic = { and: v128.and, or: v128.or, xor: v128.xor } as const;

/** How an operand of a formula lies along a row. */
export interface RowOperand {
  readonly dtype: DType;
  /** Whether one element is repeated. */
  readonly repeats: boolean;
}

/** A formula and the numbers it runs on: float32, or int32 that wraps around. */
export interface VectorTask {
  readonly formula: Formula;
  readonly integer: boolean;
  readonly inputs: readonly RowOperand[];
  readonly outputs: readonly RowOperand[];
}

/**
 * Vectors of the outputs as they are stored: of float32 or int32, or of bytes in the lowest word. `undefined` where the
 * formula has a function, or an operand of a dtype, that there are no vectors for.
 */
export function vectorsOf(g: VectorGraph, { formula, integer, inputs, outputs }: VectorTask): Vector[] | undefined {
  const functions = integer ? integerVectors : floatVectors;
  const simple = simplify(formula);
  const nodes = inOrder(simple.outputs);
  if (!nodes.every((node) => hasVector(node, functions, inputs))) return undefined;
  if (!simple.outputs.every(({ type }, i) => isStorable(outputs[i]!.dtype, type, functions))) return undefined;
  const uses = new Map<Expr, number>();
  const use = (node: Expr): Map<Expr, number> => uses.set(node, (uses.get(node) ?? 0) + 1);
  for (const node of nodes) operandsOf(node).forEach(use);
  simple.outputs.forEach(use);

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
      case 'input': {
        const { repeats, dtype } = inputs[node.index]!;
        return functions.input(g, g.input(node.index, repeats ? rates.row : rates.vector), dtype)!;
      }
      case 'scalar':
        return g.scalar(node.index);
      case 'const':
        return functions.constant(g, node.value)!;
      case 'unary':
        return functions.unary[node.fn]!(g, vectorOf(node.x));
      case 'binary':
        return contracted(node) ?? functions.binary[node.fn]!(g, vectorOf(node.a), vectorOf(node.b));
      case 'special': {
        const operands = node.operands.map(vectorOf);
        const vector = node.fn.vector as SpecialVector | undefined;
        return vector ? vector(g, ...operands) : g.each(node.fn.evaluate, ...operands);
      }
      case 'where':
        return g.select(vectorOf(node.condition), vectorOf(node.a), vectorOf(node.b));
      case 'toNumber':
        return g.op(v128.and, vectorOf(node.x), functions.constant(g, 1)!);
      default:
        return node satisfies never;
    }
  };
  // an optimizer's step rounds as the separate operations of PyTorch do: in its state last bits add up over the steps
  const contracts = g.fused && !integer && simple.outputs.length === 1;
  /** A sum or difference with a product that nothing else needs is one instruction. */
  const contracted = ({ fn, a, b }: Num & { kind: 'binary' }): Vector | undefined => {
    if (!contracts) return undefined;
    const isFree = (x: Num): x is Num & { kind: 'binary' } =>
      x.kind === 'binary' && x.fn === 'mul' && uses.get(x) === 1;
    if (fn === 'add' && isFree(a)) return g.multiplyAdd(vectorOf(a.a), vectorOf(a.b), vectorOf(b));
    if (fn === 'add' && isFree(b)) return g.multiplyAdd(vectorOf(b.a), vectorOf(b.b), vectorOf(a));
    // the square of a mean, rounded as what it is subtracted from, leaves 0 and not a negative variance
    const isVariance = fn === 'sub' && b.kind === 'binary' && b.a === b.b && a.kind !== 'const';
    if (fn === 'sub' && isFree(b) && !isVariance) return g.multiplySubtract(vectorOf(b.a), vectorOf(b.b), vectorOf(a));
    return undefined;
  };
  const maskOf = (node: Bool): Vector => {
    switch (node.kind) {
      case 'compare':
        return functions.compare[node.fn](g, vectorOf(node.a), vectorOf(node.b));
      case 'test':
        return functions.test[node.fn](g, vectorOf(node.x));
      case 'logic':
        return g.op(logic[node.fn], vectorOf(node.a), vectorOf(node.b));
      case 'not':
        return g.op(v128.not, vectorOf(node.x));
      default:
        return node satisfies never;
    }
  };

  const stored = (node: Expr, dtype: DType): Vector => {
    const vector = vectorOf(node);
    if (dtype === 'float32') return node.type === 'number' ? vector : g.op(v128.and, vector, g.float(1));
    if (node.type === 'number' && dtype === 'int32') return functions.toInteger(g, vector);
    if (node.type === 'number' && dtype === 'uint8') {
      return bytesOf(g, g.op(v128.and, functions.toInteger(g, vector), g.bits(255)));
    }
    const mask = node.type === 'bool' ? vector : functions.isNotZero(g, vector);
    const ones = g.op(v128.and, mask, g.bits(1));
    return dtype === 'int32' ? ones : bytesOf(g, ones);
  };
  return simple.outputs.map((node, i) => stored(node, outputs[i]!.dtype));
}

function hasVector(node: Expr, functions: VectorFunctions, inputs: readonly RowOperand[]): boolean {
  switch (node.kind) {
    case 'input':
      return functions.dtypes.includes(inputs[node.index]!.dtype);
    case 'const':
      return functions.isNumber(node.value);
    case 'unary':
      return functions.unary[node.fn] !== undefined;
    case 'binary':
      return functions.binary[node.fn] !== undefined;
    case 'special':
      return functions === floatVectors;
    default:
      return true;
  }
}

function isStorable(dtype: DType, type: Expr['type'], functions: VectorFunctions): boolean {
  return dtype === 'bool' || type === 'bool' || functions.results.includes(dtype);
}

/** The lowest bytes of the four lanes in the lowest word. */
function bytesOf(g: VectorGraph, x: Vector): Vector {
  const halves = g.op(i16x8.narrow_i32x4_u, x, x);
  return g.op(i8x16.narrow_i16x8_u, halves, halves);
}
