import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { eachRow, type Walk } from './each-row.ts';
import { InterleavedRows } from './interleaved-rows.ts';
import { advanceRows, type RowLayout } from './row-layout.ts';

/** Writes what is done with rows: those of the inputs, and their results, are walked by these addresses. */
type WriteRows = (f: FunctionBuilder, row: RowLayout) => (inputs: readonly Local[], results: Local) => void;

/** How a function walks rows; those along any dimension but the last are interleaved. */
export type RowWay = Walk | 'interleaved';

const i32s = (count: number): 'i32'[] => new Array<'i32'>(count).fill('i32');

/**
 * Adds `run`, which makes rows of results from as many rows of each input: `(input, rowStep, …, rows, length, out, columns)`,
 * with the bytes from one row of an input to the next. Results lie one after the other; `columns` is room for a matrix of
 * four rows per input, see {@link eachRow}. Interleaved it is `(input, …, places, length, out, blocks)`: each block has as
 * many rows as places, four or more.
 */
export function writeRowFunction(module: ModuleBuilder, way: RowWay, inputs: 1 | 2, write: WriteRows): void {
  if (way === 'interleaved') writeInterleaved(module, inputs, write);
  else writeStraight(module, way, inputs, write);
}

function writeStraight(module: ModuleBuilder, walk: Walk, inputs: number, write: WriteRows): void {
  module.func('run', i32s(2 * inputs + 4), [], (f, ...locals) => {
    const [rows, length, out, columns] = locals.slice(-4) as [Local, Local, Local, Local];
    const sources = Array.from({ length: inputs }, (_, i) => [locals[2 * i]!, locals[2 * i + 1]!] as const);
    const outStep = f.local('i32');
    f.get(length).i32(2).op(i32.shl).set(outStep);
    eachRow(f, walk, rows, length, columns, (row) => {
      const writeRow = write(f, row);
      return () => {
        const opened = sources.map(([input, step]) => row.open(input, step));
        const results = row.results(opened[0]!, out);
        writeRow(opened, results);
        row.close(results, out, outStep);
        for (const [address, step] of [...sources, [out, outStep] as const]) advanceRows(f, row, address, step);
      };
    });
  });
}

function writeInterleaved(module: ModuleBuilder, inputs: number, write: WriteRows): void {
  module.func('run', i32s(inputs + 4), [], (f, ...locals) => {
    const [places, length, out, blocks] = locals.slice(-4) as [Local, Local, Local, Local];
    const sources = locals.slice(0, inputs);
    const [step, groups, toLast, toNext, by] = f.localsOf('i32', 5);
    f.get(places).i32(2).op(i32.shl).set(step);
    const setGroups = (): void => void f.get(places).i32(3).op(i32.add).i32(2).op(i32.shr_u).set(groups);
    // where fewer than four places remain, the last four are taken: some of them again
    setGroups();
    f.get(step).get(groups).i32(-1).op(i32.add).i32(16).op(i32.mul).op(i32.sub).set(toLast);
    f.get(length).i32(-1).op(i32.add).get(step).op(i32.mul).i32(16).op(i32.add).set(toNext);
    const writeRow = write(f, new InterleavedRows(f, length, step));
    f.repeat(blocks, () => {
      setGroups();
      f.repeat(groups, () => {
        writeRow(sources, out);
        f.get(toLast).i32(16).get(groups).i32(2).op(i32.eq).select().set(by);
        f.get(toNext).get(by).get(groups).i32(1).op(i32.eq).select().set(by);
        for (const address of [...sources, out]) f.advance(address, by);
      });
    });
  });
}
