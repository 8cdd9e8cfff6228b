import { IndexError } from '../../errors.ts';
import type { Operand } from '../../memory/memory.ts';
import type { CrossEntropyCoefficients } from '../cross-entropy.ts';
import { elementOf, LogitRows, RowLosses, readWeights, slopeOf, writeAt } from './loss-rows.ts';

export function crossEntropy(
  name: string,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
): void {
  const { on, off, ignoreIndex, reduction } = coefficients;
  checkTargets(name, target, logits.shape[1]!, ignoreIndex);
  const rows = new LogitRows(logits);
  const weights = readWeights(weight, rows.classes);
  const losses = new RowLosses(out, reduction);
  rows.each((row, n, d, place) => {
    const { max, sum } = rows.normalize();
    writeAt(normalizers, place, [max, sum]);
    const y = elementOf(target, n, d);
    if (y === ignoreIndex) {
      losses.add(n, d, 0, 0);
      return;
    }
    const logSum = Math.log(sum);
    // in this order, so that the small logarithm is not lost beside a large maximum
    const logProbability = (c: number): number => row[c]! - max - logSum;
    let loss = -on * weights[y]! * logProbability(y);
    if (off !== undefined) {
      let total = 0;
      for (let c = 0; c < rows.classes; c++) total += weights[c]! * logProbability(c);
      loss -= off * total;
    }
    losses.add(n, d, loss, weights[y]!);
  });
  losses.finish();
}

export function crossEntropyBackward(
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  normalizers: Operand,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
): void {
  const { on, off = 0, ignoreIndex, reduction } = coefficients;
  const rows = new LogitRows(logits);
  const { classes } = rows;
  const weights = readWeights(weight, classes);
  let total = 0;
  for (let c = 0; c < classes; c++) total += weights[c]!;
  let count = 0;
  if (reduction === 'weightedMean') {
    eachElement(target, (y) => {
      if (y !== ignoreIndex) count += weights[y]!;
    });
  }
  rows.each((row, n, d, place) => {
    const y = elementOf(target, n, d);
    const [max, sum] = [elementOf(normalizers, place, 0), elementOf(normalizers, place, 1)];
    for (let c = 0; c < classes; c++) row[c] = Math.exp(row[c]! - max) / sum;
    if (y === ignoreIndex) {
      // 0 but for a row of NaN, which PyTorch lets through
      for (let c = 0; c < classes; c++) row[c]! *= 0;
    } else {
      const g = slopeOf(grad, n, d, reduction, rows.count, count);
      const mass = on * weights[y]! + off * total;
      for (let c = 0; c < classes; c++) row[c] = g * (row[c]! * mass - off * weights[c]!);
      row[y]! -= g * on * weights[y]!;
    }
    rows.write(out, n, d);
  });
}

/** Refuses targets that are no class. */
function checkTargets(name: string, target: Operand, classes: number, ignoreIndex: number): void {
  const places = target.shape[1] ?? 1;
  eachElement(target, (y, n, d) => {
    if (y === ignoreIndex || (y >= 0 && y < classes)) return;
    const where = places === 1 ? n : `[${n}, ${d}]`;
    throw new IndexError(`${name}: target ${y} at index ${where} is outside [0, ${classes})`);
  });
}

function eachElement(x: Operand, visit: (value: number, n: number, d: number) => void): void {
  const [batch, places = 1] = x.shape as readonly [number, number?];
  for (let n = 0; n < batch; n++) for (let d = 0; d < places; d++) visit(elementOf(x, n, d), n, d);
}
