import * as e from '../formula/builder.ts';
import type { Formula } from '../formula/formula.ts';
import { formulaOf } from '../formula/formula-of.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Operand } from '../memory/memory.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { release, scratch } from './kernel-scratch.ts';
import {
  batchReduced,
  keptOperand,
  keptShape,
  type Reduced,
  type ReductionOptions,
  reducedCount,
  reducedDims,
  reducedShape,
  restoreDims,
} from './reduced-dims.ts';
import { requireFloat } from './require-float.ts';

/** How the sum of squares is divided. */
export interface CorrectionOption {
  /** Taken from the number of elements to divide by: 1 (the default) for a sample, 0 for a population. */
  readonly correction?: number | undefined;
}

interface VarianceOptions extends Reduced {
  readonly correction: number;
}

const divide: Formula = /* @__PURE__ */ formulaOf(1, 1, ([total], [count]) => e.div(total, count));
const divideAndRoot: Formula = /* @__PURE__ */ formulaOf(1, 1, ([total], [count]) => e.sqrt(e.div(total, count)));
const squaredDistance: Formula = /* @__PURE__ */ formulaOf(2, 0, ([x, center]) => e.square(e.sub(x, center)));

/** What the sum of squares is divided by, never below 0. */
function degreesOfFreedom(shape: Shape, { dims, correction }: VarianceOptions): number {
  return Math.max(0, reducedCount(shape, dims) - correction);
}

// in two passes: the difference of large squares would lose all digits
function forward(kernels: Kernels, x: Operand, out: Operand, options: VarianceOptions, finish: Formula): void {
  const { dims } = options;
  const center = scratch(out.dtype, keptShape(x.shape, dims));
  const squares = scratch(out.dtype, x.shape);
  try {
    kernels.reduce('sum', x, dims, center);
    kernels.map(divide, [center], [center], [reducedCount(x.shape, dims)], false);
    kernels.map(squaredDistance, [x, center], [squares], [], false);
    kernels.reduce('sum', squares, dims, keptOperand(out, x, options));
    kernels.map(finish, [out], [out], [degreesOfFreedom(x.shape, options)], false);
  } finally {
    release(center);
    release(squares);
  }
}

/** `grad · 2 (x − mean) / (n − correction)`, all of the gradient as the distances from the mean sum to zero. */
function backward(grad: Tensor, x: Tensor, options: VarianceOptions): Tensor {
  const distance = x.sub(x.mean({ dim: options.dims, keepdim: true }));
  return distance.mul(restoreDims(grad, x.shape, options).mul(2 / degreesOfFreedom(x.shape, options)));
}

function resolve(name: string, x: Tensor, options: ReductionOptions & CorrectionOption): VarianceOptions {
  checkTensor(name, x, 0);
  requireFloat(name, x.dtype);
  const { dim, keepdim = false, correction = 1 } = options;
  return { dims: reducedDims(name, dim, x.shape.length), keepdim, correction };
}

const varOp = /* @__PURE__ */ defineOp<readonly [Tensor], VarianceOptions>({
  name: 'var',
  dtype: ([x]) => x.dtype,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], [out], options) => forward(kernels, x, out!, options, divide),
  vjp: ({ inputs: [x], options, save }) => {
    const saved = save(x);
    return ([grad]) => [backward(grad!, saved(), options)];
  },
  batch: batchReduced,
});

/**
 * The variance over `dim`: `Σ (x − mean)² / max(0, n − correction)`, so NaN for a single element unless `correction`
 * is 0.
 *
 * Throws a DTypeError for integers and bools, an IndexError for a dimension out of range, an ArgumentError for one
 * given twice. https://docs.pytorch.org/docs/stable/generated/torch.var.html
 */
function variance(x: Tensor, options: ReductionOptions & CorrectionOption = {}): Tensor {
  return varOp([x], resolve('var', x, options));
}

export { variance as var };

const stdOp = /* @__PURE__ */ defineOp<readonly [Tensor], VarianceOptions>({
  name: 'std',
  dtype: ([x]) => x.dtype,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], [out], options) => forward(kernels, x, out!, options, divideAndRoot),
  vjp: ({ inputs: [x], outputs: [out], options, save }) => {
    const savedX = save(x);
    const savedOut = save(out!);
    return ([grad]) => {
      const std = savedOut();
      const constant = std.eq(0);
      // a constant has gradient 0; the division must not see its 0, or higher derivatives would be NaN
      const ofVariance = grad!.div(std.maskedFill(constant, 1).mul(2)).maskedFill(constant, 0);
      return [backward(ofVariance, savedX(), options)];
    };
  },
  batch: batchReduced,
});

/**
 * The standard deviation, the root of {@link variance}, over `dim`. Where it is 0, so is its gradient.
 *
 * Throws as {@link variance}. https://docs.pytorch.org/docs/stable/generated/torch.std.html
 */
export function std(x: Tensor, options: ReductionOptions & CorrectionOption = {}): Tensor {
  return stdOp([x], resolve('std', x, options));
}

/** The mean over what a variance was taken over. */
function meanOf(x: Tensor, { dims, keepdim }: VarianceOptions): Tensor {
  return x.mean({ dim: dims, keepdim });
}

/**
 * {@link variance} and mean at once. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.var_mean.html
 */
export function varMean(
  x: Tensor,
  options: ReductionOptions & CorrectionOption = {},
): [variance: Tensor, mean: Tensor] {
  const resolved = resolve('varMean', x, options);
  return [varOp([x], resolved), meanOf(x, resolved)];
}

/**
 * {@link std} and mean at once. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.std_mean.html
 */
export function stdMean(x: Tensor, options: ReductionOptions & CorrectionOption = {}): [std: Tensor, mean: Tensor] {
  const resolved = resolve('stdMean', x, options);
  return [stdOp([x], resolved), meanOf(x, resolved)];
}
