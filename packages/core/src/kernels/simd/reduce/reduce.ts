import { type DType, isFloat } from '../../../dtype.ts';
import { ne } from '../../../formula/elementary.ts';
import type { Formula } from '../../../formula/formula.ts';
import { formulaOf } from '../../../formula/formula-of.ts';
import type { Operand } from '../../../memory/memory.ts';
import { markScratch, releaseScratch, takeScratch } from '../../../memory/scratch.ts';
import { contiguousStrides, sizeOf } from '../../../shape.ts';
import type { WasmFunction } from '../../../web-assembly.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import type { ReduceKind } from '../../kernels.ts';
import { reduce as referenceReduce } from '../../reference/reduce.ts';
import { instantiate } from '../instantiate.ts';
import { runVectors } from '../map.ts';
import { addressOf, type VectorOperand } from '../operands.ts';
import { writeCumulation } from '../write-cumulation.ts';
import { type ColumnFold, writeColumnFold } from './columns.ts';
import { writeIntegerRowSum } from './integer-sum.ts';
import { Dims, splitDims } from './layout.ts';
import { isLogical, writeLogicalRows } from './logical.ts';
import { writeRowExtremum } from './row-extremum.ts';
import { writeRowProduct } from './row-product.ts';
import { writeRowSum } from './row-sum.ts';

type FoldKind = ColumnFold | 'prod';

/** One kind of fold. */
interface Fold {
  readonly kind: FoldKind;
  /** Of an element. */
  readonly bytes: 1 | 4;
  readonly resultBytes: 1 | 4;
  readonly rows: WasmFunction;
  /** There is none for sums of bytes. */
  readonly columns: WasmFunction | undefined;
}

/** Columns are summed in float32; from here on in parts, so that long sums are as precise as short ones. */
const longestColumn = 512;
const columnPart = 256;

/** Where there are many narrow rows, several are taken at once, as one row of up to so many elements. */
const widestJoined = 128;
const fewestJoined = 64;

/** So many bytes at most are converted elements in scratch memory, which grows with them. */
const mostConverted = 2 ** 24;

const kept = /* @__PURE__ */ new Dims();
const reduced = /* @__PURE__ */ new Dims();
const folds: { [K in FoldKind | 'byteSum']?: Fold } = {};
let conversions: { readonly widen: Formula; readonly isTrue: Formula } | undefined;

function build(kind: FoldKind, bytes: 1 | 4): Fold {
  const module = new ModuleBuilder();
  if (kind === 'sum') writeRowSum(module);
  else if (kind === 'prod') writeRowProduct(module);
  else if (kind === 'integerSum') writeIntegerRowSum(module, bytes);
  else if (isLogical(kind)) writeLogicalRows(module, kind);
  else writeRowExtremum(module, kind);
  // without a step from row to row of the results, the last of them stay
  if (kind === 'prod') writeCumulation(module, 'prodColumns', kind, true);
  else if (bytes === 4 || isLogical(kind)) writeColumnFold(module, kind);
  const functions = instantiate<FoldKind | `${FoldKind}Columns`>(module);
  // found by name once, not in each call
  return {
    kind,
    bytes,
    resultBytes: isLogical(kind) ? 1 : 4,
    rows: functions[kind],
    columns: functions[`${kind}Columns`],
  };
}

/** A kind is built at first use: training steps mostly sum. */
function foldOf(kind: ReduceKind, input: Operand, out: Operand): Fold | undefined {
  if (input.storage.pointer < 0 || out.storage.pointer < 0) return undefined;
  if (isLogical(kind)) return known(kind);
  if (input.dtype === 'float32' && out.dtype === 'float32') return known(kind);
  if (kind !== 'sum' || out.dtype !== 'int32' || isFloat(input.dtype)) return undefined;
  return known(input.dtype === 'int32' ? 'integerSum' : 'byteSum');
}

function known(name: FoldKind | 'byteSum'): Fold {
  let fold = folds[name];
  if (!fold) {
    fold = name === 'byteSum' ? build('integerSum', 1) : build(name, isLogical(name) ? 1 : 4);
    folds[name] = fold;
  }
  return fold;
}

/**
 * Sums, products and extrema of float32, sums of integers, and whether any or all are true, where what is folded, or
 * neighbouring columns, lie side by side.
 */
export function reduce(kind: ReduceKind, input: Operand, dims: readonly number[], out: Operand): void {
  const fold = sizeOf(input.shape) > 0 ? foldOf(kind, input, out) : undefined;
  if (fold && ((isFolded(fold, input) && runFold(fold, input, dims, out)) || runConverted(fold, input, dims, out)))
    return;
  referenceReduce(kind, input, dims, out);
}

