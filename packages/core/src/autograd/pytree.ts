import { isTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The same nested arrays, objects and maps around tensors of any shape. */
export type AnyShaped<T> = T extends Tensor
  ? Tensor
  : T extends ReadonlyMap<infer K, infer V>
    ? Map<K, AnyShaped<V>>
    : T extends ((...args: never) => unknown) | string | number | boolean | null | undefined
      ? T
      : { -readonly [K in keyof T]: AnyShaped<T[K]> };

/** The nested places of a container, in order; `undefined` for anything else, which is a leaf. */
export function childrenOf(tree: unknown): [key: string | number, child: unknown][] | undefined {
  if (Array.isArray(tree)) return tree.map((child, i) => [i, child]);
  if (tree instanceof Map) return [...(tree as Map<string, unknown>)];
  return isPlainObject(tree) ? Object.entries(tree) : undefined;
}

function isPlainObject(x: unknown): x is Record<string, unknown> {
  if (typeof x !== 'object' || x === null || isTensor(x)) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** What is no container, in order. */
export function leavesOf(tree: unknown): unknown[] {
  return childrenOf(tree)?.flatMap(([, child]) => leavesOf(child)) ?? [tree];
}

/** The tensors among the leaves. */
export function tensorsOf(tree: unknown): Tensor[] {
  return leavesOf(tree).filter(isTensor);
}

/** The same containers around other leaves. */
export function mapLeaves(tree: unknown, fn: (leaf: unknown) => unknown): unknown {
  const children = childrenOf(tree);
  if (!children) return fn(tree);
  const mapped = children.map(([key, child]) => [key, mapLeaves(child, fn)] as const);
  if (Array.isArray(tree)) return mapped.map(([, child]) => child);
  return tree instanceof Map ? new Map(mapped) : Object.fromEntries(mapped);
}

/** {@link mapLeaves} for the tensors; other leaves stay. */
export function mapTensors<T>(tree: T, fn: (x: Tensor) => unknown): T {
  return mapLeaves(tree, (leaf) => (isTensor(leaf) ? fn(leaf) : leaf)) as T;
}

/**
 * What a tree that need not go as deep says of each leaf of another: `0`, or `[0, { weight: null }]`; `undefined` when
 * their containers differ.
 */
export function prefixLeaves(prefix: unknown, tree: unknown): unknown[] | undefined {
  const below = childrenOf(prefix);
  if (!below) return leavesOf(tree).map(() => prefix);
  const children = childrenOf(tree);
  if (children?.length !== below.length) return undefined;
  const at = new Map(below);
  const found: unknown[] = [];
  for (const [key, child] of children) {
    const leaves = at.has(key) ? prefixLeaves(at.get(key), child) : undefined;
    if (!leaves) return undefined;
    found.push(...leaves);
  }
  return found;
}
