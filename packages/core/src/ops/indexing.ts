import { ShapeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastShapes, formatShape, sameShape, sizeOf, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkIndexFits, checkSource, dtypeOfFirst, integerIndex } from './index-checks.ts';
import { atLeast1d } from './operands.ts';
import { scatterIntoZeros } from './scatter-into-zeros.ts';

interface Along {
  readonly dim: number;
}

interface Gathering extends Along {
  /** The function that was called, for errors. */
  readonly caller: string;
}

const gatherOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], Gathering>({
  name: 'gather',
  dtype: dtypeOfFirst,
  shape: ([shape, index], { dim, caller }) => {
    checkIndexFits(caller, index, 'the input', shape, dim);
    return index;
  },
  forward: (kernels, [x, index], [out], { dim, caller }) =>
    kernels.gather(caller, atLeast1d(x), dim, atLeast1d(index), atLeast1d(out!)),
  vjp: ({ inputs: [{ shape }, index], options: { dim }, save }) => {
    const saved = save(index);
    return ([grad]) => [scatterIntoZeros(grad!, dim, saved(), shape), undefined];
  },
});

/**
 * The elements at `index` along `dim`: `out[i][j] = x[index[i][j]][j]` for dimension 0. The index has as many
 * dimensions as x, and may be smaller in the others.
 *
 * Throws a DTypeError unless the index is of integers, a ShapeError when it does not fit, an IndexError naming the
 * first index out of range (negative ones are). https://docs.pytorch.org/docs/stable/generated/torch.gather.html
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  checkTensor('gather', x, 0);
  return gatherOp([x, integerIndex('gather', index)], {
    dim: wrapDim('gather', dim, x.shape.length),
    caller: 'gather',
  });
}

/** Refuses an index and a source that do not fit the input; cuts the source to the size of the index. */
function fitSource(name: string, x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  checkSource(name, x, source);
  checkIndexFits(name, index.shape, 'the input', x.shape, dim);
  checkIndexFits(name, index.shape, 'the source', source.shape);
  if (sameShape(index.shape, source.shape)) return source;
  if (sizeOf(index.shape) === 0) return filledLike(source, 0, source.dtype, index.shape);
  if (index.shape.length !== source.shape.length) return source.reshape(index.shape);
  let cut = source;
  for (let d = 0; d < index.shape.length; d++) cut = cut.narrow(d, 0, index.shape[d]!);
  return cut;
}

const scatterOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor, Tensor], Along>({
  name: 'scatter',
  dtype: dtypeOfFirst,
  shape: ([shape]) => shape,
  forward: (kernels, [x, index, source], [out], { dim }) => {
    kernels.copy(x, out!);
    kernels.scatter('scatter', 'set', dim, atLeast1d(index), atLeast1d(source), atLeast1d(out!));
  },
  vjp: ({ inputs: [, index], options: { dim }, needs, save }) => {
    const saved = save(index);
    return ([grad]) => [
      needs[0] ? grad!.scatter(dim, saved(), 0) : undefined,
      undefined,
      needs[2] ? grad!.gather(dim, saved()) : undefined,
    ];
  },
});

/**
 * A copy of x with the elements of `source`, or one number, written at `index` along `dim`. Where an index comes twice,
 * one of its elements stays.
 *
 * Throws a DTypeError unless the index is of integers and the source of the dtype of x, a ShapeError when they do not
 * fit, an IndexError naming the first index out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
 */
export function scatter(x: Tensor, dim: number, index: Tensor, source: Tensor | number): Tensor {
  checkTensor('scatter', x, 0);
  const wrapped = wrapDim('scatter', dim, x.shape.length);
  const indices = integerIndex('scatter', index);
  if (typeof source === 'number') {
    checkIndexFits('scatter', indices.shape, 'the input', x.shape, wrapped);
    return scatterOp([x, indices, filledLike(x, source, x.dtype, []).expand(indices.shape)], { dim: wrapped });
  }
  return scatterOp([x, indices, fitSource('scatter', x, wrapped, indices, source)], { dim: wrapped });
}

const scatterAddOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor, Tensor], Along>({
  name: 'scatterAdd',
  dtype: dtypeOfFirst,
  shape: ([shape]) => shape,
  forward: (kernels, [x, index, source], [out], { dim }) => {
    kernels.copy(x, out!);
    kernels.scatter('scatterAdd', 'add', dim, atLeast1d(index), atLeast1d(source), atLeast1d(out!));
  },
  vjp: ({ inputs: [, index], options: { dim }, needs, save }) => {
    const saved = needs[2] ? save(index) : undefined;
    return ([grad]) => [grad, undefined, saved && grad!.gather(dim, saved())];
  },
});

/**
 * A copy of x with the elements of `source` added at `index` along `dim`; all of those whose index is the same.
 *
 * Throws as {@link scatter}. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  checkTensor('scatterAdd', x, 0);
  const wrapped = wrapDim('scatterAdd', dim, x.shape.length);
  const indices = integerIndex('scatterAdd', index);
  return scatterAddOp([x, indices, fitSource('scatterAdd', x, wrapped, indices, source)], { dim: wrapped });
}

/**
 * {@link gather} with an index that broadcasts against x in all dimensions but `dim`; without `dim` both are flattened.
 *
 * Throws as {@link gather}. https://docs.pytorch.org/docs/stable/generated/torch.take_along_dim.html
 */
export function takeAlongDim(x: Tensor, index: Tensor, dim?: number): Tensor {
  checkTensor('takeAlongDim', x, 0);
  const indices = integerIndex('takeAlongDim', index);
  const caller = 'takeAlongDim';
  if (dim === undefined) return gatherOp([x.flatten(), indices.flatten()], { dim: 0, caller });
  const wrapped = wrapDim('takeAlongDim', dim, x.shape.length);
  if (x.shape.length !== indices.shape.length) {
    throw new ShapeError(
      `takeAlongDim: the index ${formatShape(indices.shape)} must have as many dimensions as the input ${formatShape(x.shape)}`,
    );
  }
  if (x.shape.length === 0) return gatherOp([x, indices], { dim: 0, caller });
  const common = broadcastShapes('takeAlongDim', x.shape.with(wrapped, 1), indices.shape.with(wrapped, 1));
  const input = x.expand(common.with(wrapped, x.shape[wrapped]!));
  const places = indices.expand(common.with(wrapped, indices.shape[wrapped]!));
  return gatherOp([input, places], { dim: wrapped, caller });
}
