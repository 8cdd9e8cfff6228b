import { IndexError } from '../errors.ts';
import { allocateLike, readElements, writeElements } from '../op/allocate.ts';
import { formatShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Whether an index tensor is a mask; uint8 ones are, as in PyTorch. */
export function isMask(index: Tensor): boolean {
  return index.dtype === 'bool' || index.dtype === 'uint8';
}

/** Refuses a mask of other sizes than the dimensions from `dim` on that it masks. */
export function checkMask(name: string, x: Tensor, dim: number, mask: Tensor): void {
  mask.shape.forEach((size, d) => {
    if (size !== x.shape[dim + d]) {
      throw new IndexError(
        `${name}: the mask ${formatShape(mask.shape)} does not fit ${formatShape(x.shape)} at dimension ${dim + d}`,
      );
    }
  });
}

/** Where a mask holds: one int32 vector for each of its dimensions. */
export function maskIndices(mask: Tensor): Tensor[] {
  const elements = readElements(mask);
  const flat: number[] = [];
  for (let i = 0; i < elements.length; i++) if (elements[i] !== 0) flat.push(i);
  let step = sizeOf(mask.shape);
  return mask.shape.map((size) => {
    step /= size || 1;
    return indexVector(mask, flat.length, (i) => Math.floor(flat[i]! / step) % size);
  });
}

/** An int32 vector of `length` indices. */
export function indexVector(like: Tensor, length: number, indexAt: (i: number) => number): Tensor {
  const result = allocateLike(like, 'int32', [length]);
  writeElements(result, (elements) => {
    for (let i = 0; i < length; i++) elements[i] = indexAt(i);
  });
  return result;
}
