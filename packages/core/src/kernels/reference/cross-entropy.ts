import { IndexError } from '../../errors.ts';
import type { Operand } from '../../memory/memory.ts';
import type { CrossEntropyCoefficients } from '../cross-entropy.ts';
import { readRun, writeRun } from './elements.ts';
import { Scratch } from './scratch.ts';
import { logSoftmaxRow } from './softmax.ts';

const rowScratch = /* @__PURE__ */ new Scratch();
const weightScratch = /* @__PURE__ */ new Scratch();

export function crossEntropy(
  name: string,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  losses: Operand,
  counts: Operand,
): void {
  const [batch, classes, places] = logits.shape as readonly [number, number, number];
  const { on, off, ignoreIndex } = coefficients;
  checkTargets(name, target, classes, ignoreIndex);
  const row = rowScratch.take(classes);
  const weights = readWeights(weight, classes);
  for (let n = 0; n < batch; n++) {
    for (let d = 0; d < places; d++) {
      const y = elementOf(target, n, d);
      if (y === ignoreIndex) {
        write(losses, n, d, 0);
        write(counts, n, d, 0);
        continue;
      }
      readRow(logits, n, d, row);
      logSoftmaxRow(row, classes);
      let loss = -on * weights[y]! * row[y]!;
      if (off !== undefined) {
        let sum = 0;
        for (let c = 0; c < classes; c++) sum += weights[c]! * row[c]!;
        loss -= off * sum;
      }
      write(losses, n, d, loss);
      write(counts, n, d, weights[y]!);
    }
  }
}

export function crossEntropyBackward(
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
): void {
  const [batch, classes, places] = logits.shape as readonly [number, number, number];
  const { on, off = 0, ignoreIndex } = coefficients;
  const row = rowScratch.take(classes);
  const weights = readWeights(weight, classes);
  let total = 0;
  for (let c = 0; c < classes; c++) total += weights[c]!;
  for (let n = 0; n < batch; n++) {
    for (let d = 0; d < places; d++) {
      const y = elementOf(target, n, d);
      readRow(logits, n, d, row);
      logSoftmaxRow(row, classes);
      if (y === ignoreIndex) {
        // 0 but for a row of NaN, which PyTorch lets through
        for (let c = 0; c < classes; c++) row[c] = Math.exp(row[c]!) * 0;
      } else {
        const g = elementOf(grad, n, d);
        const mass = on * weights[y]! + off * total;
        for (let c = 0; c < classes; c++) row[c] = g * (Math.exp(row[c]!) * mass - off * weights[c]!);
        row[y]! -= g * on * weights[y]!;
      }
      const start = out.offset + n * out.strides[0]! + d * out.strides[2]!;
      writeRun(row, 0, classes, out.storage.data, out.dtype, start, out.strides[1]!);
    }
  }
}

function readRow({ storage, shape, strides, offset }: Operand, n: number, d: number, row: Float64Array): void {
  readRun(storage.data, offset + n * strides[0]! + d * strides[2]!, strides[1]!, shape[1]!, row, 0);
}

function readWeights(weight: Operand | undefined, classes: number): Float64Array {
  const weights = weightScratch.take(classes);
  if (weight) readRun(weight.storage.data, weight.offset, weight.strides[0]!, classes, weights, 0);
  else weights.fill(1, 0, classes);
  return weights;
}

function elementOf({ storage, strides, offset }: Operand, n: number, d: number): number {
  return storage.data[offset + n * strides[0]! + d * strides[1]!]!;
}

function write({ storage, strides, offset }: Operand, n: number, d: number, value: number): void {
  storage.data[offset + n * strides[0]! + d * strides[1]!] = value;
}

function checkTargets(name: string, target: Operand, classes: number, ignoreIndex: number): void {
  const [batch, places] = target.shape as readonly [number, number];
  for (let n = 0; n < batch; n++) {
    for (let d = 0; d < places; d++) {
      const y = elementOf(target, n, d);
      if (y === ignoreIndex || (y >= 0 && y < classes)) continue;
      const where = places === 1 ? n : `[${n}, ${d}]`;
      throw new IndexError(`${name}: target ${y} at index ${where} is outside [0, ${classes})`);
    }
  }
}
