import type { DType } from '../dtype.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The dtype rule of operations that only pick or place elements of their first input. */
export function dtypeOfFirst([x]: readonly [Tensor, ...unknown[]]): DType {
  return x.dtype;
}

/** An index as kernels take it, int32. Refuses floats and bools. */
export function integerIndex(name: string, index: Tensor): Tensor {
  checkTensor(name, index, 1);
  if (index.dtype === 'int32') return index;
  if (index.dtype === 'uint8') return index.to('int32');
  throw new DTypeError(`${name}: the index is ${index.dtype}, expected int32; convert it with long()`);
}

/** Refuses a source of another dtype than what it goes into. */
export function checkSource(name: string, x: Tensor, source: Tensor): void {
  checkTensor(name, source, 2);
  if (source.dtype !== x.dtype) {
    throw new DTypeError(`${name}: the source is ${source.dtype}, expected ${x.dtype}, the dtype of the input`);
  }
}

/** Refuses an index that is larger than `shape` anywhere but along `dim`; without elements it may have any shape. */
export function checkIndexFits(name: string, index: Shape, what: string, shape: Shape, dim?: number): void {
  if (sizeOf(index) === 0) return;
  if (Math.max(index.length, 1) !== Math.max(shape.length, 1)) {
    throw new ShapeError(
      `${name}: the index ${formatShape(index)} must have as many dimensions as ${what} ${formatShape(shape)}`,
    );
  }
  for (let d = 0; d < Math.min(index.length, shape.length); d++) {
    if (d !== dim && index[d]! > shape[d]!) {
      throw new ShapeError(
        `${name}: the index ${formatShape(index)} exceeds ${what} ${formatShape(shape)} at dimension ${d}`,
      );
    }
  }
}

/** Refuses an index with several dimensions. */
export function checkVector(name: string, index: Tensor): void {
  if (index.shape.length > 1)
    throw new ShapeError(`${name}: the index must have one dimension, got ${formatShape(index.shape)}`);
}

/** Refuses a mask of another dtype than bool. */
export function checkBool(name: string, mask: Tensor): void {
  checkTensor(name, mask, 1);
  if (mask.dtype !== 'bool') throw new DTypeError(`${name}: the mask is ${mask.dtype}, expected bool`);
}
