import { ArgumentError, ShapeError } from '../../errors.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { productDType } from '../product-operands.ts';

/**
 * The product of two or more matrices, multiplied in the order that takes the fewest multiplications. The first may be
 * a vector, which is a row then, and the last, which is a column; their dimensions go from the result.
 *
 * Throws an ArgumentError for fewer than two, a ShapeError when they do not fit, a DTypeError when their dtypes differ
 * or are bool. https://docs.pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html
 */
export function multiDot(tensors: Iterable<Tensor>): Tensor {
  const given = [...tensors];
  if (given.length < 2) throw new ArgumentError(`linalg.multiDot: expected at least 2 tensors, got ${given.length}`);
  const last = given.length - 1;
  given.forEach((x, i) => {
    checkTensor('linalg.multiDot', x, i);
    const rank = x.shape.length;
    if (rank !== 2 && (rank !== 1 || (i > 0 && i < last)))
      throw new ShapeError(`linalg.multiDot: input ${i} has shape ${formatShape(x.shape)}, expected a matrix`);
    productDType('linalg.multiDot', given[0]!, x);
  });
  const matrices = given.map((x, i) => (x.shape.length === 2 ? x : x.unsqueeze(i === 0 ? 0 : 1)));
  const sizes = [matrices[0]!.shape[0]!];
  matrices.forEach(({ shape }, i) => {
    if (shape[0] !== sizes[i])
      throw new ShapeError(
        `linalg.multiDot: cannot multiply ${formatShape(given[i - 1]!.shape)} by ${formatShape(given[i]!.shape)}`,
      );
    sizes.push(shape[1]!);
  });
  const splits = cheapestSplits(sizes);
  const product = (from: number, to: number): Tensor => {
    if (from === to) return matrices[from]!;
    const middle = splits[from]![to]!;
    return matmul(product(from, middle), product(middle + 1, to));
  };
  const whole = product(0, last);
  const row = given[0]!.shape.length === 1 ? whole.squeeze(0) : whole;
  return given[last]!.shape.length === 1 ? row.squeeze(-1) : row;
}

/** After which matrix the product of those from `i` to `j` is split; matrix `i` is `sizes[i]` by `sizes[i + 1]`. */
function cheapestSplits(sizes: readonly number[]): number[][] {
  const count = sizes.length - 1;
  const costs = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const splits = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let length = 2; length <= count; length++) {
    for (let i = 0; i + length <= count; i++) {
      const j = i + length - 1;
      costs[i]![j] = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const cost = costs[i]![k]! + costs[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (cost >= costs[i]![j]!) continue;
        costs[i]![j] = cost;
        splits[i]![j] = k;
      }
    }
  }
  return splits;
}
