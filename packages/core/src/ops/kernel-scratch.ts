import type { DType } from '../dtype.ts';
import { currentMemory } from '../memory/current.ts';
import type { Operand } from '../memory/memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../shape.ts';

/** Memory for the length of one kernel, after which the caller calls {@link release}. */
export function scratch(dtype: DType, shape: Shape): Operand {
  const storage = currentMemory().allocate(dtype, sizeOf(shape), true);
  storage.pin();
  return { storage, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
}

/** Gives {@link scratch} memory back. */
export function release({ storage }: Operand): void {
  storage.unpin();
  storage.free();
}
