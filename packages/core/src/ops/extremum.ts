import type { DType } from '../dtype.ts';
import { argReduceKernel } from '../kernels/arg-reduce.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AlongDim, batchAlongDim } from './batch-along.ts';
import { eq } from './comparison.ts';
import { definePicking, named, type Picking, type ValuesAndIndices } from './define-picking.ts';
import { atLeast1d, reshaped } from './operands.ts';
import {
  batchReduced,
  checkNotEmpty,
  type KeepdimOptions,
  keptOperand,
  type Reduced,
  type ReductionOptions,
  reducedDims,
  reducedShape,
  restoreDims,
} from './reduced-dims.ts';
import { reached, shareAmong } from './share-among.ts';

/** The dimension of a reduction to values and indices. */
export interface AlongDimOptions extends KeepdimOptions {
  readonly dim: number;
}

/** The dimension of an index of an extremum: the flattened tensor when absent. */
export interface ArgOptions extends KeepdimOptions {
  readonly dim?: number | undefined;
}

function resolve(name: string, x: Tensor, { dim, keepdim = false }: ReductionOptions): Reduced {
  checkTensor(name, x, 0);
  const dims = reducedDims(name, dim, x.shape.length);
  checkNotEmpty(name, x.shape, dims);
  return { dims, keepdim };
}

/* @__NO_SIDE_EFFECTS__ */
function defineExtremum(
  name: string,
  kind: 'max' | 'min',
  shares: (x: Tensor, extremum: Tensor) => Tensor,
): (inputs: readonly [Tensor], options: Reduced) => Tensor {
  return defineOp<readonly [Tensor], Reduced>({
    name,
    dtype: ([x]) => x.dtype,
    shape: ([shape], options) => reducedShape(shape, options),
    forward: (kernels, [x], [out], options) => kernels.reduce(kind, x, options.dims, keptOperand(out!, x, options)),
    vjp: ({ inputs: [x], outputs: [out], options, save }) => {
      const { shape } = x;
      const savedX = save(x);
      const savedOut = save(out!);
      return ([grad]) => {
        const mask = shares(savedX(), restoreDims(savedOut(), shape, options));
        return [shareAmong(mask, restoreDims(grad!, shape, options), options.dims)];
      };
    },
    batch: batchReduced,
  });
}

const amaxOp = /* @__PURE__ */ defineExtremum('amax', 'max', eq);

/**
 * The maximum over `dim`: a dimension, several, or all. NaN where there is one; equal maxima share the gradient evenly.
 *
 * Throws a ShapeError for an empty dimension, an IndexError for one out of range, an ArgumentError for one given twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.amax.html
 */
export function amax(x: Tensor, options: ReductionOptions = {}): Tensor {
  return amaxOp([x], resolve('amax', x, options));
}

const aminOp = /* @__PURE__ */ defineExtremum('amin', 'min', eq);

/** The minimum over `dim`, as {@link amax}. https://docs.pytorch.org/docs/stable/generated/torch.amin.html */
export function amin(x: Tensor, options: ReductionOptions = {}): Tensor {
  return aminOp([x], resolve('amin', x, options));
}

/** {@link amin} and {@link amax} at once. https://docs.pytorch.org/docs/stable/generated/torch.aminmax.html */
export function aminmax(x: Tensor, options: ReductionOptions = {}): { min: Tensor; max: Tensor } {
  const resolved = resolve('aminmax', x, options);
  return { min: aminOp([x], resolved), max: amaxOp([x], resolved) };
}

interface Arg extends AlongDim {
  readonly keepdim: boolean;
}

type ArgOp = (inputs: readonly [Tensor], options: Arg) => Tensor;

/* @__NO_SIDE_EFFECTS__ */
function defineArg(name: string, kind: 'max' | 'min'): ArgOp {
  return defineOp<readonly [Tensor], Arg>({
    name,
    dtype: (): DType => 'int32',
    shape: ([shape], { dim, keepdim }) => (shape.length === 0 ? shape : reducedShape(shape, { dims: [dim], keepdim })),
    forward: (_, [x], [out], { dim }) => {
      const input = atLeast1d(x);
      argReduceKernel(kind, input, dim, reshaped(out!, input.shape.with(dim, 1)));
    },
    batch: batchAlongDim,
  });
}

/** Without `dim`, the index into the flattened tensor; `keepdim` then gives size 1 everywhere. */
function indexOf(name: string, op: ArgOp, x: Tensor, { dim, keepdim = false }: ArgOptions): Tensor {
  const { dims } = resolve(name, x, { dim });
  if (dim !== undefined) return op([x], { dim: dims[0] ?? 0, keepdim });
  const flat = op([x.detach().reshape([x.numel()])], { dim: 0, keepdim: false });
  return keepdim ? flat.reshape(x.shape.map(() => 1)) : flat;
}

const argmaxOp = /* @__PURE__ */ defineArg('argmax', 'max');

/**
 * The index of the first maximum along `dim`, or in the flattened tensor without it, as int32; a NaN counts as maximum.
 *
 * Throws a ShapeError for an empty dimension, an IndexError for one out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
 */
export function argmax(x: Tensor, options: ArgOptions = {}): Tensor {
  return indexOf('argmax', argmaxOp, x, options);
}

const argminOp = /* @__PURE__ */ defineArg('argmin', 'min');

/**
 * The index of the first minimum, as {@link argmax}.
 * https://docs.pytorch.org/docs/stable/generated/torch.argmin.html
 */
export function argmin(x: Tensor, options: ArgOptions = {}): Tensor {
  return indexOf('argmin', argminOp, x, options);
}

type AlongDimOp = (inputs: readonly [Tensor], options: Picking) => Tensor[];

/* @__NO_SIDE_EFFECTS__ */
function defineAlongDim(kind: 'max' | 'min'): AlongDimOp {
  return definePicking(kind, (x, indices, { dim }) => argReduceKernel(kind, x, dim, indices));
}

function alongDim(
  name: string,
  op: AlongDimOp,
  x: Tensor,
  { dim, keepdim = false }: AlongDimOptions,
): ValuesAndIndices {
  checkTensor(name, x, 0);
  const wrapped = wrapDim(name, dim, x.shape.length);
  if (x.shape.length > 0) checkNotEmpty(name, x.shape, [wrapped]);
  return named(op([x], { dim: wrapped, count: 1, keepdim }));
}

const maxOp = /* @__PURE__ */ defineExtremum('max', 'max', reached);
const maxAlongOp = /* @__PURE__ */ defineAlongDim('max');

/**
 * The maximum of all elements, whose gradient equal maxima share evenly; or, with `dim`, that of each slice and its
 * first index, which alone gets the gradient. NaN where there is one.
 *
 * Throws a ShapeError for an empty dimension, an IndexError for one out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.max.html
 */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, options: AlongDimOptions): ValuesAndIndices;
export function max(x: Tensor, options?: AlongDimOptions): Tensor | ValuesAndIndices {
  return options ? alongDim('max', maxAlongOp, x, options) : maxOp([x], resolve('max', x, {}));
}

const minOp = /* @__PURE__ */ defineExtremum('min', 'min', reached);
const minAlongOp = /* @__PURE__ */ defineAlongDim('min');

/** The minimum, as {@link max}. https://docs.pytorch.org/docs/stable/generated/torch.min.html */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, options: AlongDimOptions): ValuesAndIndices;
export function min(x: Tensor, options?: AlongDimOptions): Tensor | ValuesAndIndices {
  return options ? alongDim('min', minAlongOp, x, options) : minOp([x], resolve('min', x, {}));
}
