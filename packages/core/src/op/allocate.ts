import type { DType, TypedArray } from '../dtype.ts';
import { currentKernels } from '../kernels/current.ts';
import { beginKernel, currentMemory, endKernel } from '../memory/current.ts';
import type { Storage } from '../memory/memory.ts';
import { contiguousStrides, isContiguous, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { batchingOf, refuseBatched, wholeBatch } from './batch.ts';
import { currentEpoch, noteMade } from './epoch.ts';
import { markInference } from './inference.ts';

/** Room for the elements of a new tensor. */
export function allocateStorage(dtype: DType, length: number): Storage {
  const epoch = currentEpoch();
  const storage = markInference(currentMemory().allocate(dtype, length, epoch !== 0));
  if (epoch !== 0) {
    storage.epoch = epoch;
    noteMade(storage);
  }
  return storage;
}

/** A contiguous tensor with undefined elements. */
export function allocateLike(like: Tensor, dtype: DType = like.dtype, shape: Shape = like.shape): Tensor {
  return like.like(allocateStorage(dtype, sizeOf(shape)), shape, contiguousStrides(shape), 0);
}

/** A contiguous tensor with one value everywhere. */
export function filledLike(like: Tensor, value: number, dtype: DType = like.dtype, shape: Shape = like.shape): Tensor {
  const result = allocateLike(like, dtype, shape);
  fillWith(result, value);
  return result;
}

/** As {@link allocateLike}, with elements for each sample where `like` has them. */
export function allocateBatchLike(like: Tensor, dtype: DType = like.dtype, shape: Shape = like.shape): Tensor {
  return batchingOf(like)?.allocate(like, dtype, shape) ?? allocateLike(like, dtype, shape);
}

/** A tensor of int32 with the given elements: a vector unless it gets a shape. */
export function integersLike(like: Tensor, values: ArrayLike<number>, shape: Shape = [values.length]): Tensor {
  const result = allocateLike(like, 'int32', shape);
  writeElements(result, (elements) => elements.set(values));
  return result;
}

/** A contiguous copy outside the graph, converted to `dtype`. */
export function copyLike(source: Tensor, dtype: DType = source.dtype): Tensor {
  const copy = allocateBatchLike(source, dtype);
  copyInto(copy, source);
  return copy;
}

/** Overwrites the elements of `target`. Knows nothing of gradients; the caller raises the version if it must. */
export function fillWith(target: Tensor, value: number): void {
  const operands = [wholeBatch(target)];
  beginKernel(operands);
  try {
    currentKernels().fill(value, operands[0]!);
  } finally {
    endKernel([], operands);
  }
}

/**
 * As {@link fillWith}, with the elements of `source`, which has the same shape.
 *
 * Throws an ArgumentError when under vmap `source` differs from sample to sample and `target` does not.
 */
export function copyInto(target: Tensor, source: Tensor): void {
  const operands = (batchingOf(source) ?? batchingOf(target))?.copied(target, source) ?? [target, source];
  const [to, from] = operands;
  beginKernel(operands);
  try {
    currentKernels().copy(from, to);
  } finally {
    endKernel(operands, []);
  }
}

/** Lets `write` fill the elements of `target`, row-major, whatever its strides. */
export function writeElements(target: Tensor, write: (elements: TypedArray) => void): void {
  refuseBatched(target, 'write single elements of');
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
  refuseBatched(source, 'read the elements of');
  const whole = isContiguous(source.shape, source.strides) ? source : copyLike(source);
  return whole.storage.slice(whole.offset, whole.offset + sizeOf(whole.shape));
}

/**
 * A copy of the elements, row-major, inside vmap those of all samples one after the other: for checks that look at each
 * element by itself.
 */
export function allElements(x: Tensor): TypedArray {
  return readElements(wholeBatch(x));
}

/**
 * A tensor in the shape of `x` whose elements `compute` gives for {@link allElements}, outside the graph. Inside vmap it
 * is called once, with the samples in front.
 */
export function mapElements(
  x: Tensor,
  compute: (elements: TypedArray) => ArrayLike<number>,
  dtype: DType = x.dtype,
): Tensor {
  const result = allocateBatchLike(x, dtype);
  const elements = compute(allElements(x));
  writeElements(wholeBatch(result), (out) => out.set(elements));
  return result;
}

/** The only (or first) element of a tensor. */
export function readElement(source: Tensor): number {
  refuseBatched(source, 'read the elements of');
  return source.storage.get(source.offset);
}

/** The least and the greatest element, inside vmap of all samples; NaN where one is. There must be elements. */
export function extremesOf(x: Tensor): readonly [number, number] {
  const whole = wholeBatch(x);
  const result = allocateLike(whole, whole.dtype, []);
  const operands = [whole, result];
  const extreme = (kind: 'min' | 'max'): number => {
    beginKernel(operands);
    try {
      currentKernels().reduce(kind, whole, [...whole.shape.keys()], result);
    } finally {
      endKernel(operands, []);
    }
    return readElement(result);
  };
  return [extreme('min'), extreme('max')];
}
