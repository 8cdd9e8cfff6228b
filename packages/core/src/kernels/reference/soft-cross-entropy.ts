import type { Operand } from '../../memory/memory.ts';
import type { SoftCrossEntropyCoefficients } from '../soft-cross-entropy.ts';
import { readRun } from './elements.ts';
import { elementOf, LogitRows, RowLosses, readWeights, slopeOf, startOfRow, writeAt } from './loss-rows.ts';
import { Scratch } from './scratch.ts';

const shareScratch = /* @__PURE__ */ new Scratch();

export function softCrossEntropy(
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: SoftCrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
): void {
  const rows = new LogitRows(logits);
  const shares = new Shares(target, weight, coefficients);
  const losses = new RowLosses(out, coefficients.reduction);
  rows.each((row, n, d, place) => {
    const { max, sum } = rows.normalize();
    const a = shares.of(n, d);
    const logSum = Math.log(sum);
    let [loss, total] = [0, 0];
    for (let c = 0; c < rows.classes; c++) {
      // in this order, so that the small logarithm is not lost beside a large maximum
      loss -= a[c]! * (row[c]! - max - logSum);
      total += a[c]!;
    }
    writeAt(normalizers, place, [max, sum, total]);
    losses.add(n, d, loss, 1);
  });
  losses.finish();
}

export function softCrossEntropyBackward(
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  normalizers: Operand,
  coefficients: SoftCrossEntropyCoefficients,
  out: Operand,
): void {
  const rows = new LogitRows(logits);
  const shares = new Shares(target, weight, coefficients);
  rows.each((row, n, d, place) => {
    const a = shares.of(n, d);
    const g = slopeOf(grad, n, d, coefficients.reduction, rows.count, 0);
    const [max, sum] = [elementOf(normalizers, place, 0), elementOf(normalizers, place, 1)];
    const total = elementOf(normalizers, place, 2);
    for (let c = 0; c < rows.classes; c++) row[c] = g * ((Math.exp(row[c]! - max) / sum) * total - a[c]!);
    rows.write(out, n, d);
  });
}

/** The coefficients of the log-probabilities of each row. */
class Shares {
  readonly #target: Operand;
  readonly #weights: Float64Array;
  readonly #shares: Float64Array;
  readonly #coefficients: SoftCrossEntropyCoefficients;

  constructor(target: Operand, weight: Operand | undefined, coefficients: SoftCrossEntropyCoefficients) {
    const classes = target.shape[1]!;
    this.#target = target;
    this.#weights = readWeights(weight, classes);
    this.#shares = shareScratch.take(classes);
    this.#coefficients = coefficients;
  }

  /** Those of one row, which the next call overwrites. */
  of(n: number, d: number): Float64Array {
    const { storage, strides, shape } = this.#target;
    const { keep, spread } = this.#coefficients;
    const shares = this.#shares;
    readRun(storage.data, startOfRow(this.#target, n, d), strides[1]!, shape[1]!, shares, 0);
    for (let c = 0; c < shape[1]!; c++) shares[c] = this.#weights[c]! * (keep * shares[c]! + spread);
    return shares;
  }
}
