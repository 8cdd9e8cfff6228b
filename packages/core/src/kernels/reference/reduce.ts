import type { DType, TypedArray } from '../../dtype.ts';
import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import type { ReduceKind } from '../kernels.ts';
import { Cursor } from './cursor.ts';
import { chunkLength, convertBlock, isLossy, readRun, writeRun } from './elements.ts';

const block = /* @__PURE__ */ new Float64Array(chunkLength);
const results = /* @__PURE__ */ new Float64Array(chunkLength);

/** One reduction: what is folded, and how elements are converted before. */
interface Fold {
  readonly kind: ReduceKind;
  readonly integer: boolean;
  readonly convertTo: DType | undefined;
}

const neutral: Readonly<Record<ReduceKind, number>> = {
  sum: 0,
  prod: 1,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
  all: 1,
  any: 0,
};

export function reduce(kind: ReduceKind, input: Operand, dims: readonly number[], out: Operand): void {
  const size = sizeOf(out.shape);
  if (size === 0) return;
  const logical = kind === 'all' || kind === 'any';
  const fold: Fold = {
    kind,
    integer: out.dtype === 'int32' || out.dtype === 'uint8',
    convertTo: !logical && isLossy(input.dtype, out.dtype) ? out.dtype : undefined,
  };
  let length = 1;
  for (let d = 0; d < input.shape.length; d++) if (dims.includes(d)) length *= input.shape[d]!;
  const kept = Cursor.along(input, (d) => !dims.includes(d));
  const reduced = Cursor.along(input, (d) => dims.includes(d));
  // reading what lies side by side: either the reduced elements, or those of neighbouring results
  const neighbours = kept.run >= 8 && Math.abs(kept.step) < Math.abs(reduced.step);
  if (neighbours) reduceLanes(fold, input.storage.data, kept, reduced, length, out, size);
  else reduceRows(fold, kept, reduced, length, out, size);
}

function reduceRows(fold: Fold, kept: Cursor, reduced: Cursor, length: number, out: Operand, size: number): void {
  const { data } = out.storage;
  for (let first = 0; first < size; first += chunkLength) {
    const rows = Math.min(chunkLength, size - first);
    for (let row = 0; row < rows; row++) {
      reduced.restart(kept.next());
      let result = neutral[fold.kind];
      for (let done = 0; done < length; done += chunkLength) {
        const count = Math.min(chunkLength, length - done);
        reduced.read(block, count);
        if (fold.convertTo) convertBlock(block, count, fold.convertTo);
        result = foldBlock(fold, result, count);
      }
      results[row] = result;
    }
    writeRun(results, 0, rows, data, out.dtype, out.offset + first, 1);
  }
}

function reduceLanes(
  fold: Fold,
  data: TypedArray,
  kept: Cursor,
  reduced: Cursor,
  length: number,
  out: Operand,
  size: number,
): void {
  const { run, step } = kept;
  for (let first = 0; first < size; first += run) {
    const start = kept.nextRun();
    for (let lane = 0; lane < run; lane += chunkLength) {
      const lanes = Math.min(chunkLength, run - lane);
      results.fill(neutral[fold.kind]);
      reduced.restart(start + lane * step);
      for (let i = 0; i < length; i++) {
        readRun(data, reduced.next(), step, lanes, block, 0);
        if (fold.convertTo) convertBlock(block, lanes, fold.convertTo);
        foldLanes(fold, lanes);
      }
      writeRun(results, 0, lanes, out.storage.data, out.dtype, out.offset + first + lane, 1);
    }
  }
}

/** Folds the first `count` elements of the block onto one result. */
function foldBlock({ kind, integer }: Fold, result: number, count: number): number {
  switch (kind) {
    case 'sum':
      for (let i = 0; i < count; i++) result += block[i]!;
      // the sum of a block of integers is exact
      return integer ? result | 0 : result;
    case 'prod':
      if (integer) for (let i = 0; i < count; i++) result = Math.imul(result, block[i]!);
      else for (let i = 0; i < count; i++) result *= block[i]!;
      return result;
    case 'max':
      for (let i = 0; i < count; i++) if (!(block[i]! <= result)) result = keepNaN(result, block[i]!);
      return result;
    case 'min':
      for (let i = 0; i < count; i++) if (!(block[i]! >= result)) result = keepNaN(result, block[i]!);
      return result;
    case 'all':
      for (let i = 0; i < count; i++) if (block[i] === 0) return 0;
      return result;
    case 'any':
      for (let i = 0; i < count; i++) if (block[i] !== 0) return 1;
      return result;
  }
}

/** Folds the first `count` elements of the block onto as many results. */
function foldLanes({ kind, integer }: Fold, count: number): void {
  switch (kind) {
    case 'sum':
      for (let i = 0; i < count; i++) results[i]! += block[i]!;
      if (integer) for (let i = 0; i < count; i++) results[i] = results[i]! | 0;
      return;
    case 'prod':
      if (integer) for (let i = 0; i < count; i++) results[i] = Math.imul(results[i]!, block[i]!);
      else for (let i = 0; i < count; i++) results[i]! *= block[i]!;
      return;
    case 'max':
      for (let i = 0; i < count; i++) if (!(block[i]! <= results[i]!)) results[i] = keepNaN(results[i]!, block[i]!);
      return;
    case 'min':
      for (let i = 0; i < count; i++) if (!(block[i]! >= results[i]!)) results[i] = keepNaN(results[i]!, block[i]!);
      return;
    case 'all':
      for (let i = 0; i < count; i++) if (block[i] === 0) results[i] = 0;
      return;
    case 'any':
      for (let i = 0; i < count; i++) if (block[i] !== 0) results[i] = 1;
      return;
  }
}

/** What becomes of a maximum or minimum that a value does not lie within. */
function keepNaN(result: number, value: number): number {
  return Number.isNaN(result) ? result : value;
}
