import { ArgumentError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { defineViews } from '../op/define-view.ts';
import type { Gradient, OutputMeta } from '../op/graph-node.ts';
import { checkTensor, metaOf } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cat, stack } from './joining.ts';
import { wrapSliced } from './wrap-sliced.ts';

/** The gradients, with zeros for the results that were not used. */
function complete(grads: readonly Gradient[], metas: readonly OutputMeta[]): Tensor[] {
  const some = grads.find((grad) => grad !== undefined)!;
  return metas.map(({ shape, dtype }, i) => grads[i] ?? filledLike(some, 0, dtype, shape));
}

interface Split {
  readonly sizes: readonly number[];
  readonly dim: number;
}

const splitOp = /* @__PURE__ */ defineViews<Split>({
  name: 'split',
  geometries: ({ shape, strides, offset }, { sizes, dim }) => {
    let start = offset;
    return sizes.map((size) => {
      const geometry = { shape: shape.with(dim, size), strides, offset: start };
      start += size * strides[dim]!;
      return geometry;
    });
  },
  vjp: ({ outputs, options: { dim } }) => {
    const metas = metaOf(outputs);
    return (grads) => [cat(complete(grads, metas), { dim })];
  },
});

function evenSizes(total: number, size: number): number[] {
  const count = Math.max(1, Math.ceil(total / size));
  return Array.from({ length: count }, (_, i) => Math.min(size, total - i * size));
}

/**
 * Views of consecutive parts of `size` elements along `dim`, the last one smaller where it does not divide; or of the
 * parts with the given sizes, as {@link splitWithSizes}.
 *
 * Throws an ArgumentError for a negative size, or 0 for a dimension that is not empty; an IndexError for a dimension
 * out of range. https://docs.pytorch.org/docs/stable/generated/torch.split.html
 */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  if (typeof size !== 'number') return splitWithSizes(x, size, dim);
  checkTensor('split', x, 0);
  const wrapped = wrapSliced('split', dim, x.shape);
  const total = x.shape[wrapped]!;
  if (!Number.isInteger(size) || size < 0) throw new ArgumentError(`split: size ${size} is not a whole number ≥ 0`);
  if (size === 0 && total > 0)
    throw new ArgumentError(`split: parts of size 0 never make up dimension ${wrapped} of size ${total}`);
  return splitOp(x, { sizes: size === 0 ? [0] : evenSizes(total, size), dim: wrapped });
}

/**
 * Views of consecutive parts of the given sizes along `dim`.
 *
 * Throws an ArgumentError unless the sizes are whole numbers that add up to that of `dim`, an IndexError for a
 * dimension out of range.
 */
export function splitWithSizes(x: Tensor, sizes: readonly number[], dim = 0): Tensor[] {
  checkTensor('split', x, 0);
  const wrapped = wrapSliced('split', dim, x.shape);
  let sum = 0;
  for (const size of sizes) {
    if (!Number.isInteger(size) || size < 0) throw new ArgumentError(`split: size ${size} is not a whole number ≥ 0`);
    sum += size;
  }
  const total = x.shape[wrapped]!;
  if (sum !== total) {
    throw new ArgumentError(
      `split: sizes ${formatShape(sizes)} add up to ${sum}, but dimension ${wrapped} has size ${total}`,
    );
  }
  return splitOp(x, { sizes: sizes.slice(), dim: wrapped });
}

/**
 * At most `chunks` views of parts of equal size along `dim`, the last one smaller, fewer where that suffices.
 *
 * Throws an ArgumentError unless `chunks` is a positive whole number, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.chunk.html
 */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  checkTensor('chunk', x, 0);
  const wrapped = wrapSliced('chunk', dim, x.shape);
  if (!Number.isInteger(chunks) || chunks <= 0)
    throw new ArgumentError(`chunk: expected at least 1 chunk, got ${chunks}`);
  const total = x.shape[wrapped]!;
  const sizes = total === 0 ? new Array<number>(chunks).fill(0) : evenSizes(total, Math.ceil(total / chunks));
  return splitOp(x, { sizes, dim: wrapped });
}

const unbindOp = /* @__PURE__ */ defineViews<{ readonly dim: number }>({
  name: 'unbind',
  geometries: ({ shape, strides, offset }, { dim }) => {
    const rest = { shape: shape.toSpliced(dim, 1), strides: strides.toSpliced(dim, 1) };
    return Array.from({ length: shape[dim]! }, (_, i) => ({ ...rest, offset: offset + i * strides[dim]! }));
  },
  vjp: ({ outputs, options: { dim } }) => {
    const metas = metaOf(outputs);
    return (grads) => [stack(complete(grads, metas), { dim })];
  },
});

/**
 * Views of all slices along `dim`, without that dimension.
 *
 * Throws an IndexError for a dimension out of range or a 0-d tensor.
 * https://docs.pytorch.org/docs/stable/generated/torch.unbind.html
 */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  checkTensor('unbind', x, 0);
  return unbindOp(x, { dim: wrapSliced('unbind', dim, x.shape) });
}
