import { ArgumentError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sizeOf, wrapDims } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { mul } from './arithmetic.ts';
import { matmul } from './matmul.ts';
import { checkFactors, productDType, refusal } from './product-operands.ts';

/**
 * The sum of the products of two vectors; what sets it apart from `dot` are complex numbers, which do not exist here.
 *
 * Throws as {@link dot}. https://docs.pytorch.org/docs/stable/generated/torch.vdot.html
 */
export function vdot(a: Tensor, b: Tensor): Tensor {
  checkFactors('vdot', a, b, 1, 1);
  return matmul(a, b);
}

/**
 * Sums of products over the last dimension of both: `[…, k]` and `[---, k]` give `[…, ---]`. A 0-d tensor multiplies
 * all elements of the other.
 *
 * Throws a ShapeError when the last dimensions differ, a DTypeError when the dtypes do or are bool.
 * https://docs.pytorch.org/docs/stable/generated/torch.inner.html
 */
export function inner(a: Tensor, b: Tensor): Tensor {
  checkTensor('inner', a, 0);
  checkTensor('inner', b, 1);
  if (a.shape.length === 0 || b.shape.length === 0) return mul(a, b);
  if (a.shape.at(-1) !== b.shape.at(-1)) throw refusal('inner', a.shape, b.shape, ': the last dimensions differ');
  productDType('inner', a, b);
  return contract(a, [a.shape.length - 1], b, [b.shape.length - 1]);
}

/** What tensordot takes. */
export interface TensordotOptions {
  /**
   * How many of the last dimensions of `a` are summed with the first of `b`, or which dimensions of `a` with which of
   * `b`. Defaults to 2.
   */
  readonly dims?: number | readonly [readonly number[], readonly number[]] | undefined;
}

/**
 * Sums of products over pairs of dimensions; the others of `a`, then those of `b`, make the result. A dimension of size
 * 1 is paired with any.
 *
 * Throws a ShapeError when the sizes of a pair differ, an ArgumentError when the lists do or name a dimension twice, an
 * IndexError for one out of range, a DTypeError when the dtypes differ or are bool.
 * https://docs.pytorch.org/docs/stable/generated/torch.tensordot.html
 */
export function tensordot(a: Tensor, b: Tensor, { dims = 2 }: TensordotOptions = {}): Tensor {
  checkTensor('tensordot', a, 0);
  checkTensor('tensordot', b, 1);
  const [left, right] = typeof dims === 'number' ? outermost(a.shape, b.shape, dims) : dims;
  if (left.length !== right.length)
    throw new ArgumentError(
      `tensordot: ${formatShape(left)} and ${formatShape(right)} pair ${left.length} dimensions with ${right.length}`,
    );
  const dimsA = wrapDims('tensordot', left, a.shape.length);
  const dimsB = wrapDims('tensordot', right, b.shape.length);
  productDType('tensordot', a, b);
  const alone: [number[], number[]] = [[], []];
  dimsA.forEach((dimA, i) => {
    const [sizeA, sizeB] = [a.shape[dimA]!, b.shape[dimsB[i]!]!];
    if (sizeA === sizeB) return;
    if (sizeA !== 1 && sizeB !== 1)
      throw refusal('tensordot', a.shape, b.shape, `: dimension ${dimA} has size ${sizeA}, ${dimsB[i]} size ${sizeB}`);
    alone[sizeB === 1 ? 0 : 1].push(sizeB === 1 ? dimA : dimsB[i]!);
  });
  return contract(summed(a, alone[0]), dimsA, summed(b, alone[1]), dimsB);
}

function outermost(a: Shape, b: Shape, count: number): [number[], number[]] {
  if (!Number.isInteger(count) || count < 0 || count > Math.min(a.length, b.length))
    throw new ArgumentError(
      `tensordot: cannot pair ${count} dimensions of ${formatShape(a)} and ${formatShape(b)}; expected at most ${Math.min(a.length, b.length)}`,
    );
  const first = Array.from({ length: count }, (_, d) => d);
  return [first.map((d) => a.length - count + d), first];
}

function summed(x: Tensor, dims: readonly number[]): Tensor {
  return dims.length === 0 ? x : x.sum({ dim: dims, keepdim: true });
}

/** One product of matrices: the other dimensions are its rows and columns. */
function contract(a: Tensor, dimsA: readonly number[], b: Tensor, dimsB: readonly number[]): Tensor {
  const restA = a.shape.flatMap((_, d) => (dimsA.includes(d) ? [] : [d]));
  const restB = b.shape.flatMap((_, d) => (dimsB.includes(d) ? [] : [d]));
  const [rows, columns] = [restA.map((d) => a.shape[d]!), restB.map((d) => b.shape[d]!)];
  const count = sizeOf(dimsA.map((d) => a.shape[d]!));
  const left = a.permute([...restA, ...dimsA]).reshape([sizeOf(rows), count]);
  const right = b.permute([...dimsB, ...restB]).reshape([count, sizeOf(columns)]);
  return matmul(left, right).reshape([...rows, ...columns]);
}

/**
 * The Kronecker product: each element of `a` times the whole of `b`, in its place; missing dimensions are put in front
 * as 1.
 *
 * https://docs.pytorch.org/docs/stable/generated/torch.kron.html
 */
export function kron(a: Tensor, b: Tensor): Tensor {
  checkTensor('kron', a, 0);
  checkTensor('kron', b, 1);
  const rank = Math.max(a.shape.length, b.shape.length);
  const padded = (shape: Shape): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [padded(a.shape), padded(b.shape)];
  const spread = a.reshape(left.flatMap((size) => [size, 1]));
  const product = spread.mul(b.reshape(right.flatMap((size) => [1, size])));
  return product.reshape(left.map((size, d) => size * right[d]!));
}