/** Whether a fold takes elements as they are: `any` and `all` take bools. */
function isFolded({ kind }: Fold, { dtype }: Operand): boolean {
  return !isLogical(kind) || dtype === 'bool';
}

function runFold(fold: Fold, input: VectorOperand, dims: readonly number[], out: Operand): boolean {
  splitDims(input, dims, kept, reduced);
  if (reduced.count === 0 || (reduced.step === 1 && reduced.count <= 2)) {
    foldRows(fold, addressOf(input), addressOf(out));
    return true;
  }
  if (!fold.columns || kept.step !== 1 || reduced.count !== 1) return false;
  foldEachColumns(fold, addressOf(input), addressOf(out));
  return true;
}

/** Folds bytes by way of int32, and whatever may be true by way of bools, in scratch memory. */
function runConverted(fold: Fold, input: Operand, dims: readonly number[], out: Operand): boolean {
  if (fold.bytes !== 1) return false;
  const { shape } = input;
  const size = sizeOf(shape);
  const logical = isLogical(fold.kind);
  const bytes = logical ? size : 4 * size;
  if (bytes > mostConverted) return false;
  conversions ??= { widen: formulaOf(1, 0, ([x]) => x), isTrue: formulaOf(1, 0, ([x]) => ne(x, 0)) };
  const mark = markScratch();
  const dtype: DType = logical ? 'bool' : 'int32';
  const made = { storage: { pointer: takeScratch(bytes) }, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
  const formula = logical ? conversions.isTrue : conversions.widen;
  const done =
    runVectors(formula, [input], [made], [], !isFloat(input.dtype)) &&
    runFold(logical ? fold : known('integerSum'), made, dims, out);
  releaseScratch(mark);
  return done;
}

/** Sums `rows` of float32, one after the other, to one, which may not be among them. */
export function sumColumns(input: number, out: number, columns: number, rows: number): void {
  foldLongColumns(known('sum'), input, out, columns, rows, 4 * columns);
}

function foldRows(fold: Fold, input: number, out: number): void {
  const rows = kept.size;
  const pieces = reduced.count === 2 ? reduced.sizes[0]! : 1;
  const { bytes, resultBytes } = fold;
  const pieceStep = pieces === 1 ? 0 : bytes * reduced.steps[0]!;
  for (let i = 0, outer = kept.outerSize(); i < outer; i++) {
    const from = input + bytes * kept.outerOffset(i);
    fold.rows(from, out + resultBytes * i * rows, rows, bytes * kept.step, reduced.size, pieces, pieceStep);
  }
}

function foldEachColumns(fold: Fold, input: number, out: number): void {
  const columns = kept.size;
  const { bytes } = fold;
  for (let i = 0, outer = kept.outerSize(); i < outer; i++) {
    const from = input + bytes * kept.outerOffset(i);
    foldColumns(fold, from, out + bytes * i * columns, columns, reduced.size, bytes * reduced.step);
  }
}

/** Folds `rows`, `step` bytes apart, to one. */
function foldColumns(fold: Fold, input: number, out: number, columns: number, rows: number, step: number): void {
  // products on the way may not fit into float32
  const joined =
    fold.kind !== 'prod' && rows >= fewestJoined && step === fold.bytes * columns ? rowsToJoin(columns, rows) : 1;
  if (joined === 1) {
    foldLongColumns(fold, input, out, columns, rows, step);
    return;
  }
  const mark = markScratch();
  const parts = takeScratch(fold.bytes * columns * joined);
  foldLongColumns(fold, input, parts, columns * joined, rows / joined, step * joined);
  foldLongColumns(fold, parts, out, columns, joined, step);
  releaseScratch(mark);
}

function foldLongColumns(fold: Fold, input: number, out: number, columns: number, rows: number, step: number): void {
  if (fold.kind !== 'sum' || rows <= longestColumn) {
    fold.columns!(input, out, columns, rows, step);
    return;
  }
  const mark = markScratch();
  const count = Math.ceil(rows / columnPart);
  const parts = takeScratch(4 * columns * count);
  for (let i = 0; i < count; i++) {
    const part = Math.min(columnPart, rows - i * columnPart);
    fold.columns!(input + i * columnPart * step, parts + 4 * i * columns, columns, part, step);
  }
  foldLongColumns(fold, parts, out, columns, count, 4 * columns);
  releaseScratch(mark);
}

/** How many rows to take as one: a power of two that divides their number, about its root at most. */
function rowsToJoin(columns: number, rows: number): number {
  let joined = 1;
  while (rows % (2 * joined) === 0 && 4 * joined * joined <= rows && 2 * joined * columns <= widestJoined) joined *= 2;
  return joined;
}
