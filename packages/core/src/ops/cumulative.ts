import { type DType, isFloat, toDType } from '../dtype.ts';
import { argCumulateKernel, cumulateKernel } from '../kernels/cumulate.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { type Shape, wrapDim } from '../shape.ts';
import type { FitsDim } from '../shape-types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AlongDim, batchAlongDim } from './batch-along.ts';
import { cast } from './cast.ts';
import { definePicking, named, type Picking, type ValuesAndIndices } from './define-picking.ts';
import { cat } from './joining.ts';
import { atLeast1d, flipped } from './operands.ts';
import type { DTypeOption } from './reduction.ts';
import { requireFloat } from './require-float.ts';
import { reverseRecurrence } from './reverse-recurrence.ts';

/** Converts to `dtype`, or integers and bools to int32. */
function summands(name: string, x: Tensor, { dtype }: DTypeOption): Tensor {
  checkTensor(name, x, 0);
  const natural: DType = isFloat(x.dtype) ? x.dtype : 'int32';
  return cast(x, dtype === undefined ? natural : toDType(dtype));
}

interface Direction extends AlongDim {
  /** Whether the last element comes first. */
  readonly reverse: boolean;
}

const cumsumOp: (inputs: readonly [Tensor], options: Direction) => Tensor = /* @__PURE__ */ defineOp<
  readonly [Tensor],
  Direction
>({
  name: 'cumsum',
  dtype: ([x]) => x.dtype,
  shape: ([shape]) => shape,
  forward: (_, [x], [out], { dim, reverse }) => {
    const [from, to] = [atLeast1d(x), atLeast1d(out!)];
    if (reverse) cumulateKernel('sum', flipped(from, [dim]), dim, flipped(to, [dim]));
    else cumulateKernel('sum', from, dim, to);
  },
  vjp: ({ options: { dim, reverse } }) => {
    return ([grad]) => [cumsumOp([grad!], { dim, reverse: !reverse })];
  },
  batch: batchAlongDim,
});

/**
 * The sums of each element and those before it along `dim`. Integers and bools give int32; `dtype` converts first.
 *
 * Throws an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html
 */
export function cumsum<A extends Shape, const D extends number>(
  x: Tensor<A>,
  dim: D & FitsDim<'cumsum', A, D>,
  options: DTypeOption = {},
): Tensor<A> {
  const input = summands('cumsum', x, options);
  return cumsumOp([input], { dim: wrapDim('cumsum', dim, x.shape.length), reverse: false }) as Tensor<A>;
}

const cumprodOp = /* @__PURE__ */ defineOp<readonly [Tensor], AlongDim>({
  name: 'cumprod',
  dtype: ([x]) => x.dtype,
  shape: ([shape]) => shape,
  forward: (_, [x], [out], { dim }) => cumulateKernel('prod', atLeast1d(x), dim, atLeast1d(out!)),
  vjp: ({ inputs: [x], outputs: [out], options: { dim }, save }) => {
    const length = x.shape[dim] ?? 1;
    if (length <= 1) return (grads) => grads;
    const savedX = save(x);
    const savedOut = save(out!);
    return ([grad]) => {
      // with those before factored out, what later results want follows from the last to the first
      const wanted = reverseRecurrence(savedX().narrow(dim, 1, length - 1), grad!, dim);
      const before = savedOut().narrow(dim, 0, length - 1);
      return [cat([wanted.narrow(dim, 0, 1), wanted.narrow(dim, 1, length - 1).mul(before)], { dim })];
    };
  },
  batch: batchAlongDim,
});

/**
 * The products of each element and those before it along `dim`. Its gradient never divides, so that it is exact at
 * zeros. Integers and bools give int32; `dtype` converts first.
 *
 * Throws as {@link cumsum}. https://docs.pytorch.org/docs/stable/generated/torch.cumprod.html
 */
export function cumprod<A extends Shape, const D extends number>(
  x: Tensor<A>,
  dim: D & FitsDim<'cumprod', A, D>,
  options: DTypeOption = {},
): Tensor<A> {
  const input = summands('cumprod', x, options);
  return cumprodOp([input], { dim: wrapDim('cumprod', dim, x.shape.length) }) as Tensor<A>;
}

const logcumsumexpOp = /* @__PURE__ */ defineOp<readonly [Tensor], AlongDim>({
  name: 'logcumsumexp',
  dtype: ([x]) => x.dtype,
  shape: ([shape]) => shape,
  forward: (_, [x], [out], { dim }) => cumulateKernel('logsumexp', atLeast1d(x), dim, atLeast1d(out!)),
  vjp: ({ inputs: [x], outputs: [out], options: { dim }, save }) => {
    const length = x.shape[dim] ?? 1;
    if (length <= 1) return (grads) => grads;
    const savedX = save(x);
    const savedOut = save(out!);
    return ([grad]) => {
      const y = savedOut();
      const [before, after] = [y.narrow(dim, 0, length - 1), y.narrow(dim, 1, length - 1)];
      // results grow along dim, so that no exponential exceeds 1; ∞ − ∞ is no growth
      const still = before.eq(after).logicalAnd(before.isinf());
      const shares = before.sub(after).maskedFill(still, 0).exp();
      return [reverseRecurrence(shares, grad!, dim).mul(savedX().sub(y).exp())];
    };
  },
  batch: batchAlongDim,
});

/**
 * `log Σ exp` of each element and those before it along `dim`, without overflow.
 *
 * Throws a DTypeError for integers and bools, and as {@link cumsum}.
 * https://docs.pytorch.org/docs/stable/generated/torch.logcumsumexp.html
 */
export function logcumsumexp(x: Tensor, dim: number): Tensor {
  checkTensor('logcumsumexp', x, 0);
  requireFloat('logcumsumexp', x.dtype);
  return logcumsumexpOp([x], { dim: wrapDim('logcumsumexp', dim, x.shape.length) });
}

const cummaxOp = /* @__PURE__ */ definePicking<Picking>('cummax', (x, indices, { dim }) =>
  argCumulateKernel('max', x, dim, indices),
);

const cumminOp = /* @__PURE__ */ definePicking<Picking>('cummin', (x, indices, { dim }) =>
  argCumulateKernel('min', x, dim, indices),
);

function extrema(
  name: string,
  op: (inputs: readonly [Tensor], options: Picking) => Tensor[],
  x: Tensor,
  dim: number,
): ValuesAndIndices {
  checkTensor(name, x, 0);
  const wrapped = wrapDim(name, dim, x.shape.length);
  return named(op([x], { dim: wrapped, count: x.shape[wrapped] ?? 1, keepdim: true }));
}

/**
 * The maximum of each element and those before it along `dim`, and the last index of one so great, which alone gets
 * the gradient. From a NaN on, NaN.
 *
 * Throws as {@link cumsum}. https://docs.pytorch.org/docs/stable/generated/torch.cummax.html
 */
export function cummax(x: Tensor, dim: number): ValuesAndIndices {
  return extrema('cummax', cummaxOp, x, dim);
}

/**
 * The minimum, as {@link cummax}. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.cummin.html
 */
export function cummin(x: Tensor, dim: number): ValuesAndIndices {
  return extrema('cummin', cumminOp, x, dim);
}
