import type { Formula } from '../formula/formula.ts';
import type { Operand } from '../memory/memory.ts';

/** What makes several elements one. */
export type ReduceKind = 'sum' | 'prod' | 'max' | 'min' | 'all' | 'any';

/**
 * What an engine must be able to do. Operands may have any strides; outputs are contiguous unless said otherwise.
 * Inputs have the dtype they came with; a kernel computes in the output's dtype. Shapes were checked before.
 */
export interface Kernels {
  readonly name: string;

  /**
   * Evaluates a formula for each element. Inputs broadcast to the shape of the outputs, which all have one shape.
   * Outputs may be inputs too, of the same shape and strides (in-place updates). `integer` asks for int32 arithmetic.
   */
  map(
    formula: Formula,
    inputs: readonly Operand[],
    outputs: readonly Operand[],
    scalars: readonly number[],
    integer: boolean,
  ): void;

  /** Elements of `input` to `out` of the same shape, converting the dtype; `out` may have strides. */
  copy(input: Operand, out: Operand): void;

  /**
   * Adds the elements of `input` to those of `out`, which has the same shape and dtype, one after the other: several
   * elements of `out` may be the same one.
   */
  accumulate(input: Operand, out: Operand): void;

  /** One value everywhere; `out` may have strides. */
  fill(value: number, out: Operand): void;

  /** Reduces `dims` (wrapped, distinct); `out` has size 1 there. `max` and `min` propagate NaN. */
  reduce(kind: ReduceKind, input: Operand, dims: readonly number[], out: Operand): void;

  /** `[…, m, k] · […, k, n] (+ bias[n])`; leading dimensions of `a` and `b` broadcast to those of `out`. */
  matmul(a: Operand, b: Operand, bias: Operand | undefined, out: Operand): void;
}
