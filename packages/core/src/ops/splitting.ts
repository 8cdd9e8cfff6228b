import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { filledLike, readElements } from '../op/allocate.ts';
import { defineViews } from '../op/define-view.ts';
import type { Gradient, OutputMeta } from '../op/graph-node.ts';
import { checkTensor, isTensor, metaOf } from '../op/record.ts';
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

/** Parts of `size` elements, the last one smaller. */
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

/** As many parts as asked for, the first ones larger by one where the size does not divide. */
function sectionSizes(name: string, total: number, sections: number): number[] {
  if (!Number.isInteger(sections) || sections < 1)
    throw new ArgumentError(`${name}: expected at least 1 section, got ${String(sections)}`);
  const size = Math.floor(total / sections);
  return Array.from({ length: sections }, (_, i) => size + (i < total % sections ? 1 : 0));
}

/** Parts between places, which are read as slices are: from the end where negative, and cut to the dimension. */
function splitAt(name: string, x: Tensor, places: readonly number[], dim: number): Tensor[] {
  const total = x.shape[dim]!;
  const bounds = places.map((place) => {
    if (!Number.isInteger(place)) throw new ArgumentError(`${name}: index ${String(place)} is not a whole number`);
    return Math.min(Math.max(place < 0 ? place + total : place, 0), total);
  });
  const starts = [0, ...bounds];
  const lengths = starts.map((start, i) => Math.max(0, (bounds[i] ?? total) - start));
  const inOrder = bounds.every((bound, i) => bound >= starts[i]!);
  if (inOrder) return splitOp(x, { sizes: lengths, dim });
  return starts.map((start, i) => x.narrow(dim, start, lengths[i]!));
}

function splitInto(name: string, x: Tensor, sections: number | readonly number[], dim: number): Tensor[] {
  if (Array.isArray(sections)) return splitAt(name, x, sections, dim);
  return splitOp(x, { sizes: sectionSizes(name, x.shape[dim]!, sections as number), dim });
}

/**
 * Views of parts along `dim`: of as many parts as a number says, the first ones larger by one where the size does not
 * divide; or of the parts between the given indices, which are read as slices are. An int32 tensor, 0-d or a vector,
 * stands for either.
 *
 * Throws an ArgumentError for fewer than one part, a DTypeError or ShapeError for another tensor, an IndexError for a
 * dimension out of range or a 0-d x. https://docs.pytorch.org/docs/stable/generated/torch.tensor_split.html
 */
export function tensorSplit(x: Tensor, sections: number | readonly number[] | Tensor, dim = 0): Tensor[] {
  checkTensor('tensorSplit', x, 0);
  const wrapped = wrapSliced('tensorSplit', dim, x.shape);
  if (!isTensor(sections)) return splitInto('tensorSplit', x, sections, wrapped);
  if (sections.dtype !== 'int32')
    throw new DTypeError(`tensorSplit: the sections are ${sections.dtype}, expected int32; convert them with long()`);
  if (sections.shape.length > 1)
    throw new ShapeError(`tensorSplit: expected a number or a vector, got the shape ${formatShape(sections.shape)}`);
  const places = [...readElements(sections)];
  return splitInto('tensorSplit', x, sections.shape.length === 0 ? places[0]! : places, wrapped);
}

function splitEvenly(
  name: string,
  x: Tensor,
  sections: number | readonly number[],
  dim: number,
  rank: number,
): Tensor[] {
  if (x.shape.length < rank) {
    throw new ShapeError(
      `${name}: expected at least ${rank} dimension${rank > 1 ? 's' : ''}, got ${formatShape(x.shape)}`,
    );
  }
  const size = x.shape[dim]!;
  if (typeof sections === 'number' && size % sections !== 0)
    throw new ArgumentError(`${name}: dimension ${dim} of size ${size} does not divide into ${sections} parts`);
  return splitInto(name, x, sections, dim);
}

/**
 * Views of equally many columns each (along dimension 1, of a vector 0), or of the columns between indices, as
 * {@link tensorSplit}.
 *
 * Throws a ShapeError for a 0-d tensor, an ArgumentError when a number of parts does not divide the dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.hsplit.html
 */
export function hsplit(x: Tensor, sections: number | readonly number[]): Tensor[] {
  checkTensor('hsplit', x, 0);
  return splitEvenly('hsplit', x, sections, x.shape.length === 1 ? 0 : 1, 1);
}

/**
 * Views of equally many rows each (along dimension 0), or of the rows between indices, as {@link tensorSplit}.
 *
 * Throws a ShapeError below two dimensions, an ArgumentError when a number of parts does not divide the dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.vsplit.html
 */
export function vsplit(x: Tensor, sections: number | readonly number[]): Tensor[] {
  checkTensor('vsplit', x, 0);
  return splitEvenly('vsplit', x, sections, 0, 2);
}

/**
 * Views of parts along dimension 2, of equal size, or between indices, as {@link tensorSplit}.
 *
 * Throws a ShapeError below three dimensions, an ArgumentError when a number of parts does not divide the dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.dsplit.html
 */
export function dsplit(x: Tensor, sections: number | readonly number[]): Tensor[] {
  checkTensor('dsplit', x, 0);
  return splitEvenly('dsplit', x, sections, 2, 3);
}
