import type { FunctionBuilder, FunctionRef, Local } from '../../assembler/function-builder.ts';
import type { MemoryInstruction } from '../../assembler/instruction.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i64 from '../../assembler/instructions/i64.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { transpose4 } from '../transpose.ts';
import { narrowColumns, panelBytes, panelColumns } from './sizes.ts';

/** Copies up to seven elements, and moves both pointers behind them. */
function copyFew(f: FunctionBuilder, count: Local, from: Local, to: Local): void {
  const piece = (size: 4 | 2 | 1, load: MemoryInstruction, store: MemoryInstruction) => {
    f.get(count)
      .i32(size)
      .op(i32.and)
      .if(() => {
        f.get(to).get(from).memory(load).memory(store);
        f.increment(from, 4 * size).increment(to, 4 * size);
      });
  };
  piece(4, v128.load, v128.store);
  piece(2, i64.load, i64.store);
  piece(1, i32.load, i32.store);
}

/** Copies `rows` rows of up to seven elements; steps are distances of rows in bytes. */
export function defineCopyRows(module: ModuleBuilder): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, rows, width, from, fromStep, to, toStep) => {
      const [source, target] = [f.local('i32'), f.local('i32')];
      f.repeat(rows, () => {
        f.get(from).set(source).get(to).set(target);
        copyFew(f, width, source, target);
        f.advance(from, fromStep).advance(to, toStep);
      });
    },
  );
}

/** Lays the columns of up to six rows of A one after the other. */
export function definePackRows(module: ModuleBuilder): FunctionRef {
  return module.func(
    'packRows',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, depth, rows, from, rowStep, columnStep, to) => {
      const [source, left] = [f.local('i32'), f.local('i32')];
      f.repeat(depth, () => {
        f.get(from).set(source);
        f.get(rowStep)
          .i32(4)
          .op(i32.eq)
          .if(
            () => copyFew(f, rows, source, to),
            () => {
              f.get(rows).set(left);
              f.repeat(left, () => {
                f.get(to).get(source).memory(i32.load).memory(i32.store);
                f.advance(source, rowStep).increment(to, 4);
              });
            },
          );
        f.advance(from, columnStep);
      });
    },
  );
}

/**
 * Lays four to six rows of A out one after the other, whose columns are contiguous and at least four: in squares of four,
 * the last of which begin within those before them where sizes are no multiples of four.
 */
export function definePackColumnMajor(module: ModuleBuilder): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, depth, rows, from, columnStep, to, toStep) => {
      const vectors = f.localsOf('v128', 4);
      const [lastRows, source, target, step] = f.localsOf('i32', 4);
      f.get(rows).i32(4).op(i32.sub).set(lastRows);
      f.loop(() => {
        for (const last of [false, true]) {
          f.get(from).set(source).get(to).set(target);
          if (last) {
            f.get(source).get(lastRows).i32(2).op(i32.shl).op(i32.add).set(source);
            f.get(target).get(lastRows).get(toStep).op(i32.mul).op(i32.add).set(target);
          }
          for (const vector of vectors) f.get(source).memory(v128.load).set(vector).advance(source, columnStep);
          transpose4(f, vectors);
          for (const vector of vectors) f.get(target).get(vector).memory(v128.store).advance(target, toStep);
        }
        f.get(depth).i32(4).op(i32.sub).i32(4).get(depth).i32(8).op(i32.lt_u).select().set(step);
        f.get(from).get(step).get(columnStep).op(i32.mul).op(i32.add).set(from);
        f.get(to).get(step).i32(2).op(i32.shl).op(i32.add).set(to);
        f.get(depth).get(step).op(i32.sub).set(depth).get(step).branchIf(0);
      });
    },
  );
}

/**
 * Packs up to eight columns of B: rows of eight elements, or of four if that is enough, one after the other. What is
 * beyond `width` may be anything.
 */
function definePackPanel(module: ModuleBuilder): FunctionRef {
  const fromColumns = definePackColumns(module);
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, depth, width, from, rowStep, columnStep, to) => {
      const toStep = f.local('i32');
      f.i32(panelBytes).i32(vectorBytes).get(width).i32(narrowColumns).op(i32.gt_u).select().set(toStep);
      f.get(columnStep)
        .i32(4)
        .op(i32.eq)
        .if(
          () => packRowMajor(f, { depth, width, from, rowStep, to, toStep }),
          () => {
            f.get(depth).get(width).get(from).get(rowStep).get(columnStep).get(to).get(toStep).call(fromColumns);
            f.get(width)
              .i32(narrowColumns)
              .op(i32.gt_u)
              .if(() => {
                f.get(depth).get(width).i32(4).op(i32.sub);
                f.get(from).get(columnStep).i32(2).op(i32.shl).op(i32.add).get(rowStep).get(columnStep);
                f.get(to).i32(vectorBytes).op(i32.add).get(toStep).call(fromColumns);
              });
          },
        );
    },
  );
}

