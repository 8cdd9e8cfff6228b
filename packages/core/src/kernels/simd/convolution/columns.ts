import * as f32 from '../../assembler/instructions/f32.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';

/**
 * The matrix whose rows are what the windows of some positions see through one tap, and back: `gatherWindows` lays it
 * out (im2col), `spreadWindows` adds its elements to where they came from (col2im). Steps are distances in bytes.
 */
export function defineColumns(module: ModuleBuilder): void {
  for (const name of ['gatherWindows', 'spreadWindows'] as const) {
    module.func(
      name,
      ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
      [],
      (f, taps, offsets, height, width, plane, planeRow, planeColumn, matrix) => {
        const [row, at, rows, steps] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
        f.repeat(taps, () => {
          f.get(offsets).memory(i32.load).get(plane).op(i32.add).set(row).increment(offsets, 4);
          f.get(height).set(rows);
          f.repeat(rows, () => {
            f.get(row).set(at).get(width).set(steps);
            f.repeat(steps, () => {
              if (name === 'gatherWindows') f.get(matrix).get(at).memory(f32.load).memory(f32.store);
              else {
                f.get(at).get(at).memory(f32.load).get(matrix).memory(f32.load).op(f32.add).memory(f32.store);
              }
              f.increment(matrix, 4).advance(at, planeColumn);
            });
            f.advance(row, planeRow);
          });
        });
      },
    );
  }
}
