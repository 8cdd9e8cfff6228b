import { IndexError } from '../errors.ts';
import { allocateLike, copyLike, integersLike, readElements, writeElements } from '../op/allocate.ts';
import { formatShape } from '../shape.ts';
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

/** How many elements are not 0, and where: their indices along each dimension. */
export function whereNonzero(x: Tensor): { readonly count: number; readonly indices: readonly Int32Array[] } {
  const mask = readElements(x.dtype === 'bool' ? x : copyLike(x, 'bool'));
  // 0 and 1 are added, and a place that does not count is overwritten by the next: no processor predicts a mask
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i]!;
  const rest = new Int32Array(count + 1);
  for (let i = 0, next = 0; i < mask.length; i++) {
    rest[next] = i;
    next += mask[i]!;
  }
  const indices = x.shape.map((_, d) => (d === 0 ? rest.subarray(0, count) : new Int32Array(count)));
  for (let d = x.shape.length - 1; d > 0; d--) {
    const size = x.shape[d]!;
    const own = indices[d]!;
    for (let i = 0; i < count; i++) {
      // an integer, as the remainder of a quotient that is a double takes ten times as long
      const quotient = (rest[i]! / size) | 0;
      own[i] = rest[i]! - quotient * size;
      rest[i] = quotient;
    }
  }
  return { count, indices };
}

/** Where a mask holds: one int32 vector for each of its dimensions. */
export function maskIndices(mask: Tensor): Tensor[] {
  return whereNonzero(mask).indices.map((index) => integersLike(mask, index));
}

/** An int32 vector of `length` indices. */
export function indexVector(like: Tensor, length: number, indexAt: (i: number) => number): Tensor {
  const result = allocateLike(like, 'int32', [length]);
  writeElements(result, (elements) => {
    for (let i = 0; i < length; i++) elements[i] = indexAt(i);
  });
  return result;
}
