import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as i32 from '../../assembler/instructions/i32.ts';

/** How many elements the rows of a group have at most, but for rows that are longer: they stay in the first-level cache. */
const elementsOfGroup = 4096;

/** How many rows are taken at a time. */
export function rowsOfGroup(length: number): number {
  return Math.max(1, Math.floor(elementsOfGroup / length));
}

/**
 * Writes a walk over rows by groups; `body` writes, with the function it is given, several loops over the rows of a group.
 * What a row needs to know of all its elements it learns so in a loop before: the next row need not wait until sums are
 * divided and roots taken (4.5 µs become 2.9 for 64 rows of 128 elements).
 */
export function eachGroup(
  f: FunctionBuilder,
  rows: Local,
  group: Local,
  body: (each: (ofRow: () => void) => void) => void,
): void {
  const [count, left] = f.localsOf('i32', 2);
  f.block(() => {
    f.loop(() => {
      f.get(rows).get(group).get(rows).get(group).op(i32.lt_u).select().tee(count).op(i32.eqz).branchIf(1);
      body((ofRow) => {
        f.get(count).set(left);
        f.repeat(left, ofRow);
      });
      f.get(rows).get(count).op(i32.sub).set(rows);
      f.branch(0);
    });
  });
}

/** What is left of a row behind its last whole vector, in bytes. */
export function bytesBehindVectors(f: FunctionBuilder, length: Local): Local {
  const bytes = f.local('i32');
  f.get(length).i32(3).op(i32.and).i32(2).op(i32.shl).set(bytes);
  return bytes;
}

/** `1 / length`, as float64. */
export function reciprocalOf(f: FunctionBuilder, length: Local): Local {
  const share = f.local('f64');
  f.f64(1).get(length).op(f64.convert_i32_u).op(f64.div).set(share);
  return share;
}

/** Leaves `1 / √(variance + eps)` in all lanes. */
export function pushInverseSpread(f: FunctionBuilder, variance: Local, eps: Local): void {
  f.f32(1).get(variance).memory(f32.load).get(eps).op(f32.add).op(f32.sqrt).op(f32.div).op(f32x4.splat);
}
