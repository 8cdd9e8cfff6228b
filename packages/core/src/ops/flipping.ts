import { ArgumentError, ShapeError } from '../errors.ts';
import { leadingBatch } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sizeOf, wrapDims } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { dtypeOfFirst } from './index-checks.ts';
import { flipped, part } from './operands.ts';
import { wrapSliced } from './wrap-sliced.ts';

const flipOp = /* @__PURE__ */ defineOp<readonly [Tensor], { readonly dims: readonly number[] }>({
  name: 'flip',
  dtype: dtypeOfFirst,
  shape: ([shape]) => shape,
  forward: (kernels, [x], [out], { dims }) => kernels.copy(flipped(x, dims), out!),
  vjp: ({ options: { dims } }) => {
    return ([grad]) => [flip(grad!, dims)];
  },
  batch: leadingBatch(({ dims }) => ({ dims: dims.map((dim) => dim + 1) })),
});

/**
 * A copy with the order of the elements reversed along the given dimensions.
 *
 * Throws an IndexError for a dimension out of range, an ArgumentError for one given twice.
 * https://docs.pytorch.org/docs/stable/generated/torch.flip.html
 */
export function flip<A extends Shape>(x: Tensor<A>, dims: number | readonly number[]): Tensor<A> {
  checkTensor('flip', x, 0);
  const wrapped = wrapDims('flip', typeof dims === 'number' ? [dims] : dims, x.shape.length);
  return flipOp([x], { dims: wrapped }) as Tensor<A>;
}

/**
 * A copy with the columns, which are dimension 1, in reverse order. Throws a ShapeError below two dimensions.
 * https://docs.pytorch.org/docs/stable/generated/torch.fliplr.html
 */
export function fliplr(x: Tensor): Tensor {
  checkTensor('fliplr', x, 0);
  if (x.shape.length < 2)
    throw new ShapeError(`fliplr: expected at least 2 dimensions, got the shape ${formatShape(x.shape)}`);
  return flipOp([x], { dims: [1] });
}

/**
 * A copy with the rows, which are dimension 0, in reverse order. Throws a ShapeError for a 0-d tensor.
 * https://docs.pytorch.org/docs/stable/generated/torch.flipud.html
 */
export function flipud(x: Tensor): Tensor {
  checkTensor('flipud', x, 0);
  if (x.shape.length < 1) throw new ShapeError('flipud: expected at least 1 dimension, got a 0-d tensor');
  return flipOp([x], { dims: [0] });
}

/**
 * A copy turned `k` times by 90° in the plane of two dimensions, from the first towards the second.
 *
 * Throws a ShapeError below two dimensions, an ArgumentError unless `k` is whole and two different dimensions are
 * given, an IndexError for one out of range. https://docs.pytorch.org/docs/stable/generated/torch.rot90.html
 */
export function rot90(x: Tensor, k = 1, dims: readonly number[] = [0, 1]): Tensor {
  checkTensor('rot90', x, 0);
  const rank = x.shape.length;
  if (rank < 2) throw new ShapeError(`rot90: expected at least 2 dimensions, got the shape ${formatShape(x.shape)}`);
  if (dims.length !== 2) throw new ArgumentError(`rot90: expected 2 dims, got ${formatShape(dims)}`);
  if (!Number.isInteger(k)) throw new ArgumentError(`rot90: k must be a whole number, got ${k}`);
  const [from, to] = wrapDims('rot90', dims, rank) as [number, number];
  switch (((k % 4) + 4) % 4) {
    case 1:
      return flipOp([x], { dims: [to] }).transpose(from, to);
    case 2:
      return flipOp([x], { dims: [from, to] });
    case 3:
      return flipOp([x], { dims: [from] }).transpose(from, to);
    default:
      return x.clone();
  }
}

interface Shift {
  readonly dim: number;
  /** At least 0, and below the size of the dimension. */
  readonly shift: number;
}

/** `shift` within a dimension of `size`. */
function wrapShift(shift: number, size: number): number {
  return size === 0 ? 0 : ((shift % size) + size) % size;
}

const rollOp = /* @__PURE__ */ defineOp<readonly [Tensor], Shift>({
  name: 'roll',
  dtype: dtypeOfFirst,
  shape: ([shape]) => shape,
  forward: (kernels, [x], [out], { dim, shift }) => {
    const stay = x.shape[dim]! - shift;
    const [front, back] = [x.shape.with(dim, stay), x.shape.with(dim, shift)];
    kernels.copy(part(x, dim, 0, front), part(out!, dim, shift, front));
    kernels.copy(part(x, dim, stay, back), part(out!, dim, 0, back));
  },
  vjp: ({ options: { dim, shift } }) => {
    return ([grad]) => [roll(grad!, -shift, dim)];
  },
  batch: leadingBatch(({ dim, shift }) => ({ dim: dim + 1, shift })),
});

/**
 * A copy whose elements moved by `shifts` along `dims`; what leaves at one end comes in at the other. Without `dims`,
 * the elements move in row-major order.
 *
 * Throws an ArgumentError unless there are as many whole shifts as dims, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.roll.html
 */
export function roll(x: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
  checkTensor('roll', x, 0);
  const moves = typeof shifts === 'number' ? [shifts] : shifts;
  const along = dims === undefined ? [] : typeof dims === 'number' ? [dims] : dims;
  for (const move of moves)
    if (!Number.isInteger(move)) throw new ArgumentError(`roll: shift ${move} is not a whole number`);
  if (along.length === 0 && moves.length === 1) {
    return rollOp([x.reshape([-1])], { dim: 0, shift: wrapShift(moves[0]!, sizeOf(x.shape)) }).reshape(x.shape);
  }
  if (moves.length === 0 || moves.length !== along.length) {
    throw new ArgumentError(
      `roll: expected one shift for each dim, got ${formatShape(moves)} for the dims ${formatShape(along)}`,
    );
  }
  const wrapped = along.map((dim) => wrapSliced('roll', dim, x.shape));
  return wrapped.reduce((rolled, dim, i) => rollOp([rolled], { dim, shift: wrapShift(moves[i]!, x.shape[dim]!) }), x);
}
