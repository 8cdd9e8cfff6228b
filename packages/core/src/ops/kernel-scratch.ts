import { currentMemory } from '../memory/current.ts';
import type { Operand } from '../memory/memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../shape.ts';

/** Memory for the length of one kernel, of the dtype of `like`, which the caller unpins. */
export function scratch(like: Operand, shape: Shape): Operand {
  const storage = currentMemory().allocate(like.dtype, sizeOf(shape));
  storage.pin();
  return { storage, dtype: like.dtype, shape, strides: contiguousStrides(shape), offset: 0 };
}
