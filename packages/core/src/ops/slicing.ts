import { ArgumentError, IndexError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { defineOp, type Pullback, recordVjp, type VjpContext } from '../op/define-op.ts';
import { defineView, type ViewGeometry } from '../op/define-view.ts';
import type { Gradient, OutputMeta } from '../op/graph-node.ts';
import { checkTensor, mustRecord } from '../op/record.ts';
import { emitOp, isTracing } from '../op/trace.ts';
import { formatShape, type Shape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cat, stack } from './joining.ts';
import { part } from './operands.ts';

interface Slice {
  readonly dim: number;
  readonly start: number;
  readonly length: number;
}

const placeSliceOp = /* @__PURE__ */ defineOp<readonly [Tensor], Slice & { readonly shape: Shape }>({
  name: 'placeSlice',
  dtype: ([x]) => x.dtype,
  shape: (_, { shape }) => shape,
  forward: (kernels, [x], [out], { dim, start }) => {
    kernels.fill(0, out!);
    kernels.copy(x, part(out!, dim, start, x.shape));
  },
  vjp: ({ options: { dim, start, length } }) => {
    return ([grad]) => [grad!.narrow(dim, start, length)];
  },
});

const narrowOp = /* @__PURE__ */ defineView<Slice>({
  name: 'narrow',
  geometry: ({ shape, strides, offset }, { dim, start, length }) => ({
    shape: shape.with(dim, length),
    strides,
    offset: offset + start * strides[dim]!,
  }),
  vjp: ({ inputs: [{ shape }], options: { dim, start, length } }) => {
    return ([grad]) => [placeSliceOp([grad!], { dim, start, length, shape })];
  },
});

/** `dim` counted from the front, of a tensor that has dimensions. */
function wrapSliced(name: string, dim: number, shape: Shape): number {
  if (shape.length === 0) throw new IndexError(`${name}: a 0-d tensor has no dimension ${dim}`);
  return wrapDim(name, dim, shape.length);
}

/**
 * The part of `length` elements from `start` along `dim`, as a view; a negative `start` counts from the end.
 *
 * Throws an IndexError when the part does not lie within the dimension.
 * https://docs.pytorch.org/docs/stable/generated/torch.narrow.html
 */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  checkTensor('narrow', x, 0);
  const wrapped = wrapSliced('narrow', dim, x.shape);
  const size = x.shape[wrapped]!;
  const first = start < 0 ? start + size : start;
  if (!Number.isInteger(length) || length < 0)
    throw new IndexError(`narrow: length ${length} is not a whole number ≥ 0`);
  if (!Number.isInteger(start) || first < 0 || first > size) {
    throw new IndexError(`narrow: start ${start} is outside [${-size}, ${size}]`);
  }
  if (first + length > size) {
    throw new IndexError(`narrow: ${length} elements from ${first} exceed the size ${size} of dimension ${wrapped}`);
  }
  return narrowOp(x, { dim: wrapped, start: first, length });
}

const selectOp = /* @__PURE__ */ defineView<{ readonly dim: number; readonly index: number }>({
  name: 'select',
  geometry: ({ shape, strides, offset }, { dim, index }) => ({
    shape: shape.toSpliced(dim, 1),
    strides: strides.toSpliced(dim, 1),
    offset: offset + index * strides[dim]!,
  }),
  vjp: ({ inputs: [{ shape }], options: { dim, index } }) => {
    return ([grad]) => [placeSliceOp([grad!.unsqueeze(dim)], { dim, start: index, length: 1, shape })];
  },
});

/**
 * The slice at `index` of `dim`, as a view without that dimension; a negative index counts from the end.
 *
 * Throws an IndexError for an index or a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.select.html
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  checkTensor('select', x, 0);
  const wrapped = wrapSliced('select', dim, x.shape);
  const size = x.shape[wrapped]!;
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new IndexError(
      `select: index ${index} is outside [${-size}, ${size - 1}], the range of dimension ${wrapped}`,
    );
  }
  return selectOp(x, { dim: wrapped, index: index < 0 ? index + size : index });
}

/** Several views of one tensor with a common node, whose gradient is put together in one go. */
function views<Options>(
  name: string,
  x: Tensor,
  geometries: readonly ViewGeometry[],
  options: Options,
  vjp: (context: VjpContext<readonly [Tensor], Options>) => Pullback,
): Tensor[] {
  const inputs = [x] as const;
  const outputs = geometries.map(({ shape, strides, offset }) => x.like(x.storage, shape, strides, offset));
  if (outputs.length > 0 && mustRecord(inputs)) recordVjp(name, vjp, inputs, outputs, options);
  if (isTracing()) emitOp({ name, inputs, outputs, options });
  return outputs;
}

/** The gradients, with zeros for the results that were not used. */
function complete(grads: readonly Gradient[], metas: readonly OutputMeta[]): Tensor[] {
  const some = grads.find((grad) => grad !== undefined)!;
  return metas.map(({ shape, dtype }, i) => grads[i] ?? filledLike(some, 0, dtype, shape));
}

function metasOf(outputs: readonly Tensor[]): OutputMeta[] {
  return outputs.map(({ shape, dtype }) => ({ shape, dtype }));
}

function splitInto(name: string, x: Tensor, sizes: readonly number[], dim: number): Tensor[] {
  const { shape, strides } = x;
  let { offset } = x;
  const geometries = sizes.map((size) => {
    const geometry = { shape: shape.with(dim, size), strides, offset };
    offset += size * strides[dim]!;
    return geometry;
  });
  return views(name, x, geometries, { sizes, dim }, ({ outputs }) => {
    const metas = metasOf(outputs);
    return (grads) => [cat(complete(grads, metas), { dim })];
  });
}

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
  return splitInto('split', x, size === 0 ? [0] : evenSizes(total, size), wrapped);
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
  return splitInto('split', x, sizes.slice(), wrapped);
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
  return splitInto('chunk', x, sizes, wrapped);
}

/**
 * Views of all slices along `dim`, without that dimension.
 *
 * Throws an IndexError for a dimension out of range or a 0-d tensor.
 * https://docs.pytorch.org/docs/stable/generated/torch.unbind.html
 */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  checkTensor('unbind', x, 0);
  const along = wrapSliced('unbind', dim, x.shape);
  const { strides, offset } = x;
  const shape = x.shape.toSpliced(along, 1);
  const rest = strides.toSpliced(along, 1);
  const geometries = Array.from({ length: x.shape[along]! }, (_, i) => ({
    shape,
    strides: rest,
    offset: offset + i * strides[along]!,
  }));
  return views('unbind', x, geometries, { dim: along }, ({ outputs }) => {
    const metas = metasOf(outputs);
    return (grads) => [stack(complete(grads, metas), { dim: along })];
  });
}
