import type { DType } from '../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { indexAddKernel, scatterKernel } from '../kernels/indexing.ts';
import { filledLike } from '../op/allocate.ts';
import { batchAll, leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, sizeOf, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AlongDim, asRows, spread } from './batch-along.ts';
import { checkSource, checkVector, dtypeOfFirst, integerIndex } from './index-checks.ts';
import { atLeast1d, withColumn } from './operands.ts';
import { indexSelectOp } from './row-records.ts';
import { scatterAdd } from './scatter.ts';

/**
 * The slices of x along `dim` that a one-dimensional index names, which may come in any order and twice.
 *
 * Throws a DTypeError unless the index is of integers, a ShapeError when it has several dimensions, an IndexError
 * naming the first index out of range (negative ones are).
 * https://docs.pytorch.org/docs/stable/generated/torch.index_select.html
 */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  checkTensor('indexSelect', x, 0);
  const wrapped = wrapDim('indexSelect', dim, x.shape.length);
  const indices = integerIndex('indexSelect', index);
  checkVector('indexSelect', indices);
  if (x.shape.length === 0 && sizeOf(indices.shape) !== 1) {
    throw new ShapeError(`indexSelect: of a 0-d tensor exactly 1 element can be selected, not ${indices.shape[0]}`);
  }
  return indexSelectOp([x, indices], { dim: wrapped });
}

const indexAddOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor, Tensor], AlongDim>({
  name: 'indexAdd',
  dtype: dtypeOfFirst,
  shape: ([shape]) => shape,
  forward: (kernels, [x, index, source], [out], { dim }) => {
    kernels.copy(x, out!);
    indexAddKernel('indexAdd', dim, atLeast1d(index), atLeast1d(source), atLeast1d(out!));
  },
  vjp: ({ inputs: [, index], options: { dim }, needs, save }) => {
    const saved = needs[2] ? save(index) : undefined;
    return ([grad]) => [grad, undefined, saved && indexSelectOp([grad!, saved()], { dim })];
  },
  batch: (call) => {
    const { batched, inputs, options, op } = call;
    const [x, index, source] = batchAll(call);
    const dim = options.dim + 1;
    const [target, rows] = [asRows(x), asRows(source)];
    const added = batched[1]
      ? scatterAdd(target, dim, spread(index, dim, rows.shape), rows)
      : (op([target, inputs[1], rows], { dim }) as Tensor);
    return added.reshape(x.shape);
  },
});

/** What `indexAdd` takes. */
export interface IndexAddOptions {
  /** What the source is multiplied by. Defaults to 1. */
  readonly alpha?: number | undefined;
}

/**
 * A copy of x with slice `i` of `source` along `dim`, times `alpha`, added to slice `index[i]`.
 *
 * Throws a DTypeError unless the index is of integers and the source of the dtype of x, a ShapeError when they do not
 * fit, an IndexError naming the first index out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html
 */
export function indexAdd(x: Tensor, dim: number, index: Tensor, source: Tensor, options: IndexAddOptions = {}): Tensor {
  checkTensor('indexAdd', x, 0);
  const wrapped = wrapDim('indexAdd', dim, x.shape.length);
  const indices = integerIndex('indexAdd', index);
  checkVector('indexAdd', indices);
  checkSource('indexAdd', x, source);
  const expected = x.shape.length === 0 ? x.shape : x.shape.with(wrapped, sizeOf(indices.shape));
  const one = x.shape.length === 0 && sizeOf(indices.shape) === 1 && sizeOf(source.shape) === 1;
  const fits = source.shape.length === expected.length && expected.every((size, d) => source.shape[d] === size);
  if (!one && !fits) {
    throw new ShapeError(
      `indexAdd: the source is ${formatShape(source.shape)}, expected ${formatShape(expected)} ` +
        `for the index ${formatShape(indices.shape)} along dimension ${wrapped} of ${formatShape(x.shape)}`,
    );
  }
  const { alpha = 1 } = options;
  const scaled = alpha === 1 ? source : source.mul(alpha);
  return indexAddOp([x, indices, scaled], { dim: wrapped });
}

const oneHotOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor], { readonly numClasses: number }>({
  name: 'oneHot',
  dtype: (): DType => 'int32',
  shape: ([shape], { numClasses }) => [...shape, numClasses],
  forward: (kernels, [classes, ones], [out]) => {
    kernels.fill(0, out!);
    scatterKernel('oneHot', 'set', classes.shape.length, withColumn(classes), ones, out!);
  },
  batch: leadingBatch(),
});

/**
 * Rows of zeros with a 1 at the class: shape `[…, numClasses]`, int32. Without `numClasses`, the greatest class + 1.
 *
 * Throws a DTypeError unless the classes are integers, an IndexError naming the first class outside
 * `[0, numClasses)`, an ArgumentError when there is nothing to count the classes by or `numClasses` is not positive.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
 */
export function oneHot(x: Tensor, numClasses = -1): Tensor {
  checkTensor('oneHot', x, 0);
  if (x.dtype !== 'int32' && x.dtype !== 'uint8') {
    throw new DTypeError(`oneHot: the classes are ${x.dtype}, expected int32; convert them with long()`);
  }
  const classes = x.to('int32');
  let count = numClasses;
  if (numClasses === -1) {
    if (classes.numel() === 0)
      throw new ArgumentError('oneHot: numClasses is needed when there are no classes to count by');
    // negative classes are refused below, by their place
    count = Math.max(1, classes.amax().item() + 1);
  } else if (!Number.isInteger(numClasses) || numClasses <= 0) {
    throw new ArgumentError(`oneHot: numClasses must be a positive whole number or -1, got ${numClasses}`);
  }
  const ones = filledLike(classes, 1, 'int32', []).expand([...classes.shape, 1]);
  return oneHotOp([classes, ones], { numClasses: count });
}
