import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import { pushFloat } from '../functions/arithmetic.ts';
import { pushExpOfNonPositive } from '../functions/exp.ts';
import type { RowLayout, RowVector } from './row-layout.ts';

/** Vectors whose maxima are taken independently, so that they need not wait for each other. */
const accumulators = 4;

/** Writes how the largest elements of the rows at `start` get into `max`. A NaN may be passed over. */
export function setMaximum(f: FunctionBuilder, row: RowLayout, start: Local, max: Local): void {
  const bests = [max, ...f.localsOf('v128', accumulators - 1)];
  const address = f.local('i32');
  for (const best of bests) f.f32x4(Number.NEGATIVE_INFINITY).set(best);
  f.get(start).set(address);
  row.each(
    [address],
    (vector) => {
      const best = bests[vector.turn]!;
      f.get(best);
      vector.loadOr(address, () => pushFloat(f, Number.NEGATIVE_INFINITY));
      f.op('f32x4.pmax').set(best);
    },
    accumulators,
  );
  for (const best of bests.slice(1)) f.get(max).get(best).op('f32x4.pmax').set(max);
  row.fold(max, () => f.op('f32x4.pmax'));
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
    f.get(max).op('f32x4.sub').set(difference);
    f.get(difference);
    pushExpOfNonPositive(f);
    vector.clear();
    f.set(exp).get(sum).get(exp).op('f32x4.add').set(sum);
    use(vector, difference, exp);
  });
  row.fold(sum, () => f.op('f32x4.add'));
}
