import type { Operand } from '../../memory/memory.ts';
import type { RowReduction } from '../cross-entropy.ts';
import { readRun, writeRun } from './elements.ts';
import { Scratch } from './scratch.ts';
import { maxOf } from './softmax.ts';

const rowScratch = /* @__PURE__ */ new Scratch();
const weightScratch = /* @__PURE__ */ new Scratch();
const result = /* @__PURE__ */ new Float64Array(1);

/** The rows of logits `[N, C]` or `[N, C, D]`, one for each n and d. */
export class LogitRows {
  readonly #logits: Operand;
  readonly #row: Float64Array;
  readonly classes: number;
  readonly count: number;

  constructor(logits: Operand) {
    const [batch, classes, places = 1] = logits.shape as readonly [number, number, number?];
    this.#logits = logits;
    this.#row = rowScratch.take(classes);
    this.classes = classes;
    this.count = batch * places;
  }

  /** Reads each row and visits it; the next one overwrites it. */
  each(visit: (row: Float64Array, n: number, d: number, place: number) => void): void {
    const { storage, shape, strides } = this.#logits;
    const [batch, , places = 1] = shape;
    let place = 0;
    for (let n = 0; n < batch!; n++) {
      for (let d = 0; d < places; d++) {
        readRun(storage.data, startOfRow(this.#logits, n, d), strides[1]!, this.classes, this.#row, 0);
        visit(this.#row, n, d, place++);
      }
    }
  }

  /** Writes the row that is visited to its place in `out`, which has the shape of the logits. */
  write(out: Operand, n: number, d: number): void {
    const { storage, dtype, strides } = out;
    writeRun(this.#row, 0, this.classes, storage.data, dtype, startOfRow(out, n, d), strides[1]!);
  }

  /** The largest logit of the row that is visited, and the sum of `exp(logit - largest)`. */
  normalize(): { max: number; sum: number } {
    const max = maxOf(this.#row, this.classes);
    let sum = 0;
    for (let c = 0; c < this.classes; c++) sum += Math.exp(this.#row[c]! - max);
    return { max, sum };
  }
}

/** Where the losses of rows go: each to its place, or all to one number. */
export class RowLosses {
  readonly #out: Operand;
  readonly #reduction: RowReduction;
  #total = 0;
  #weights = 0;
  #rows = 0;

  constructor(out: Operand, reduction: RowReduction) {
    this.#out = out;
    this.#reduction = reduction;
  }

  add(n: number, d: number, loss: number, weight: number): void {
    this.#total += loss;
    this.#weights += weight;
    this.#rows++;
    const { storage, offset, strides } = this.#out;
    if (this.#reduction === 'none') storage.data[offset + n * strides[0]! + d * (strides[1] ?? 0)] = loss;
  }

  finish(): void {
    if (this.#reduction === 'none') return;
    result[0] = this.#total / divisorOf(this.#reduction, this.#rows, this.#weights);
    writeRun(result, 0, 1, this.#out.storage.data, this.#out.dtype, this.#out.offset, 0);
  }
}

/** What a sum of losses is divided by. A mean over nothing is NaN, even where the losses are not 0. */
function divisorOf(reduction: RowReduction, rows: number, weights: number): number {
  switch (reduction) {
    case 'none':
    case 'sum':
      return 1;
    case 'mean':
      return rows === 0 ? Number.NaN : rows;
    case 'weightedMean':
      return weights === 0 ? Number.NaN : weights;
    default:
      return reduction satisfies never;
  }
}

/** The gradient of a row's loss, from that of the result. */
export function slopeOf(
  grad: Operand,
  n: number,
  d: number,
  reduction: RowReduction,
  rows: number,
  weights: number,
): number {
  if (reduction === 'none') return elementOf(grad, n, d);
  return grad.storage.data[grad.offset]! / divisorOf(reduction, rows, weights);
}

/** Where the first element of a row of logits stands. */
export function startOfRow({ strides, offset }: Operand, n: number, d: number): number {
  return offset + n * strides[0]! + d * (strides[2] ?? 0);
}

/** Writes the row of a matrix. */
export function writeAt({ storage, strides, offset }: Operand, row: number, values: readonly number[]): void {
  for (const [i, value] of values.entries()) storage.data[offset + row * strides[0]! + i * strides[1]!] = value;
}

/** The weights of classes, 1 without weights. The next call overwrites them. */
export function readWeights(weight: Operand | undefined, classes: number): Float64Array {
  const weights = weightScratch.take(classes);
  if (weight) readRun(weight.storage.data, weight.offset, weight.strides[0]!, classes, weights, 0);
  else weights.fill(1, 0, classes);
  return weights;
}

/** The element of a matrix, or of a vector where `d` is 0. */
export function elementOf({ storage, strides, offset }: Operand, n: number, d: number): number {
  return storage.data[offset + n * strides[0]! + d * (strides[1] ?? 0)]!;
}
