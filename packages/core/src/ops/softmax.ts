import { type DType, type DTypeLike, getDefaultDtype, isFloat } from '../dtype.ts';
import { logSoftmaxKernel, logsumexpKernel, softmaxKernel } from '../kernels/softmax.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { type Shape, wrapDim } from '../shape.ts';
import type { FitsDim } from '../shape-types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AlongDim, batchAlongDim } from './batch-along.ts';
import { cast } from './cast.ts';
import { atLeast1d } from './operands.ts';
import {
  batchReduced,
  type KeepdimOptions,
  keptOperand,
  type Reduced,
  reducedDims,
  reducedShape,
  restoreDims,
} from './reduced-dims.ts';
import { requireFloat } from './require-float.ts';

/** What the softmax family takes. */
export interface SoftmaxOptions {
  /** What elements are converted to first. */
  readonly dtype?: DTypeLike | undefined;
}

/** Converts and checks the input of a softmax, which must be of a float dtype. */
function floats(name: string, x: Tensor, { dtype }: SoftmaxOptions): Tensor {
  checkTensor(name, x, 0);
  const converted = dtype === undefined ? x : cast(x, dtype);
  requireFloat(name, converted.dtype);
  return converted;
}

const softmaxOp = /* @__PURE__ */ defineOp<readonly [Tensor], AlongDim>({
  name: 'softmax',
  dtype: ([x]) => x.dtype,
  shape: ([shape]) => shape,
  forward: (_, [x], [out], { dim }) => softmaxKernel(atLeast1d(x), dim, atLeast1d(out!)),
  vjp: ({ outputs: [out], options: { dim }, save }) => {
    const saved = save(out!);
    return ([grad]) => {
      const y = saved();
      return [y.mul(grad!.sub(y.mul(grad!).sum({ dim, keepdim: true })))];
    };
  },
  batch: batchAlongDim,
});

/**
 * `exp(x) / Σ exp(x)` along `dim`; the greatest element is subtracted first, so nothing overflows.
 *
 * Throws a DTypeError for integers and bools unless `dtype` is given, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
 */
export function softmax<A extends Shape, const D extends number>(
  x: Tensor<A>,
  dim: D & FitsDim<'softmax', A, D>,
  options: SoftmaxOptions = {},
): Tensor<A> {
  const input = floats('softmax', x, options);
  return softmaxOp([input], { dim: wrapDim('softmax', dim, x.shape.length) }) as Tensor<A>;
}

const logSoftmaxOp = /* @__PURE__ */ defineOp<readonly [Tensor], AlongDim>({
  name: 'logSoftmax',
  dtype: ([x]) => x.dtype,
  shape: ([shape]) => shape,
  forward: (_, [x], [out], { dim }) => logSoftmaxKernel(atLeast1d(x), dim, atLeast1d(out!)),
  vjp: ({ outputs: [out], options: { dim }, save }) => {
    const saved = save(out!);
    return ([grad]) => [
      grad!.sub(
        saved()
          .exp()
          .mul(grad!.sum({ dim, keepdim: true })),
      ),
    ];
  },
  batch: batchAlongDim,
});

/**
 * `x − log Σ exp(x)` along `dim`: the logarithm of {@link softmax}, without its rounding.
 *
 * Throws as {@link softmax}. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
 */
export function logSoftmax<A extends Shape, const D extends number>(
  x: Tensor<A>,
  dim: D & FitsDim<'logSoftmax', A, D>,
  options: SoftmaxOptions = {},
): Tensor<A> {
  const input = floats('logSoftmax', x, options);
  return logSoftmaxOp([input], { dim: wrapDim('logSoftmax', dim, x.shape.length) }) as Tensor<A>;
}

/**
 * {@link softmax} of `−x`. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmin.html
 */
export function softmin(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  const input = floats('softmin', x, options);
  return softmaxOp([input.neg()], { dim: wrapDim('softmin', dim, x.shape.length) });
}

function floatDType([x]: readonly [Tensor]): DType {
  return isFloat(x.dtype) ? x.dtype : getDefaultDtype();
}

const logsumexpOp = /* @__PURE__ */ defineOp<readonly [Tensor], Reduced>({
  name: 'logsumexp',
  dtype: floatDType,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (_, [x], [out], options) => logsumexpKernel(x, options.dims, keptOperand(out!, x, options)),
  vjp: ({ inputs: [x], outputs: [out], options, save }) => {
    const savedX = save(x);
    const savedOut = save(out!);
    return ([grad]) => {
      const input = savedX();
      const weights = input.sub(restoreDims(savedOut(), input.shape, options)).exp();
      return [weights.mul(restoreDims(grad!, input.shape, options))];
    };
  },
  batch: batchReduced,
});

/**
 * `log Σ exp(x)` over `dim` (a dimension, several, or all), without overflow; −∞ where there are no elements. Integers
 * are converted to the default dtype.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError for one given twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html
 */
export function logsumexp(x: Tensor, dim?: number | readonly number[], options: KeepdimOptions = {}): Tensor {
  checkTensor('logsumexp', x, 0);
  const dims = reducedDims('logsumexp', dim, x.shape.length);
  return logsumexpOp([x], { dims, keepdim: options.keepdim ?? false });
}
