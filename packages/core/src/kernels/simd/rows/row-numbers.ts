import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64x2 from '../../assembler/instructions/f64x2.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { RowLayout } from './row-layout.ts';

/** Leaves the `index`-th of the `count` numbers of 32 bits that each row has at an address, side by side. */
export function pushNumbers(f: FunctionBuilder, row: RowLayout, address: Local, index = 0, count = 1): void {
  if (row.count === 4 && count === 1) f.get(address).memory(v128.load);
  else pushGathered(f, row, (lane) => [address, 4 * (lane * count + index)]);
}

/** Stores numbers that each row has at an address, side by side. */
export function storeNumbers(f: FunctionBuilder, row: RowLayout, address: Local, ...numbers: readonly Local[]): void {
  for (const [i, number] of numbers.entries()) {
    if (row.count === 4 && numbers.length === 1) f.get(address).get(number).memory(v128.store);
    else
      for (let lane = 0; lane < row.count; lane++)
        f.get(address)
          .get(number)
          .storeLane(lane, 4 * (lane * numbers.length + i));
  }
}

/** Moves an address on to the `count` numbers of the next rows. */
export function skipNumbers(f: FunctionBuilder, row: RowLayout, address: Local, count = 1): void {
  f.increment(address, 4 * count * row.count);
}

/** Leaves the elements with these indices of rows that are walked by an address. */
export function pushElementsAt(f: FunctionBuilder, row: RowLayout, address: Local, indices: Local): void {
  const place = f.local('i32');
  pushGathered(f, row, (lane) => {
    setPlace(f, row, place, address, indices, lane);
    return [place, 4 * lane];
  });
}

/** Subtracts from such elements. */
export function subtractAt(f: FunctionBuilder, row: RowLayout, address: Local, indices: Local, amounts: Local): void {
  const place = f.local('i32');
  for (let lane = 0; lane < row.count; lane++) {
    setPlace(f, row, place, address, indices, lane);
    f.get(place)
      .get(place)
      .memory(f32.load, 4 * lane);
    f.get(amounts).lane(f32x4.extract_lane, lane).op(f32.sub);
    f.memory(f32.store, 4 * lane);
  }
}

/** Adds float32 to the two float64 of a vector, whose sum is that of all rows so far. */
export function addNumbers(f: FunctionBuilder, row: RowLayout, sums: Local, numbers: Local): void {
  f.get(sums).get(numbers);
  if (row.count === 1) f.f32x4(0).shuffle32([0, 4, 4, 4]);
  f.op(f64x2.promote_low_f32x4).op(f64x2.add);
  if (row.count === 4) {
    f.get(numbers).get(numbers).shuffle32([2, 3, 2, 3]).op(f64x2.promote_low_f32x4).op(f64x2.add);
  }
  f.set(sums);
}

/** Leaves a vector of what stands at a place for each lane. */
function pushGathered(
  f: FunctionBuilder,
  row: RowLayout,
  placeOf: (lane: number) => readonly [address: Local, offset: number],
): void {
  const numbers = f.local('v128');
  for (let lane = 0; lane < row.count; lane++) {
    const [address, offset] = placeOf(lane);
    if (lane === 0) f.get(address).memory(v128.load32_splat, offset);
    else f.get(address).get(numbers).loadLane(lane, offset);
    f.set(numbers);
  }
  f.get(numbers);
}

/** Puts the address of an element, but for the offset of its lane, into `place`. */
function setPlace(
  f: FunctionBuilder,
  row: RowLayout,
  place: Local,
  address: Local,
  indices: Local,
  lane: number,
): void {
  f.get(address).get(indices).lane(i32x4.extract_lane, lane);
  f.i32(4 * row.count)
    .op(i32.mul)
    .op(i32.add)
    .set(place);
}

/** A number that is the same in all rows. */
export function splat(f: FunctionBuilder, number: Local): Local {
  const vector = f.local('v128');
  f.get(number).op(f32x4.splat).set(vector);
  return vector;
}
