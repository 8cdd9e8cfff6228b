import { lift, type NumOperand } from '../elementary.ts';
import type { Num, SpecialFn } from '../formula.ts';

/** A call of a function that brings along what it means. */
export const call = (fn: SpecialFn, ...operands: NumOperand[]): Num => ({
  kind: 'special',
  type: 'number',
  fn,
  operands: operands.map(lift),
});
