import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import type { RowReduction } from '../../cross-entropy.ts';

/** How functions are told of a reduction. */
export const reductionCodes: Readonly<Record<RowReduction, number>> = { none: 0, sum: 1, mean: 2, weightedMean: 3 };

/** Leaves what a sum of losses is divided by, in float64: NaN where a mean would be over nothing. */
export function pushDivisor(f: FunctionBuilder, reduction: Local, rows: Local, weights: Local): void {
  const divisor = f.local('f64');
  f.f64(1).set(divisor);
  f.get(reduction)
    .i32(reductionCodes.mean)
    .op('i32.eq')
    .if(() => f.get(rows).op('f64.convert_i32_u').set(divisor));
  f.get(reduction)
    .i32(reductionCodes.weightedMean)
    .op('i32.eq')
    .if(() => f.get(weights).set(divisor));
  f.get(divisor).f64(Number.NaN).get(divisor).f64(0).op('f64.ne').op('select');
}

/** Where the losses of rows go: each to `out`, or added up, in float64, and all to `out` as one number. */
export class LossResult {
  readonly #f: FunctionBuilder;
  readonly #reduction: Local;
  readonly #out: Local;
  readonly #rows: Local;
  readonly #total: Local;
  readonly #weights: Local;

  /** To be made before the rows are counted down. */
  constructor(f: FunctionBuilder, reduction: Local, out: Local, rows: Local) {
    this.#f = f;
    this.#reduction = reduction;
    this.#out = out;
    this.#rows = f.local('i32');
    this.#total = f.local('f64');
    this.#weights = f.local('f64');
    f.get(rows).set(this.#rows);
  }

  /** Takes up the loss of the next row, both float32. */
  add(loss: Local, weight: Local): void {
    const f = this.#f;
    f.get(this.#total).get(loss).op('f64.promote_f32').op('f64.add').set(this.#total);
    f.get(this.#weights).get(weight).op('f64.promote_f32').op('f64.add').set(this.#weights);
    f.get(this.#reduction)
      .op('i32.eqz')
      .if(() => {
        f.get(this.#out).get(loss).memory('f32.store').increment(this.#out, 4);
      });
  }

  finish(): void {
    const f = this.#f;
    f.get(this.#reduction).if(() => {
      f.get(this.#out).get(this.#total);
      pushDivisor(f, this.#reduction, this.#rows, this.#weights);
      f.op('f64.div').op('f32.demote_f64').memory('f32.store');
    });
  }
}
