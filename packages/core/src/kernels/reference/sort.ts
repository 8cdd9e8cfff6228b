import type { Operand } from '../../memory/memory.ts';
import { eachRow } from './rows.ts';
import { IndexScratch } from './scratch.ts';

/** Runs of this length are sorted by insertion, which beats merging there. */
const runLength = 12;

const orders = /* @__PURE__ */ new IndexScratch();
const spares = /* @__PURE__ */ new IndexScratch();

/** Up to so many are better found by insertion than by sorting everything. */
const few = 32;

export function argSort(input: Operand, dim: number, descending: boolean, out: Operand): void {
  const count = out.shape[dim] ?? 1;
  eachRow(input, dim, out, (row, length) => {
    const select = count <= few && count < length / 4;
    const order = select ? firstInOrder(row, length, count, descending) : sortedOrder(row, length, descending);
    for (let i = 0; i < count; i++) row[i] = order[i]!;
  });
}

/** What {@link sortedOrder} begins with. */
function firstInOrder(keys: Float64Array, length: number, count: number, descending: boolean): Int32Array {
  if (descending) for (let i = 0; i < length; i++) keys[i] = -keys[i]!;
  const order = orders.take(count);
  let found = 0;
  for (let i = 0; i < length; i++) {
    const key = keys[i]!;
    if (found === count && !isBefore(key, keys[order[count - 1]!]!, descending)) continue;
    let at = found < count ? found++ : count - 1;
    for (; at > 0 && isBefore(key, keys[order[at - 1]!]!, descending); at--) order[at] = order[at - 1]!;
    order[at] = i;
  }
  return order;
}

function isBefore(a: number, b: number, nanFirst: boolean): boolean {
  return a < b || (nanFirst ? Number.isNaN(a) && !Number.isNaN(b) : Number.isNaN(b) && !Number.isNaN(a));
}

/**
 * The indices of the first `length` keys in the order of the keys, equal ones as they come; good until the next call.
 * NaN counts as greatest. `descending` changes the signs of the keys.
 */
export function sortedOrder(keys: Float64Array, length: number, descending: boolean): Int32Array {
  if (descending) for (let i = 0; i < length; i++) keys[i] = -keys[i]!;
  const order = orders.take(length);
  // NaN goes to its end, so that the others can be compared with < alone
  let [first, last] = [0, length];
  for (let i = 0; i < length; i++) if (!Number.isNaN(keys[i]!)) order[first++] = i;
  const numbers = first;
  const sorted = mergeSort(keys, order, numbers);
  if (descending) {
    last = length - numbers;
    first = 0;
    sorted.copyWithin(last, 0, numbers);
  }
  for (let i = 0; first < last; i++) if (Number.isNaN(keys[i]!)) sorted[first++] = i;
  return sorted;
}

/** Brings the first `count` indices in `order` into the order of their keys; gives the array they are in then. */
function mergeSort(keys: Float64Array, order: Int32Array, count: number): Int32Array {
  for (let start = 0; start < count; start += runLength) {
    insertionSort(keys, order, start, Math.min(start + runLength, count));
  }
  let [from, to] = [order, order];
  if (count > runLength) to = spares.take(order.length);
  for (let width = runLength; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(keys, from, to, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Sorts `order` from `start` to `end`. */
function insertionSort(keys: Float64Array, order: Int32Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const index = order[i]!;
    const key = keys[index]!;
    let j = i;
    for (; j > start && keys[order[j - 1]!]! > key; j--) order[j] = order[j - 1]!;
    order[j] = index;
  }
}

/** Merges two neighbouring sorted runs of `from` into `to`. */
function merge(keys: Float64Array, from: Int32Array, to: Int32Array, start: number, middle: number, end: number): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takesLeft = left < middle && (right >= end || keys[from[left]!]! <= keys[from[right]!]!);
    to[at] = takesLeft ? from[left++]! : from[right++]!;
  }
}

export function argMedian(input: Operand, dim: number, ignoreNaN: boolean, out: Operand): void {
  eachRow(input, dim, out, (row, length) => {
    let numbers = 0;
    for (let i = 0; i < length; i++) if (!Number.isNaN(row[i]!)) numbers++;
    const order = sortedOrder(row, length, false);
    // NaN stands behind the numbers, the first of them first
    if (numbers < length && !ignoreNaN) row[0] = order[numbers]!;
    else row[0] = order[Math.max(0, (numbers - 1) >> 1)]!;
  });
}

export function argMode(input: Operand, dim: number, out: Operand): void {
  eachRow(input, dim, out, (row, length) => {
    const order = sortedOrder(row, length, false);
    let [mode, most] = [0, 0];
    let start = 0;
    for (let i = 1; i <= length; i++) {
      if (i < length && row[order[i]!]! === row[order[start]!]!) continue;
      if (i - start > most) {
        most = i - start;
        mode = order[i - 1]!;
      }
      start = i;
    }
    row[0] = mode;
  });
}
