import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { type Extremum, pushExtremum } from './extremum.ts';
import { isLogical, type Logical, vectorLogic } from './logical.ts';

export type ColumnFold = 'sum' | 'integerSum' | Extremum | Logical;

/** How two elements become one. */
const elementFolds = {
  sum: f32.add,
  integerSum: i32.add,
  max: f32.max,
  min: f32.min,
  any: i32.or,
  all: i32.and,
} as const;

/** Vectors side by side that a round of the inner loop takes. */
const vectors = 4;

/** Rows that are folded with each other before they meet the result, which is then read and written less often. */
const rowsAtOnce = 4;

/**
 * Adds `sumColumns` and the like: folds `rows` of `columns` elements, `step` bytes apart, to one row. Memory is read in
 * the order of its addresses, and the results stay in the first-level cache.
 */
export function writeColumnFold(module: ModuleBuilder, kind: ColumnFold): void {
  module.func(`${kind}Columns`, ['i32', 'i32', 'i32', 'i32', 'i32'], [], (f, input, out, columns, rows, step) => {
    const count = f.local('i32');
    f.get(out).get(input).get(columns);
    if (!isLogical(kind)) f.i32(2).op(i32.shl);
    f.memoryCopy();
    f.advance(input, step).increment(rows, -1);
    f.get(rows)
      .i32(rowsAtOnce - 1)
      .op(i32.and)
      .set(count);
    foldRows(f, kind, 1, count, input, out, columns, step);
    f.get(rows).i32(Math.log2(rowsAtOnce)).op(i32.shr_u).set(count);
    foldRows(f, kind, rowsAtOnce, count, input, out, columns, step);
  });
}

/** Folds `count` groups of rows onto the results. */
function foldRows(
  f: FunctionBuilder,
  kind: ColumnFold,
  group: number,
  count: Local,
  input: Local,
  out: Local,
  columns: Local,
  step: Local,
): void {
  const rows = f.localsOf('i32', group);
  const [result, left] = [f.local('i32'), f.local('i32')];
  const second = f.local('v128');
  const size = isLogical(kind) ? 1 : 4;
  const perVector = 16 / size;
  const [loadElement, storeElement] = isLogical(kind)
    ? [i32.load8_u, i32.store8]
    : kind === 'integerSum'
      ? [i32.load, i32.store]
      : [f32.load, f32.store];
  const foldVectors = (): void => {
    if (kind === 'sum') f.op(f32x4.add);
    else if (kind === 'integerSum') f.op(i32x4.add);
    else if (isLogical(kind)) f.op(vectorLogic[kind]);
    else pushExtremum(f, kind, second);
  };
  const pass = (unrolled: number, bytes: 1 | 4 | 16): void => {
    const [load, store, fold] =
      bytes === 16
        ? ([v128.load, v128.store, foldVectors] as const)
        : ([loadElement, storeElement, (): void => void f.op(elementFolds[kind])] as const);
    f.repeat(left, () => {
      for (let offset = 0; offset < unrolled * bytes; offset += bytes) {
        f.get(result).get(result).memory(load, offset);
        pushFolded(rows, (row) => f.get(row).memory(load, offset), fold);
        fold();
        f.memory(store, offset);
      }
      for (const address of [result, ...rows]) f.increment(address, unrolled * bytes);
    });
  };
  f.repeat(count, () => {
    for (const row of rows) f.get(input).set(row).advance(input, step);
    f.get(out).set(result);
    f.get(columns)
      .i32(Math.log2(perVector * vectors))
      .op(i32.shr_u)
      .set(left);
    pass(vectors, 16);
    f.get(columns)
      .i32(Math.log2(perVector))
      .op(i32.shr_u)
      .i32(vectors - 1)
      .op(i32.and)
      .set(left);
    pass(1, 16);
    f.get(columns)
      .i32(perVector - 1)
      .op(i32.and)
      .set(left);
    pass(1, size);
  });
}

/** Leaves all of them folded, in pairs. */
function pushFolded(rows: readonly Local[], push: (row: Local) => void, fold: () => void): void {
  const half = rows.length / 2;
  if (half < 1) push(rows[0]!);
  else {
    pushFolded(rows.slice(0, half), push, fold);
    pushFolded(rows.slice(half), push, fold);
    fold();
  }
}
