import type { FunctionRef } from '../../assembler/function-builder.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { vectorBytes } from '../bytes.ts';
import { multiplyAdd } from '../multiply-add.ts';

/**
 * As the tile of a product, but B is no matrix: its row `k` is what stands `offsets[k]` bytes behind `input`. For windows
 * a step of one apart these are neighbouring positions seen through one tap, so that nothing is laid out. The weights of
 * the rows stand together for each tap; each row starts with a vector of its own.
 */
export function defineTapTile(module: ModuleBuilder, fused: boolean, rows: number, vectors: number): FunctionRef {
  return module.func(
    undefined,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, taps, weights, offsets, input, start, out, outStep) => {
      const sums = f.localsOf('v128', rows * vectors);
      const right = f.localsOf('v128', vectors);
      const left = f.local('v128');
      const at = f.local('i32');
      for (let r = 0; r < rows; r++) {
        f.get(start)
          .memory(v128.load, r * vectorBytes)
          .set(sums[r * vectors]!);
        for (let v = 1; v < vectors; v++) f.get(sums[r * vectors]!).set(sums[r * vectors + v]!);
      }
      f.repeat(taps, () => {
        f.get(offsets).memory(i32.load).get(input).op(i32.add).set(at).increment(offsets, 4);
        const load = (v: number): void => {
          f.get(at)
            .memory(v128.load, v * vectorBytes)
            .set(right[v]!);
        };
        // a vector that serves one row alone needs a register only until then
        if (rows > 1) for (let v = 0; v < vectors; v++) load(v);
        for (let r = 0; r < rows; r++) {
          f.get(weights)
            .memory(v128.load32_splat, 4 * r)
            .set(left);
          for (let v = 0; v < vectors; v++) {
            if (rows === 1) load(v);
            multiplyAdd(f, fused, sums[r * vectors + v]!, left, right[v]!);
          }
        }
        f.increment(weights, 4 * rows);
      });
      for (let r = 0; r < rows; r++) {
        for (let v = 0; v < vectors; v++)
          f.get(out)
            .get(sums[r * vectors + v]!)
            .memory(v128.store, v * vectorBytes);
        if (r < rows - 1) f.advance(out, outStep);
      }
    },
  );
}
