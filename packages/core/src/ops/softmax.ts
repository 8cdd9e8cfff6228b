import { type DType, type DTypeLike, getDefaultDtype, isFloat } from '../dtype.ts';
import {
  logSoftmaxBackwardKernel,
  logSoftmaxKernel,
  logsumexpKernel,
  softmaxBackwardKernel,
  softmaxKernel,
} from '../kernels/softmax.ts';
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

/** The gradient of a result, and the result. */
type BackwardInputs = readonly [grad: Tensor, result: Tensor];

const softmaxOp = /* @__PURE__ */ defineOp<readonly [Tensor], AlongDim>({
  name: 'softmax',
  dtype: ([x]) => x.dtype,
  shape: ([shape]) => shape,
  forward: (_, [x], [out], { dim }) => softmaxKernel(atLeast1d(x), dim, atLeast1d(out!)),
  vjp: ({ outputs: [out], options: { dim }, save }) => {
    const saved = save(out!);
    return ([grad]) => [softmaxBackwardOp([grad!, saved()], { dim })];
  },
  batch: batchAlongDim,
});

/** `y · (g - Σ g · y)`, linear in `g` and its own adjoint there. */
const softmaxBackwardOp: (inputs: BackwardInputs, options: AlongDim) => Tensor = /* @__PURE__ */ defineOp<
  BackwardInputs,
  AlongDim
>({
  name: 'softmaxBackward',
  shape: ([grad]) => grad,
  forward: (_, [grad, y], [out], { dim }) => softmaxBackwardKernel(atLeast1d(grad), atLeast1d(y), dim, atLeast1d(out!)),
  vjp: ({ inputs: [grad, y], options: { dim }, needs, save }) => {
    const savedY = save(y);
    const savedGrad = needs[1] ? save(grad) : undefined;
    return ([above]) => {
      const v = above!;
      const result = savedY();
      const sum = (x: Tensor): Tensor => x.mul(result).sum({ dim, keepdim: true });
      const ofResult = (g: Tensor): Tensor => v.mul(g.sub(sum(g))).sub(g.mul(sum(v)));
      return [needs[0] ? softmaxBackwardOp([v, result], { dim }) : undefined, savedGrad && ofResult(savedGrad())];
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
    return ([grad]) => [logSoftmaxBackwardOp([grad!, saved()], { dim })];
  },
  batch: batchAlongDim,
});

/** `g - exp(y) · Σ g`. */
const logSoftmaxBackwardOp: (inputs: BackwardInputs, options: AlongDim) => Tensor = /* @__PURE__ */ defineOp<
  BackwardInputs,
  AlongDim
>({
  name: 'logSoftmaxBackward',
  shape: ([grad]) => grad,
  forward: (_, [grad, y], [out], { dim }) =>
    logSoftmaxBackwardKernel(atLeast1d(grad), atLeast1d(y), dim, atLeast1d(out!)),
  vjp: ({ inputs: [grad, y], options: { dim }, needs, save }) => {
    const savedY = save(y);
    const savedGrad = needs[1] ? save(grad) : undefined;
    return ([above]) => {
      const v = above!;
      const p = savedY().exp();
      const sum = (x: Tensor): Tensor => x.sum({ dim, keepdim: true });
      return [needs[0] ? v.sub(sum(v.mul(p))) : undefined, savedGrad && v.mul(p).mul(sum(savedGrad())).neg()];
    };
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
