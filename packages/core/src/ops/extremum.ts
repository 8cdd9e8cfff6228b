import type { DType } from '../dtype.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { type Shape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { atLeast1d } from './operands.ts';
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
import { scatterIntoZeros } from './scatter-into-zeros.ts';

/** What `max` and `min` along a dimension give. */
export interface ValuesAndIndices<S extends Shape = Shape> {
  readonly values: Tensor<S>;
  /** int32; of equal elements the first. */
  readonly indices: Tensor<S>;
}

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
function defineExtremum(name: string, kind: 'max' | 'min'): (inputs: readonly [Tensor], options: Reduced) => Tensor {
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
        const reached = savedX().eq(restoreDims(savedOut(), shape, options));
        const ties = reached.sum({ dim: options.dims, keepdim: true });
        return [restoreDims(grad!, shape, options).div(ties).mul(reached)];
      };
    },
    batch: batchReduced,
  });
}

const amaxOp = /* @__PURE__ */ defineExtremum('amax', 'max');

/**
 * The maximum over `dim`: a dimension, several, or all. NaN where there is one; equal maxima share the gradient evenly.
 *
 * Throws a ShapeError for an empty dimension, an IndexError for one out of range, an ArgumentError for one given twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.amax.html
 */
export function amax(x: Tensor, options: ReductionOptions = {}): Tensor {
  return amaxOp([x], resolve('amax', x, options));
}

const aminOp = /* @__PURE__ */ defineExtremum('amin', 'min');

/** The minimum over `dim`, as {@link amax}. https://docs.pytorch.org/docs/stable/generated/torch.amin.html */
export function amin(x: Tensor, options: ReductionOptions = {}): Tensor {
  return aminOp([x], resolve('amin', x, options));
}

/** {@link amin} and {@link amax} at once. https://docs.pytorch.org/docs/stable/generated/torch.aminmax.html */
export function aminmax(x: Tensor, options: ReductionOptions = {}): { min: Tensor; max: Tensor } {
  const resolved = resolve('aminmax', x, options);
  return { min: aminOp([x], resolved), max: amaxOp([x], resolved) };
}

/* @__NO_SIDE_EFFECTS__ */
function defineArg(name: string, kind: 'max' | 'min'): (inputs: readonly [Tensor], options: Reduced) => Tensor {
  return defineOp<readonly [Tensor], Reduced>({
    name,
    dtype: (): DType => 'int32',
    shape: ([shape], options) => reducedShape(shape, options),
    forward: (kernels, [x], [out], options) =>
      kernels.argReduce(kind, atLeast1d(x), options.dims[0] ?? 0, atLeast1d(keptOperand(out!, x, options))),
  });
}

/** Without `dim`, the index into the flattened tensor; `keepdim` then gives size 1 everywhere. */
function indexOf(
  name: string,
  op: (inputs: readonly [Tensor], options: Reduced) => Tensor,
  x: Tensor,
  { dim, keepdim = false }: ArgOptions,
): Tensor {
  const reduced = resolve(name, x, { dim, keepdim });
  if (dim !== undefined) return op([x], reduced);
  const flat = op([x.detach().reshape([x.numel()])], { dims: [0], keepdim: false });
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

/* @__NO_SIDE_EFFECTS__ */
function defineAlongDim(name: 'max' | 'min'): (inputs: readonly [Tensor], options: Reduced) => Tensor[] {
  return defineOp<readonly [Tensor], Reduced>({
    name,
    outputs: ([{ shape, dtype }], options) => {
      const reduced = reducedShape(shape, options);
      return [
        { shape: reduced, dtype },
        { shape: reduced, dtype: 'int32' },
      ];
    },
    forward: (kernels, [x], [values, indices], options) => {
      const input = atLeast1d(x);
      const dim = options.dims[0] ?? 0;
      const index = atLeast1d(keptOperand(indices!, x, options));
      kernels.argReduce(name, input, dim, index);
      kernels.gather(name, input, dim, index, atLeast1d(keptOperand(values!, x, options)));
    },
    vjp: ({ inputs: [{ shape }], outputs: [, indices], options, save }) => {
      const saved = save(indices!);
      const dim = options.dims[0] ?? 0;
      return ([grad]) => [
        grad && scatterIntoZeros(restoreDims(grad, shape, options), dim, restoreDims(saved(), shape, options), shape),
      ];
    },
  });
}

function alongDim(
  name: string,
  op: (inputs: readonly [Tensor], options: Reduced) => Tensor[],
  x: Tensor,
  { dim, keepdim = false }: AlongDimOptions,
): ValuesAndIndices {
  wrapDim(name, dim, x.shape.length);
  const [values, indices] = op([x], resolve(name, x, { dim, keepdim }));
  return { values: values!, indices: indices! };
}

const maxOp = /* @__PURE__ */ defineExtremum('max', 'max');
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

const minOp = /* @__PURE__ */ defineExtremum('min', 'min');
const minAlongOp = /* @__PURE__ */ defineAlongDim('min');

/** The minimum, as {@link max}. https://docs.pytorch.org/docs/stable/generated/torch.min.html */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, options: AlongDimOptions): ValuesAndIndices;
export function min(x: Tensor, options?: AlongDimOptions): Tensor | ValuesAndIndices {
  return options ? alongDim('min', minAlongOp, x, options) : minOp([x], resolve('min', x, {}));
}
