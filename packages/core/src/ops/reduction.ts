import { type DType, type DTypeLike, isFloat, toDType } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import type { Formula } from '../formula/formula.ts';
import { formulaOf } from '../formula/formula-of.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { productOfOthers } from './product-of-others.ts';
import {
  batchReduced,
  keptOperand,
  type Reduced,
  type ReductionOptions,
  reducedCount,
  reducedDims,
  reducedShape,
  restoreDims,
} from './reduced-dims.ts';
import { requireFloat } from './require-float.ts';

/** The dtype to compute in. */
export interface DTypeOption {
  /** What elements are converted to before anything is added up. */
  readonly dtype?: DTypeLike | undefined;
}

interface TypedReduced extends Reduced {
  readonly dtype: DType;
}

function resolve(name: string, x: Tensor, options: ReductionOptions & DTypeOption): TypedReduced {
  checkTensor(name, x, 0);
  const natural = isFloat(x.dtype) ? x.dtype : 'int32';
  return {
    dims: reducedDims(name, options.dim, x.shape.length),
    keepdim: options.keepdim ?? false,
    dtype: options.dtype === undefined ? natural : toDType(options.dtype),
  };
}

const sumOp = /* @__PURE__ */ defineOp<readonly [Tensor], TypedReduced>({
  name: 'sum',
  dtype: (_, { dtype }) => dtype,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], [out], options) => kernels.reduce('sum', x, options.dims, keptOperand(out!, x, options)),
  vjp: ({ inputs: [{ shape }], options }) => {
    return ([grad]) => [restoreDims(grad!, shape, options).expand(shape)];
  },
  batch: batchReduced,
});

/**
 * The sum over `dim`: a dimension, several, or all. Integers and bools give int32; `dtype` converts first.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError for one given twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.sum.html
 */
export function sum(x: Tensor, options: ReductionOptions & DTypeOption = {}): Tensor {
  return sumOp([x], resolve('sum', x, options));
}

const divide: Formula = /* @__PURE__ */ formulaOf(1, 1, ([total], [count]) => e.div(total, count));

const meanOp = /* @__PURE__ */ defineOp<readonly [Tensor], TypedReduced>({
  name: 'mean',
  dtype: (_, { dtype }) => dtype,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], outputs, options) => {
    kernels.reduce('sum', x, options.dims, keptOperand(outputs[0]!, x, options));
    kernels.map(divide, outputs, outputs, [reducedCount(x.shape, options.dims)], false);
  },
  vjp: ({ inputs: [{ shape }], options }) => {
    const count = reducedCount(shape, options.dims);
    return ([grad]) => [restoreDims(grad!, shape, options).div(count).expand(shape)];
  },
  batch: batchReduced,
});

/**
 * The mean over `dim`: a dimension, several, or all; NaN where there are no elements.
 *
 * Throws a DTypeError for integers and bools unless `dtype` is a float dtype, and as {@link sum}.
 * https://docs.pytorch.org/docs/stable/generated/torch.mean.html
 */
export function mean(x: Tensor, options: ReductionOptions & DTypeOption = {}): Tensor {
  const resolved = resolve('mean', x, options);
  if (options.dtype === undefined) requireFloat('mean', x.dtype);
  else if (!isFloat(resolved.dtype))
    throw new DTypeError(`mean: dtype is ${resolved.dtype}, expected float32 or float64`);
  return meanOp([x], resolved);
}

const prodOp = /* @__PURE__ */ defineOp<readonly [Tensor], TypedReduced>({
  name: 'prod',
  dtype: (_, { dtype }) => dtype,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], [out], options) => kernels.reduce('prod', x, options.dims, keptOperand(out!, x, options)),
  vjp: ({ inputs: [x], options, save }) => {
    const { shape } = x;
    const saved = save(x);
    return ([grad]) => [productOfOthers(saved(), options.dims).mul(restoreDims(grad!, shape, options))];
  },
  batch: batchReduced,
});

/**
 * The product over `dim`: a dimension, several, or all; 1 where there are no elements. Integers and bools give int32.
 * Its gradient, the product of the other elements, never divides, so that it is exact at zeros.
 *
 * Throws as {@link sum}. https://docs.pytorch.org/docs/stable/generated/torch.prod.html
 */
export function prod(x: Tensor, options: ReductionOptions & DTypeOption = {}): Tensor {
  return prodOp([x], resolve('prod', x, options));
}

/** uint8 stays, as in PyTorch; everything else gives bool. */
function logicalDType([x]: readonly [Tensor]): DType {
  return x.dtype === 'uint8' ? 'uint8' : 'bool';
}

const anyOp = /* @__PURE__ */ defineOp<readonly [Tensor], Reduced>({
  name: 'any',
  dtype: logicalDType,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], [out], options) => kernels.reduce('any', x, options.dims, keptOperand(out!, x, options)),
  batch: batchReduced,
});

/**
 * Whether any element over `dim` is not zero (NaN is not); false where there are none.
 *
 * Throws as {@link sum}. https://docs.pytorch.org/docs/stable/generated/torch.any.html
 */
export function any(x: Tensor, options: ReductionOptions = {}): Tensor {
  const { dims, keepdim } = resolve('any', x, options);
  return anyOp([x], { dims, keepdim });
}

const allOp = /* @__PURE__ */ defineOp<readonly [Tensor], Reduced>({
  name: 'all',
  dtype: logicalDType,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], [out], options) => kernels.reduce('all', x, options.dims, keptOperand(out!, x, options)),
  batch: batchReduced,
});

/**
 * Whether no element over `dim` is zero; true where there are none.
 *
 * Throws as {@link sum}. https://docs.pytorch.org/docs/stable/generated/torch.all.html
 */
export function all(x: Tensor, options: ReductionOptions = {}): Tensor {
  const { dims, keepdim } = resolve('all', x, options);
  return allOp([x], { dims, keepdim });
}

/**
 * How many elements over `dim`, a dimension, several, or all, are not zero (NaN is not), as int32.
 *
 * Throws as {@link sum}. https://docs.pytorch.org/docs/stable/generated/torch.count_nonzero.html
 */
export function countNonzero(x: Tensor, options: { readonly dim?: ReductionOptions['dim'] } = {}): Tensor {
  checkTensor('countNonzero', x, 0);
  const dim = reducedDims('countNonzero', options.dim, x.shape.length);
  return sum(x.ne(0), { dim });
}
