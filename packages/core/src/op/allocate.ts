import type { DType, TypedArray } from '../dtype.ts';
import { currentKernels } from '../kernels/current.ts';
import { beginKernel, currentMemory, endKernel } from '../memory/current.ts';
import type { Operand } from '../memory/memory.ts';
import { contiguousStrides, isContiguous, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A contiguous tensor with undefined elements. */
export function allocateLike(like: Tensor, dtype: DType = like.dtype, shape: Shape = like.shape): Tensor {
  return like.like(currentMemory().allocate(dtype, sizeOf(shape)), shape, contiguousStrides(shape), 0);
}

/** A contiguous tensor with one value everywhere. */
export function filledLike(like: Tensor, value: number, dtype: DType = like.dtype, shape: Shape = like.shape): Tensor {
  const result = allocateLike(like, dtype, shape);
  fillWith(result, value);
  return result;
}

/** A contiguous copy outside the graph, converted to `dtype`. */
export function copyLike(source: Tensor, dtype: DType = source.dtype): Tensor {
  const copy = allocateLike(source, dtype);
  copyInto(copy, source);
  return copy;
}

/** Overwrites the elements of `target`. Knows nothing of gradients; the caller raises the version if it must. */
export function fillWith(target: Operand, value: number): void {
  const operands = [target];
  beginKernel(operands);
  try {
    currentKernels().fill(value, target);
  } finally {
    endKernel([], operands);
  }
}

/** As {@link fillWith}, with the elements of `source`, which has the same shape. */
export function copyInto(target: Operand, source: Operand): void {
  const [inputs, outputs] = [[source], [target]];
  beginKernel(inputs);
  beginKernel(outputs);
  try {
    currentKernels().copy(source, target);
  } finally {
    endKernel(inputs, outputs);
  }
}

/** Lets `write` fill the elements of `target`, row-major, whatever its strides. */
export function writeElements(target: Tensor, write: (elements: TypedArray) => void): void {
  const whole = isContiguous(target.shape, target.strides) ? target : allocateLike(target);
  const operands = [whole];
  beginKernel(operands);
  try {
    const { data } = whole.storage;
    const size = sizeOf(whole.shape);
    write(data.length === size ? data : data.subarray(whole.offset, whole.offset + size));
  } finally {
    endKernel([], operands);
  }
  if (whole !== target) copyInto(target, whole);
}

/** A copy of the elements, row-major. */
export function readElements(source: Tensor): TypedArray {
  const whole = isContiguous(source.shape, source.strides) ? source : copyLike(source);
  const operands = [whole];
  beginKernel(operands);
  try {
    return whole.storage.data.slice(whole.offset, whole.offset + sizeOf(whole.shape));
  } finally {
    endKernel(operands, []);
  }
}

/** The only (or first) element of a tensor. */
export function readElement(source: Operand): number {
  const { storage } = source;
  storage.pin();
  try {
    return storage.data[source.offset]!;
  } finally {
    storage.unpin();
  }
}
