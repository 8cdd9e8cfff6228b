import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import { pushFloat } from '../functions/arithmetic.ts';
import { pushExpOfNonPositive } from '../functions/exp.ts';
import type { RowLayout, RowVector } from './row-layout.ts';

/** Vectors that are folded independently, so that they need not wait for each other. */
const accumulators = 4;

/**
 * Writes how what `fold` makes of `initial` and of all elements of rows gets into `result`. `push` leaves a vector of them;
 * the addresses advance.
 */
export function setFolded(
  f: FunctionBuilder,
  row: RowLayout,
  addresses: readonly Local[],
  result: Local,
  initial: number,
  push: (vector: RowVector) => void,
  fold: () => void,
): void {
  const parts = [result, ...f.localsOf('v128', accumulators - 1)];
  for (const part of parts) f.f32x4(initial).set(part);
  row.each(
    addresses,
    (vector) => {
      const part = parts[vector.turn]!;
      f.get(part);
      push(vector);
      fold();
      f.set(part);
    },
    accumulators,
  );
  for (const part of parts.slice(1)) {
    f.get(result).get(part);
    fold();
    f.set(result);
  }
  row.fold(result, fold);
}

/** Writes how the largest elements of the rows at `start` get into `max`. A NaN may be passed over. */
export function setMaximum(f: FunctionBuilder, row: RowLayout, start: Local, max: Local): void {
  const address = f.local('i32');
  f.get(start).set(address);
  const lowest = Number.NEGATIVE_INFINITY;
  const push = (vector: RowVector): void => vector.loadOr(address, () => pushFloat(f, lowest));
  setFolded(f, row, [address], max, lowest, push, () => f.op(f32x4.pmax));
}

/**
 * Writes how the sums of `exp(x - max)` over rows get into `sum`. `address`, of the rows, and the `others` advance. `use`
 * may take up each vector with its differences `x - max` and their exponentials, 0 where the row has fewer elements.
 */
export function setSumOfExp(
  f: FunctionBuilder,
  row: RowLayout,
  address: Local,
  max: Local,
  sum: Local,
  use: (vector: RowVector, difference: Local, exp: Local) => void = () => {},
  others: readonly Local[] = [],
): void {
  const [difference, exp] = f.localsOf('v128', 2);
  f.f32x4(0).set(sum);
  row.each([address, ...others], (vector) => {
    vector.loadOr(address, () => f.get(max));
    f.get(max).op(f32x4.sub).set(difference);
    f.get(difference);
    pushExpOfNonPositive(f);
    vector.clear();
    f.set(exp).get(sum).get(exp).op(f32x4.add).set(sum);
    use(vector, difference, exp);
  });
  row.fold(sum, () => f.op(f32x4.add));
}
