import { isFloat } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { gatherKernel } from '../kernels/indexing.ts';
import { argKthKernel, argMedianKernel, argModeKernel } from '../kernels/sorting.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AlongDim, batchAlongDim } from './batch-along.ts';
import { definePicking, named, type Picking, type ValuesAndIndices } from './define-picking.ts';
import type { AlongDimOptions } from './extremum.ts';
import { release, scratch } from './kernel-scratch.ts';
import { reshaped } from './operands.ts';
import { checkNotEmpty, type KeepdimOptions } from './reduced-dims.ts';
import { reached, shareAmong } from './share-among.ts';

/** The dimension of a picked element: the last unless given. */
export interface PickOptions extends KeepdimOptions {
  readonly dim?: number | undefined;
}

/** Checks the input and the dimension, which must not be empty. */
function resolve(name: string, x: Tensor, { dim = -1, keepdim = false }: PickOptions): Picking {
  checkTensor(name, x, 0);
  const wrapped = wrapDim(name, dim, x.shape.length);
  if (x.shape.length > 0) checkNotEmpty(name, x.shape, [wrapped]);
  return { dim: wrapped, count: 1, keepdim };
}

interface Kth extends Picking {
  readonly k: number;
}

const kthvalueOp = /* @__PURE__ */ definePicking<Kth>('kthvalue', (x, indices, { dim, k }) =>
  argKthKernel(x, dim, k, indices),
);

/**
 * The `k`-th smallest element of each slice along `dim`, from 1, and its index. NaN is greater than any number.
 *
 * Throws an ArgumentError unless there are `k` elements, a ShapeError for an empty dimension, an IndexError for one out
 * of range. https://docs.pytorch.org/docs/stable/generated/torch.kthvalue.html
 */
export function kthvalue(x: Tensor, k: number, options: PickOptions = {}): ValuesAndIndices {
  const picking = resolve('kthvalue', x, options);
  const length = x.shape[picking.dim] ?? 1;
  if (!Number.isInteger(k) || k < 1 || k > length)
    throw new ArgumentError(`kthvalue: k is ${k}, expected a whole number from 1 to ${length}`);
  return named(kthvalueOp([x], { ...picking, k }));
}

const modeOp = /* @__PURE__ */ definePicking<Picking>('mode', (x, indices, { dim }) => argModeKernel(x, dim, indices));

/**
 * The most frequent element of each slice along `dim`, the smallest of several, and the last index where it is.
 *
 * Throws a ShapeError for an empty dimension, an IndexError for one out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.mode.html
 */
export function mode(x: Tensor, options: PickOptions = {}): ValuesAndIndices {
  return named(modeOp([x], resolve('mode', x, options)));
}

type Along = (inputs: readonly [Tensor], options: AlongDim) => Tensor;
type Pick = (inputs: readonly [Tensor], options: Picking) => Tensor[];

/** The median of equal elements that share its gradient. */
/* @__NO_SIDE_EFFECTS__ */
function defineShared(name: string, ignoreNaN: boolean): Along {
  return defineOp<readonly [Tensor], AlongDim>({
    name,
    shape: ([shape], { dim }) => shape.toSpliced(dim, 1),
    forward: (_, [x], [out], { dim }) => {
      const kept = x.shape.with(dim, 1);
      const index = scratch('int32', kept);
      try {
        argMedianKernel(x, dim, ignoreNaN, index);
        gatherKernel(name, x, dim, index, reshaped(out!, kept));
      } finally {
        release(index);
      }
    },
    vjp: ({ inputs: [x], outputs: [out], options: { dim }, save }) => {
      const savedX = save(x);
      const savedOut = save(out!);
      return ([grad]) => {
        const picked = reached(savedX(), savedOut().unsqueeze(dim));
        return [shareAmong(picked, grad!.unsqueeze(dim), [dim])];
      };
    },
    batch: batchAlongDim,
  });
}

/* @__NO_SIDE_EFFECTS__ */
function definePicked(name: string, ignoreNaN: boolean): Pick {
  return definePicking<Picking>(name, (x, indices, { dim }) => argMedianKernel(x, dim, ignoreNaN, indices));
}

function run(name: string, shared: Along, picked: Pick, x: Tensor, options: AlongDimOptions | undefined): unknown {
  if (options) return named(picked([x], resolve(name, x, options)));
  checkTensor(name, x, 0);
  if (x.numel() > 0) return shared([x.flatten()], { dim: 0 });
  if (!isFloat(x.dtype)) throw new ShapeError(`${name}: ${formatShape(x.shape)} of ${x.dtype} has no median`);
  // a result of x, as any other
  return x.sum().add(Number.NaN);
}

const medianOp = /* @__PURE__ */ defineShared('median', false);
const medianAlongOp = /* @__PURE__ */ definePicked('median', false);

/**
 * The median of all elements, whose gradient equal elements share evenly; or, with `dim`, that of each slice and its
 * index, which alone gets the gradient. Of an even number of elements the lower of the two in the middle. NaN where
 * there is one, and of no elements at all.
 *
 * Throws a ShapeError for an empty dimension, an IndexError for one out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.median.html
 */
export function median(x: Tensor): Tensor<[]>;
export function median(x: Tensor, options: AlongDimOptions): ValuesAndIndices;
export function median(x: Tensor, options?: AlongDimOptions): unknown {
  return run('median', medianOp, medianAlongOp, x, options);
}

const nanmedianOp = /* @__PURE__ */ defineShared('nanmedian', true);
const nanmedianAlongOp = /* @__PURE__ */ definePicked('nanmedian', true);

/**
 * The median of what is not NaN, as {@link median}; NaN where everything is.
 * https://docs.pytorch.org/docs/stable/generated/torch.nanmedian.html
 */
export function nanmedian(x: Tensor): Tensor<[]>;
export function nanmedian(x: Tensor, options: AlongDimOptions): ValuesAndIndices;
export function nanmedian(x: Tensor, options?: AlongDimOptions): unknown {
  return run('nanmedian', nanmedianOp, nanmedianAlongOp, x, options);
}
