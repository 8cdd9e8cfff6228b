import { IndexError } from '../errors.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { defineView } from '../op/define-view.ts';
import { checkTensor } from '../op/record.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { part } from './operands.ts';
import { wrapSliced } from './wrap-sliced.ts';

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
  batch: leadingBatch(({ dim, shape, ...rest }, { size }) => ({ ...rest, dim: dim + 1, shape: [size, ...shape] })),
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
