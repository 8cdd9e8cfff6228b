import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cumsum } from './cumulative.ts';
import { cat } from './joining.ts';
import { logicalXor } from './logic.ts';

/** What `diff` takes. */
export interface DiffOptions {
  /** How often differences are taken. Defaults to 1. */
  readonly n?: number | undefined;
  /** The last dimension unless given. */
  readonly dim?: number | undefined;
  /** What stands before the elements. */
  readonly prepend?: Tensor | undefined;
  /** What stands behind the elements. */
  readonly append?: Tensor | undefined;
}

/** All elements but the last, and all but the first, along a dimension. */
function neighbours(x: Tensor, dim: number): readonly [Tensor, Tensor] {
  const length = Math.max(0, x.shape[dim]! - 1);
  return [x.narrow(dim, 0, length), x.narrow(dim, x.shape[dim]! - length, length)];
}

/**
 * The `n`-th differences of neighbours along `dim`; of bools, whether they differ.
 *
 * Throws an ArgumentError for an `n` that is negative or no whole number, a ShapeError for a 0-d tensor or a `prepend`
 * or `append` that does not fit, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.diff.html
 */
export function diff(x: Tensor, { n = 1, dim = -1, prepend, append }: DiffOptions = {}): Tensor {
  checkTensor('diff', x, 0);
  if (!Number.isInteger(n) || n < 0) throw new ArgumentError(`diff: n must be a whole number ≥ 0, got ${n}`);
  if (x.shape.length === 0) throw new ShapeError('diff: expected at least one dimension, got []');
  const wrapped = wrapDim('diff', dim, x.shape.length);
  for (const part of [prepend, append]) if (part) checkPart(x, wrapped, part);
  if (n === 0) return x.clone();
  const parts = [prepend, x, append].filter((part) => part !== undefined);
  let result = parts.length > 1 ? cat(parts, { dim: wrapped }) : x;
  for (let round = Math.min(n, result.shape[wrapped]!); round > 0; round--) {
    const [before, after] = neighbours(result, wrapped);
    result = result.dtype === 'bool' ? logicalXor(after, before) : after.sub(before);
  }
  return result;
}

function checkPart(x: Tensor, dim: number, part: Tensor): void {
  const fits = part.shape.length === x.shape.length && part.shape.every((size, d) => d === dim || size === x.shape[d]);
  if (!fits) {
    throw new ShapeError(
      `diff: ${formatShape(part.shape)} does not fit ${formatShape(x.shape)} in all dimensions but ${dim}`,
    );
  }
}

/** What integration by trapezoids takes. */
export interface TrapezoidOptions {
  /** The distance of all neighbours, unless their places are given. Defaults to 1. */
  readonly dx?: number | undefined;
  /** The last dimension unless given. */
  readonly dim?: number | undefined;
}

/** The areas between neighbours, doubled, and the dimension they are along. */
function doubledAreas(
  name: string,
  y: Tensor,
  x: Tensor | undefined,
  { dx = 1, dim = -1 }: TrapezoidOptions,
): { areas: Tensor; along: number } {
  checkTensor(name, y, 0);
  if (y.shape.length === 0) throw new ShapeError(`${name}: expected at least one dimension, got []`);
  const along = wrapDim(name, dim, y.shape.length);
  if (y.dtype === 'bool' || x?.dtype === 'bool') throw new DTypeError(`${name}: bool tensors have no integral`);
  const [left, right] = neighbours(y, along);
  const heights = left.add(right);
  if (x === undefined) return { areas: heights.mul(dx), along };
  checkTensor(name, x, 1);
  const [from, to] = neighbours(places(name, x, y, along), along);
  return { areas: heights.mul(to.sub(from)), along };
}

/** The places with as many dimensions as the samples. */
function places(name: string, x: Tensor, y: Tensor, dim: number): Tensor {
  const rank = y.shape.length;
  if (x.shape.length === 1) {
    if (x.shape[0] !== y.shape[dim]) {
      throw new ShapeError(`${name}: ${x.shape[0]} places for the ${y.shape[dim]} samples of ${formatShape(y.shape)}`);
    }
    return x.reshape(y.shape.map((_, d) => (d === dim ? x.shape[0]! : 1)));
  }
  if (x.shape.length >= rank) return x;
  return x.reshape([...new Array<number>(rank - x.shape.length).fill(1), ...x.shape]);
}

/**
 * The integral of samples `y` along `dim` by trapezoids, at places `x` (one vector for all, or of a shape that
 * broadcasts) or `dx` apart; 0 of fewer than two.
 *
 * Throws a DTypeError for bools, a ShapeError for a 0-d `y` or places that do not fit, an IndexError for a dimension
 * out of range. https://docs.pytorch.org/docs/stable/generated/torch.trapezoid.html
 */
export function trapezoid(y: Tensor, x?: Tensor, options: TrapezoidOptions = {}): Tensor {
  const { areas, along } = doubledAreas('trapezoid', y, x, options);
  if (y.shape[along] === 0) return filledLike(y, 0, y.dtype, y.shape.toSpliced(along, 1));
  return areas.sum({ dim: along }).div(2);
}

/** Another name of {@link trapezoid}. https://docs.pytorch.org/docs/stable/generated/torch.trapz.html */
export function trapz(y: Tensor, x?: Tensor, options: TrapezoidOptions = {}): Tensor {
  return trapezoid(y, x, options);
}

/**
 * The integrals up to each sample but the first, as {@link trapezoid}. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.cumulative_trapezoid.html
 */
export function cumulativeTrapezoid(y: Tensor, x?: Tensor, options: TrapezoidOptions = {}): Tensor {
  const { areas, along } = doubledAreas('cumulativeTrapezoid', y, x, options);
  return cumsum(areas, along).div(2);
}
