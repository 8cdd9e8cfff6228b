import type { WasmFunction } from '../../web-assembly.ts';
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';
import * as i32 from '../assembler/instructions/i32.ts';
import * as v128 from '../assembler/instructions/v128.ts';
import { ModuleBuilder } from '../assembler/module-builder.ts';
import { instantiate } from './instantiate.ts';
import { transpose4 } from './transpose.ts';

let built: WasmFunction | undefined;

/**
 * Copies a matrix of 32-bit elements whose columns lie in a row to one whose rows do: `(from, to, rows, columns,
 * fromStep, toStep)`, with the bytes from one column of the source, and one row of the target, to the next.
 */
export function transposingCopy(): WasmFunction {
  if (!built) {
    const module = new ModuleBuilder();
    module.func('copy', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], writeCopy);
    built = instantiate<'copy'>(module).copy;
  }
  return built;
}

const bytes = 4;

function writeCopy(f: FunctionBuilder, ...params: Local[]): void {
  const [from, to, rows, columns, fromStep, toStep] = params as [Local, Local, Local, Local, Local, Local];
  // 16 columns fill lines of the cache
  for (const width of [16, 4]) {
    const blocks = f.local('i32');
    f.get(columns).i32(width).op(i32.div_u).set(blocks);
    f.repeat(blocks, () => {
      writeTiles(f, width, from, to, rows, fromStep, toStep);
      f.get(from).get(fromStep).i32(width).op(i32.mul).op(i32.add).set(from);
      f.increment(to, width * bytes).increment(columns, -width);
    });
  }
  f.repeat(columns, () => {
    writeElements(f, from, to, rows, toStep);
    f.advance(from, fromStep).increment(to, bytes);
  });
}

/** A block of columns: four rows at a time, then the rest of them. */
function writeTiles(
  f: FunctionBuilder,
  width: number,
  from: Local,
  to: Local,
  rows: Local,
  fromStep: Local,
  toStep: Local,
): void {
  const [source, column, quads, rest, left] = f.localsOf('i32', 5) as [Local, Local, Local, Local, Local];
  const targets = f.localsOf('i32', 4);
  const vectors = f.localsOf('v128', 4);
  f.get(from).set(source).get(to).set(targets[0]!);
  f.get(rows).i32(2).op(i32.shr_u).set(quads);
  f.repeat(quads, () => {
    for (let k = 1; k < 4; k++)
      f.get(targets[k - 1]!)
        .get(toStep)
        .op(i32.add)
        .set(targets[k]!);
    f.get(source).set(column);
    for (let tile = 0; tile < width; tile += 4) {
      for (const vector of vectors) f.get(column).memory(v128.load).set(vector).advance(column, fromStep);
      transpose4(f, vectors);
      for (const [k, vector] of vectors.entries())
        f.get(targets[k]!)
          .get(vector)
          .memory(v128.store, tile * bytes);
    }
    f.increment(source, 4 * bytes);
    f.get(targets[3]!).get(toStep).op(i32.add).set(targets[0]!);
  });
  f.i32(width).set(left);
  f.repeat(left, () => {
    f.get(rows).i32(3).op(i32.and).set(rest);
    writeElements(f, source, targets[0]!, rest, toStep);
    f.advance(source, fromStep).increment(targets[0]!, bytes);
  });
}

/** One element after the other, of one column. */
function writeElements(f: FunctionBuilder, from: Local, to: Local, count: Local, toStep: Local): void {
  const [source, target, left] = f.localsOf('i32', 3) as [Local, Local, Local];
  f.get(from).set(source).get(to).set(target).get(count).set(left);
  f.repeat(left, () => {
    f.get(target).get(source).memory(i32.load).memory(i32.store);
    f.increment(source, bytes).advance(target, toStep);
  });
}
