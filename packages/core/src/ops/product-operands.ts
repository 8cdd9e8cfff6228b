import type { DType } from '../dtype.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import type { BatchRule } from '../op/batch-rule.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** The dtype of a product; operands of several dtypes are not converted silently. */
export function productDType(name: string, a: Tensor, b: Tensor): DType {
  if (a.dtype !== b.dtype)
    throw new DTypeError(`${name}: expected operands of one dtype, got ${a.dtype} and ${b.dtype}`);
  if (a.dtype === 'bool') throw new DTypeError(`${name}: bool tensors cannot be multiplied as matrices; convert them`);
  return a.dtype;
}

/** The rows of all matrices of a batch as those of one matrix. */
export function rowsOf(x: Tensor): Tensor {
  if (x.shape.length === 2) return x;
  return x.reshape([sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

/** The error for factors that do not fit. */
export function refusal(name: string, a: Shape, b: Shape, reason = ''): ShapeError {
  return new ShapeError(`${name}: cannot multiply ${formatShape(a)} by ${formatShape(b)}${reason}`);
}

/** Refuses anything but two tensors of these ranks. */
export function checkRanks(name: string, a: Tensor, b: Tensor, rankA: number, rankB: number): void {
  checkTensor(name, a, 0);
  checkTensor(name, b, 1);
  if (a.shape.length !== rankA || b.shape.length !== rankB)
    throw refusal(name, a.shape, b.shape, `: expected ${rankA} and ${rankB} dimensions`);
}

/** Refuses what cannot be multiplied, in the name of an operation that fixes the ranks of its factors. */
export function checkFactors(name: string, a: Tensor, b: Tensor, rankA: number, rankB: number): void {
  checkRanks(name, a, b, rankA, rankB);
  if (a.shape.at(-1) !== b.shape.at(rankB === 1 ? 0 : -2)) throw refusal(name, a.shape, b.shape);
  if (rankA === 3 && a.shape[0] !== b.shape[0]) throw refusal(name, a.shape, b.shape, ': the batches differ in size');
  productDType(name, a, b);
}

/** Dimensions of size 1 behind vmap's batch, so that what follows it has `rank` dimensions and can broadcast. */
export function padBatch(x: Tensor, batched: boolean | undefined, rank: number): Tensor {
  if (!batched || x.shape.length > rank) return x;
  const [size, ...rest] = x.shape as readonly [number, ...number[]];
  return x.reshape([size, ...new Array<number>(rank - rest.length).fill(1), ...rest]);
}

/** How vmap runs an operation on matrices whose leading dimensions broadcast: the batch is the outermost of them. */
/* @__NO_SIDE_EFFECTS__ */
export function batchMatrices<Options>(): BatchRule<readonly [Tensor, Tensor], Options> {
  return ({ inputs: [a, b], batched, options, op }) => {
    const ranks = [a.shape.length - Number(batched[0]), b.shape.length - Number(batched[1])];
    const most = Math.max(...ranks);
    return op([padBatch(a, batched[0], most), padBatch(b, batched[1], most)], options);
  };
}
