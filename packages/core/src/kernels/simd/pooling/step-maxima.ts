import { takeScratch } from '../../../memory/scratch.ts';
import { wasmMemory } from '../../../memory/wasm-memory.ts';
import type { Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import type { PoolWindows } from '../../pooling.ts';
import { oneFunction } from '../one-function.ts';
import type { PlaneWindows } from './windows.ts';

/** Four windows are taken at a time. */
const atOnce = 4;

/** Windows of `size` neighbours, `stride` apart, of which the first begins `padding` elements before the input. */
export interface EvenWindows {
  readonly size: number;
  readonly stride: 1 | 2;
  readonly padding: number;
}

/** How windows over `length` elements are even, if they are, and enough to be taken several at a time. */
export function evenWindows({ starts, ends, step }: PoolWindows, length: number): EvenWindows | undefined {
  const count = starts.length;
  if (count < atOnce || step !== 1 || starts[0] !== 0) return undefined;
  const stride = starts[count - 1]! - starts[count - 2]!;
  if (stride !== 1 && stride !== 2) return undefined;
  let size = 0;
  for (let i = 0; i < count; i++) size = Math.max(size, ends[i]! - starts[i]!);
  const padding = size - ends[0]!;
  for (let i = 0; i < count; i++) {
    const first = i * stride - padding;
    if (starts[i] !== Math.max(first, 0) || ends[i] !== Math.min(first + size, length)) return undefined;
  }
  return { size, stride, padding };
}

/** Maxima, and their indices, of windows that are even along rows. Addresses of the first plane and of the results. */
export function stepMaxima(
  { size, stride, padding }: EvenWindows,
  planes: number,
  { height, width, rows, columns, rowStep, alongRows }: PlaneWindows,
  from: number,
  values: number,
  indices: number,
): void {
  // beside each row lie -∞, which no maximum is; vectors of a stride of 2 read one element too many
  const rowSize = Math.max(padding + width, (columns - 1) * stride + size) + 1;
  const room = takeScratch(height * rowSize * 4);
  new Float32Array(wasmMemory()!.buffer, room, height * rowSize).fill(Number.NEGATIVE_INFINITY);
  const run = stride === 1 ? side() : everySecond();
  run(
    planes,
    from,
    height,
    width,
    room + padding * 4,
    rowSize * 4,
    rows,
    rowStep,
    columns,
    padding,
    size,
    alongRows,
    values,
    indices,
  );
}

const side = /* @__PURE__ */ oneFunction((module) => writeStepMaxima(module, 1));
const everySecond = /* @__PURE__ */ oneFunction((module) => writeStepMaxima(module, 2));

function writeStepMaxima(module: ModuleBuilder, stride: 1 | 2): void {
  module.func('run', new Array<'i32'>(14).fill('i32'), [], (f, ...params) => {
    const [planes, plane, height, width, padded, paddedRow, rows, rowStep, columns, padding, size] = params as Locals;
    const [alongRows, values, indices] = params.slice(11) as [Local, Local, Local];
    const [from, to, left, widthBytes, resultBytes, rowsLeft, span, groups, column, first] = f.localsOf('i32', 10);
    const [y, yEnd, row, rowIndex, at] = f.localsOf('i32', 5);
    const [lanes, offsets, lowest, best, index, place, value, take] = f.localsOf('v128', 8);
    f.i32x4(0);
    for (let lane = 1; lane < atOnce; lane++) f.i32(lane * stride).lane(i32x4.replace_lane, lane);
    f.set(lanes).f32x4(Number.NEGATIVE_INFINITY).set(lowest);
    f.get(width).i32(2).op(i32.shl).set(widthBytes).get(columns).i32(2).op(i32.shl).set(resultBytes);
    f.repeat(planes, () => {
      f.get(padded).set(to).get(height).set(left);
      f.repeat(left, () => {
        f.get(to).get(plane).get(widthBytes).memoryCopy();
        f.advance(plane, widthBytes).advance(to, paddedRow);
      });
      f.get(rows).set(rowsLeft).get(alongRows).set(span);
      f.repeat(rowsLeft, () => {
        f.get(columns)
          .i32(atOnce - 1)
          .op(i32.add)
          .i32(2)
          .op(i32.shr_u)
          .set(groups)
          .i32(0)
          .set(column);
        f.repeat(groups, () => {
          // where fewer remain, the last ones are taken: some of them again
          f.get(column).get(columns).i32(-atOnce).op(i32.add).get(column).get(columns).i32(-atOnce).op(i32.add);
          f.op(i32.lt_s).select().set(column);
          f.get(column).i32(stride).op(i32.mul).get(padding).op(i32.sub).set(first);
          f.get(first).op(i32x4.splat).get(lanes).op(i32x4.add).set(offsets);
          f.get(span).memory(i32.load).tee(y).get(width).op(i32.mul).set(rowIndex);
          f.get(span).memory(i32.load, 4).set(yEnd).get(lowest).set(best);
          // the first element that is no padding
          f.get(rowIndex).op(i32x4.splat).get(offsets).i32x4(0).op(i32x4.max_s).op(i32x4.add).set(index);
          f.get(padded)
            .get(y)
            .get(paddedRow)
            .op(i32.mul)
            .op(i32.add)
            .get(first)
            .i32(2)
            .op(i32.shl)
            .op(i32.add)
            .set(row);
          f.get(y)
            .get(yEnd)
            .op(i32.lt_s)
            .if(() => {
              f.loop(() => {
                f.get(row).set(at).get(rowIndex).op(i32x4.splat).get(offsets).op(i32x4.add).set(place);
                f.get(size).set(left);
                f.repeat(left, () => {
                  f.get(at).memory(v128.load);
                  if (stride === 2) f.get(at).memory(v128.load, 16).shuffle32([0, 2, 4, 6]);
                  f.set(value)
                    .get(value)
                    .get(best)
                    .op(f32x4.gt)
                    .get(value)
                    .get(value)
                    .op(f32x4.ne)
                    .op(v128.or)
                    .set(take);
                  f.get(value).get(best).get(take).op(v128.bitselect).set(best);
                  f.get(place).get(index).get(take).op(v128.bitselect).set(index);
                  f.get(place).i32x4(1).op(i32x4.add).set(place).increment(at, 4);
                });
                f.get(row).get(rowStep).get(paddedRow).op(i32.mul).op(i32.add).set(row);
                f.get(rowIndex).get(rowStep).get(width).op(i32.mul).op(i32.add).set(rowIndex);
                f.get(y).get(rowStep).op(i32.add).tee(y).get(yEnd).op(i32.lt_s).branchIf(0);
              });
            });
          f.get(column).i32(2).op(i32.shl).set(from);
          f.get(values).get(from).op(i32.add).get(best).memory(v128.store);
          f.get(indices).get(from).op(i32.add).get(index).memory(v128.store);
          f.increment(column, atOnce);
        });
        f.increment(span, 8).advance(values, resultBytes).advance(indices, resultBytes);
      });
    });
  });
}

type Locals = [Local, Local, Local, Local, Local, Local, Local, Local, Local, Local, Local];
