import { type DTypeLike, isFloat, toDType } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import * as e from '../formula/builder.ts';
import type { Formula } from '../formula/formula.ts';
import { formulaOf } from '../formula/formula-of.ts';
import type { ReduceKind } from '../kernels/kernels.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cast } from './cast.ts';
import { release, scratch } from './kernel-scratch.ts';
import {
  batchReduced,
  checkNotEmpty,
  keptOperand,
  type Reduced,
  type ReductionOptions,
  reducedDims,
  reducedShape,
  restoreDims,
} from './reduced-dims.ts';
import { requireFloat } from './require-float.ts';
import { reached, shareAmong } from './share-among.ts';

/** What norms take. */
export interface NormOptions extends ReductionOptions {
  /** What elements are converted to first; not to a narrower dtype. */
  readonly dtype?: DTypeLike | undefined;
}

interface VectorNorm extends Reduced {
  readonly ord: number;
}

/** How a norm is computed: what is made of each element, how those are reduced, what is made of the result. */
interface Plan {
  readonly term: Formula;
  readonly kind: ReduceKind;
  readonly finish?: Formula;
}

const size: Formula = /* @__PURE__ */ formulaOf(1, 0, ([x]) => e.abs(x));
const largest: Plan = { term: size, kind: 'max' };
const smallest: Plan = { term: size, kind: 'min' };
const sumOfSizes: Plan = { term: size, kind: 'sum' };
const count: Plan = {
  term: /* @__PURE__ */ formulaOf(1, 0, ([x]) => e.toNumber(e.ne(x, 0))),
  kind: 'sum',
};
const euclidean: Plan = {
  term: /* @__PURE__ */ formulaOf(1, 0, ([x]) => e.square(x)),
  kind: 'sum',
  finish: /* @__PURE__ */ formulaOf(1, 0, ([total]) => e.sqrt(total)),
};
const general: Plan = {
  term: /* @__PURE__ */ formulaOf(1, 1, ([x], [ord]) => e.pow(e.abs(x), ord)),
  kind: 'sum',
  finish: /* @__PURE__ */ formulaOf(1, 1, ([total], [ord]) => e.pow(total, e.div(1, ord))),
};

function planOf(ord: number): Plan {
  switch (ord) {
    case 0:
      return count;
    case 1:
      return sumOfSizes;
    case 2:
      return euclidean;
    case Number.POSITIVE_INFINITY:
      return largest;
    case Number.NEGATIVE_INFINITY:
      return smallest;
    default:
      return general;
  }
}

/** The gradient, which is 0 where the norm is; no division or power sees that 0, so that higher derivatives are finite. */
function backward(grad: Tensor, x: Tensor, norm: Tensor, { ord, dims }: VectorNorm): Tensor {
  if (ord === 1) return x.sign().mul(grad);
  if (Math.abs(ord) === Number.POSITIVE_INFINITY) {
    return x.sign().mul(shareAmong(reached(x.abs(), norm), grad, dims));
  }
  const zero = norm.eq(0);
  const safe = norm.maskedFill(zero, 1);
  if (ord === 2) return x.mul(grad.div(safe).maskedFill(zero, 0));
  const nothing = x.eq(0);
  const powers = x
    .abs()
    .maskedFill(nothing, 1)
    .pow(ord - 1)
    .maskedFill(nothing, 0);
  return x
    .sign()
    .mul(powers)
    .mul(grad.mul(safe.pow(1 - ord)).maskedFill(zero, 0));
}

const vectorNormOp = /* @__PURE__ */ defineOp<readonly [Tensor], VectorNorm>({
  name: 'linalg.vectorNorm',
  dtype: ([x]) => x.dtype,
  shape: ([shape], options) => reducedShape(shape, options),
  forward: (kernels, [x], [out], options) => {
    const { term, kind, finish } = planOf(options.ord);
    const scalars = [options.ord];
    const terms = scratch(out!.dtype, x.shape);
    try {
      kernels.map(term, [x], [terms], scalars, false);
      kernels.reduce(kind, terms, options.dims, keptOperand(out!, x, options));
      if (finish) kernels.map(finish, [out!], [out!], scalars, false);
    } finally {
      release(terms);
    }
  },
  vjp: ({ inputs: [x], outputs: [out], options, save }) => {
    // a number of elements has no slope
    if (options.ord === 0) return () => [undefined];
    const savedX = save(x);
    const savedOut = options.ord === 1 ? undefined : save(out!);
    const { shape } = x;
    return ([grad]) => {
      const norm = savedOut?.() ?? grad!;
      return [backward(restoreDims(grad!, shape, options), savedX(), restoreDims(norm, shape, options), options)];
    };
  },
  batch: batchReduced,
});

/** The norm of vectors, checked in the name of the function that was called. */
export function vectorNormOf(name: string, x: Tensor, ord: number, options: NormOptions): Tensor {
  checkTensor(name, x, 0);
  requireFloat(name, x.dtype);
  if (typeof ord !== 'number' || Number.isNaN(ord))
    throw new ArgumentError(`${name}: the order must be a number, got ${String(ord)}`);
  const dims = reducedDims(name, options.dim, x.shape.length);
  if (ord < 0 || ord === Number.POSITIVE_INFINITY) checkNotEmpty(name, x.shape, dims);
  return vectorNormOp([convertedForNorm(name, x, options.dtype)], { ord, dims, keepdim: options.keepdim ?? false });
}

/** `norm` of elements: without the nuclear one, so that the method does not bring singular values into every bundle. */
export function elementNorm(x: Tensor, p: number | 'fro' = 'fro', options: NormOptions = {}): Tensor {
  return vectorNormOf('norm', x, p === 'fro' ? 2 : p, options);
}

/** x in the dtype of the option, which must not be narrower. */
export function convertedForNorm(name: string, x: Tensor, dtype: DTypeLike | undefined): Tensor {
  if (dtype === undefined) return x;
  const target = toDType(dtype);
  if (!isFloat(target) || (x.dtype === 'float64' && target === 'float32'))
    throw new DTypeError(`${name}: dtype is ${target}, which cannot hold ${x.dtype}`);
  return cast(x, target);
}
