import type { DType } from '../dtype.ts';
import { currentMemory } from '../memory/current.ts';
import type { Operand } from '../memory/memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../shape.ts';

/** Memory for the length of one kernel, which the caller unpins. */
export function scratch(dtype: DType, shape: Shape): Operand {
  const storage = currentMemory().allocate(dtype, sizeOf(shape));
  storage.pin();
  return { storage, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
}
