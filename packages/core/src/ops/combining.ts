import { ArgumentError, ShapeError } from '../errors.ts';
import { allocateLike, filledLike, integersLike } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { cumprod } from './cumulative.ts';
import { meshgrid } from './expanding.ts';
import { flip } from './flipping.ts';
import { cat, stack } from './joining.ts';
import { indexSelect } from './row-indexing.ts';
import { listOf } from './tensor-list.ts';

function checkVector(name: string, { shape }: Tensor): void {
  if (shape.length !== 1) throw new ShapeError(`${name}: expected a vector, got the shape ${formatShape(shape)}`);
}

/**
 * All choices of one element from each vector, as rows; the last vector runs fastest. A single vector is given back.
 *
 * Throws a ShapeError for what is no vector, an ArgumentError for an empty list or vectors of several dtypes.
 * https://docs.pytorch.org/docs/stable/generated/torch.cartesian_prod.html
 */
export function cartesianProd(tensors: Iterable<Tensor>): Tensor {
  const list = listOf('cartesianProd', tensors);
  for (const x of list) {
    checkVector('cartesianProd', x);
    if (x.dtype !== list[0]!.dtype)
      throw new ArgumentError(`cartesianProd: expected one dtype, got ${list[0]!.dtype} and ${x.dtype}`);
  }
  if (list.length === 1) return list[0]!;
  const columns = meshgrid(list).map((grid) => grid.reshape([-1]));
  return stack(columns, { dim: 1 });
}

/** Which combinations there are. */
export interface CombinationsOptions {
  /** How many elements a combination has. Defaults to 2. */
  readonly r?: number | undefined;
  /** Whether an element may come several times. Defaults to false. */
  readonly withReplacement?: boolean | undefined;
}

/**
 * All ways to take `r` elements of a vector in their order, as rows.
 *
 * Throws a ShapeError for what is no vector, an ArgumentError unless `r` is a whole number ≥ 0.
 * https://docs.pytorch.org/docs/stable/generated/torch.combinations.html
 */
export function combinations(x: Tensor, { r = 2, withReplacement = false }: CombinationsOptions = {}): Tensor {
  checkTensor('combinations', x, 0);
  checkVector('combinations', x);
  if (!Number.isInteger(r) || r < 0) throw new ArgumentError(`combinations: r must be a whole number ≥ 0, got ${r}`);
  // as PyTorch has it: nothing, rather than one empty combination
  if (r === 0) return allocateLike(x, x.dtype, [0]);
  const size = x.shape[0]!;
  let rows: number[][] = [[]];
  for (let column = 0; column < r; column++) {
    rows = rows.flatMap((row) => {
      const first = row.length === 0 ? 0 : row.at(-1)! + (withReplacement ? 0 : 1);
      return Array.from({ length: Math.max(0, size - first) }, (_, i) => [...row, first + i]);
    });
  }
  return indexSelect(x, 0, integersLike(x, rows.flat())).reshape([rows.length, r]);
}

/** How {@link vander} lays out its powers. */
export interface VanderOptions {
  /** Whether the powers rise from left to right. Defaults to false. */
  readonly increasing?: boolean | undefined;
}

/**
 * The powers of the elements of a vector as rows: `x^(n-1), …, x, 1` for `n` columns, as many as there are elements
 * unless given.
 *
 * Throws a ShapeError for what is no vector, an ArgumentError unless `columns` is a whole number ≥ 0.
 * https://docs.pytorch.org/docs/stable/generated/torch.vander.html
 */
export function vander(x: Tensor, columns?: number, { increasing = false }: VanderOptions = {}): Tensor {
  checkTensor('vander', x, 0);
  checkVector('vander', x);
  const size = x.shape[0]!;
  const count = columns ?? size;
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`vander: columns must be a whole number ≥ 0, got ${count}`);
  const numbers = x.dtype === 'bool' || x.dtype === 'uint8' ? x.to('int32') : x;
  const ones = filledLike(numbers, 1, numbers.dtype, [size, 1]);
  if (count <= 1) return ones.narrow(1, 0, count);
  // a product of as many factors, not a power: its gradient is exact at 0
  const powers = cumprod(numbers.unsqueeze(1).expand([size, count - 1]), 1);
  const rising = cat([ones, powers], { dim: 1 });
  return increasing ? rising : flip(rising, 1);
}
