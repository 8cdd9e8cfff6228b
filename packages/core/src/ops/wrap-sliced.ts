import { IndexError } from '../errors.ts';
import { type Shape, wrapDim } from '../shape.ts';

/** `dim` counted from the front, of a tensor that has dimensions. */
export function wrapSliced(name: string, dim: number, shape: Shape): number {
  if (shape.length === 0) throw new IndexError(`${name}: a 0-d tensor has no dimension ${dim}`);
  return wrapDim(name, dim, shape.length);
}
