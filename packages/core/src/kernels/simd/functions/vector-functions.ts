import type { DType } from '../../../dtype.ts';
import type { BinaryFn, CompareFn, TestFn, UnaryFn } from '../../../formula/formula.ts';
import type { VectorInstruction } from '../../assembler/instruction.ts';
import type { Vector, VectorGraph } from '../vector.ts';

export type UnaryVector = (g: VectorGraph, x: Vector) => Vector;
export type BinaryVector = (g: VectorGraph, a: Vector, b: Vector) => Vector;
/** What a special function of formulas may bring along. */
export type SpecialVector = (g: VectorGraph, ...operands: Vector[]) => Vector;

/** What formulas mean on vectors of one kind of numbers. A formula of a function that is missing runs on the loops. */
export interface VectorFunctions {
  readonly unary: Readonly<Partial<Record<UnaryFn, UnaryVector>>>;
  readonly binary: Readonly<Partial<Record<BinaryFn, BinaryVector>>>;
  /** These give masks. */
  readonly compare: Readonly<Record<CompareFn, BinaryVector>>;
  readonly test: Readonly<Record<TestFn, UnaryVector>>;
  readonly isNotZero: UnaryVector;
  readonly isNumber: (value: number) => boolean;
  readonly constant: (g: VectorGraph, value: number) => Vector;
  /** What becomes a number of the kind. */
  readonly dtypes: readonly DType[];
  /** An input as loaded: bytes are widened to int32. */
  readonly input: (g: VectorGraph, loaded: Vector, dtype: DType) => Vector;
  /** As what numbers of the kind are stored. */
  readonly results: readonly DType[];
  /** A number as int32, as conversions of dtypes make it. */
  readonly toInteger: UnaryVector;
}

export const unary =
  (instruction: VectorInstruction): UnaryVector =>
  (g, x) =>
    g.op(instruction, x);

export const binary =
  (instruction: VectorInstruction): BinaryVector =>
  (g, a, b) =>
    g.op(instruction, a, b);
