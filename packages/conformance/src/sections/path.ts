import { isTensor, type Tensor } from '@cotangent/core';
import { Mismatch } from '../compare.ts';

/** Follows a recorded path such as `args[0][1]` or `kwargs.weight` from its root; what is not there is `undefined`. */
export function follow(path: string, roots: Readonly<Record<string, unknown>>): unknown {
  if (!/^\w+(\[\d+\]|\.\w+)*$/.test(path)) throw new Mismatch(`${path} is no path`);
  let value: unknown = roots;
  for (const key of path.match(/\w+/g)!) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value;
}

/** The tensor at a path. */
export function tensorAt(path: string, roots: Readonly<Record<string, unknown>>): Tensor {
  const value = follow(path, roots);
  if (!isTensor(value)) throw new Mismatch(`${path} is not a tensor`);
  return value;
}