interface RowMajorPanel {
  readonly depth: Local;
  readonly width: Local;
  readonly from: Local;
  readonly rowStep: Local;
  readonly to: Local;
  readonly toStep: Local;
}

function packRowMajor(f: FunctionBuilder, { depth, width, from, rowStep, to, toStep }: RowMajorPanel): void {
  const [source, target] = [f.local('i32'), f.local('i32')];
  f.get(width)
    .i32(8)
    .op(i32.eq)
    .if(
      () => {
        f.repeat(depth, () => {
          for (const at of [0, vectorBytes]) f.get(to).get(from).memory(v128.load, at).memory(v128.store, at);
          f.advance(from, rowStep).increment(to, panelBytes);
        });
      },
      () => {
        f.repeat(depth, () => {
          f.get(from).set(source).get(to).set(target);
          f.get(width)
            .i32(4)
            .op(i32.and)
            .if(() => {
              f.get(target).get(source).memory(v128.load).memory(v128.store);
              f.increment(source, vectorBytes).increment(target, vectorBytes);
            });
          // zeros beyond the width: what stood there might be subnormal, and slow
          f.get(width)
            .i32(2)
            .op(i32.and)
            .if(
              () => {
                f.get(target).get(source).memory(v128.load64_zero).memory(v128.store);
                f.get(width)
                  .i32(1)
                  .op(i32.and)
                  .if(() => {
                    f.get(target).get(source).memory(i32.load, 8).memory(i32.store, 8);
                  });
              },
              () => {
                f.get(width)
                  .i32(1)
                  .op(i32.and)
                  .if(() => {
                    f.get(target).get(source).memory(v128.load32_zero).memory(v128.store);
                  });
              },
            );
          f.advance(from, rowStep).advance(to, toStep);
        });
      },
    );
}

/** Packs the panels of a block of B, or only a last one of fewer than eight columns unless `all`. */
export function definePackBlock(module: ModuleBuilder): FunctionRef {
  const packPanel = definePackPanel(module);
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, columns, depth, from, rowStep, columnStep, all, to) => {
      const width = f.local('i32');
      f.loop(() => {
        f.get(columns).i32(panelColumns).get(columns).i32(panelColumns).op(i32.lt_u).select().set(width);
        f.get(all)
          .get(width)
          .i32(panelColumns)
          .op(i32.ne)
          .op(i32.or)
          .if(() => {
            f.get(depth).get(width).get(from).get(rowStep).get(columnStep).get(to).call(packPanel);
          });
        f.get(from).get(columnStep).i32(3).op(i32.shl).op(i32.add).set(from);
        f.get(to).get(depth).i32(5).op(i32.shl).op(i32.add).set(to);
        f.get(columns).get(width).op(i32.sub).tee(columns).branchIf(0);
      });
    },
  );
}

/** Packs four columns of any strides, the last one again where there are fewer. */
function definePackColumns(module: ModuleBuilder): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, depth, width, from, rowStep, columnStep, to, toStep) => {
      const columns = [from, ...f.localsOf('i32', 3)];
      const vectors = f.localsOf('v128', 4);
      const count = f.local('i32');
      for (let i = 1; i < 4; i++) {
        const before = columns[i - 1]!;
        f.get(before).get(columnStep).op(i32.add).get(before).get(width).i32(i).op(i32.gt_u).select();
        f.set(columns[i]!);
      }
      f.get(rowStep)
        .i32(4)
        .op(i32.eq)
        .if(() => {
          f.get(depth).i32(2).op(i32.shr_u).set(count);
          f.repeat(count, () => {
            for (let i = 0; i < 4; i++) {
              f.get(columns[i]!).memory(v128.load).set(vectors[i]!).increment(columns[i]!, vectorBytes);
            }
            transpose4(f, vectors);
            for (let i = 0; i < 4; i++) f.get(to).get(vectors[i]!).memory(v128.store).advance(to, toStep);
          });
          f.get(depth).i32(3).op(i32.and).set(depth);
        });
      f.repeat(depth, () => {
        for (let i = 0; i < 4; i++) {
          f.get(to)
            .get(columns[i]!)
            .memory(i32.load)
            .memory(i32.store, 4 * i)
            .advance(columns[i]!, rowStep);
        }
        f.advance(to, toStep);
      });
    },
  );
}
