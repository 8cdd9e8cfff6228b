import type { Operand } from '../../memory/memory.ts';
import { eachRow } from './rows.ts';
import { IndexScratch } from './scratch.ts';

const orders = /* @__PURE__ */ new IndexScratch();

export function argKth(input: Operand, dim: number, k: number, out: Operand): void {
  eachRow(input, dim, out, (row, length) => {
    row[0] = hoareSelect(row, length, k - 1);
  });
}

/** Whether `a` stands behind `b`, NaN being greatest. */
function isAfter(a: number, b: number): boolean {
  return a > b || (Number.isNaN(a) && !Number.isNaN(b));
}

/**
 * The index of the key at place `k` of the sorted ones: Hoare's selection, the middle of three as pivot. It takes the
 * same steps as PyTorch, so that of equal keys it chooses the same.
 */
function hoareSelect(keys: Float64Array, length: number, k: number): number {
  const order = orders.take(length);
  for (let i = 0; i < length; i++) order[i] = i;
  let [left, right] = [0, length - 1];
  while (right > left + 1) {
    const middle = left + ((right - left) >> 1);
    swap(order, middle, left + 1);
    sortPair(keys, order, left + 1, right);
    sortPair(keys, order, left, right);
    sortPair(keys, order, left + 1, left);
    const pivot = keys[order[left]!]!;
    let [i, j] = [left + 1, right];
    for (;;) {
      do i++;
      while (isAfter(pivot, keys[order[i]!]!));
      do j--;
      while (isAfter(keys[order[j]!]!, pivot));
      if (j < i) break;
      swap(order, i, j);
    }
    swap(order, left, j);
    if (j <= k) left = i;
    if (j >= k) right = j - 1;
  }
  if (right === left + 1) sortPair(keys, order, left, right);
  return order[k]!;
}

function swap(order: Int32Array, i: number, j: number): void {
  const index = order[i]!;
  order[i] = order[j]!;
  order[j] = index;
}

/** Exchanges what stands at `i` and `j` where that at `i` is greater. */
function sortPair(keys: Float64Array, order: Int32Array, i: number, j: number): void {
  if (isAfter(keys[order[i]!]!, keys[order[j]!]!)) swap(order, i, j);
}
