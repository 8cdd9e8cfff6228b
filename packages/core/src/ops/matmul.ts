import type { Operand } from '../memory/memory.ts';
import type { BatchRule } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { broadcastShapes, formatShape, isContiguous, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { asColumn, asRow, oneMatrix, reshaped } from './operands.ts';
import { checkFactors, checkRanks, padBatch, productDType, refusal, rowsOf } from './product-operands.ts';

function productShape(a: Shape, b: Shape): Shape {
  if (a.length === 0 || b.length === 0) throw refusal('matmul', a, b, ': a 0-d tensor is no matrix; use mul');
  if (a.at(-1) !== (b.length === 1 ? b[0] : b.at(-2))) throw refusal('matmul', a, b);
  if (a.length === 2 && b.length === 2) return [a[0]!, b[1]!];
  const [left, right] = [a.slice(0, -2), b.slice(0, -2)];
  const batch = sameShape(left, right)
    ? left
    : broadcastShapes(`matmul: cannot multiply ${formatShape(a)} by ${formatShape(b)}`, left, right);
  const shape = batch.slice();
  if (a.length > 1) shape.push(a.at(-2)!);
  if (b.length > 1) shape.push(b.at(-1)!);
  return shape;
}

function leftGradient(grad: Tensor, b: Tensor, rank: number): Tensor {
  const gradient = matmul(grad, b.shape.length === 1 ? b.unsqueeze(0) : b.mT);
  return rank === 1 ? gradient.squeeze(-2) : gradient;
}

function rightGradient(grad: Tensor, a: Tensor, rank: number): Tensor {
  const rows = a.shape.length === 1 ? a.unsqueeze(0) : a;
  // one matrix against a batch: its gradient is one product, not the sum of a batch of them
  const gradient = rank <= 2 ? matmul(rowsOf(rows).mT, rowsOf(grad)) : matmul(rows.mT, grad);
  return rank === 1 ? gradient.squeeze(-1) : gradient;
}

/** Vectors become matrices, and the batch stays in front of the dimensions that broadcast. */
const batchMatmul: BatchRule<readonly [Tensor, Tensor], undefined> = ({ inputs: [a, b], batched, op }) => {
  const rankA = a.shape.length - Number(batched[0]);
  const rankB = b.shape.length - Number(batched[1]);
  const left = rankA === 1 ? a.unsqueeze(-2) : a;
  const right = rankB === 1 ? b.unsqueeze(-1) : b;
  const rank = Math.max(rankA, rankB, 2);
  const inputs = [padBatch(left, batched[0], rank), padBatch(right, batched[1], rank)] as const;
  const product = op(inputs, undefined) as Tensor;
  const row = rankA === 1 ? product.squeeze(-2) : product;
  return rankB === 1 ? row.squeeze(-1) : row;
};

const matmulOp = /* @__PURE__ */ defineOp<readonly [Tensor, Tensor]>({
  name: 'matmul',
  dtype: ([a, b]) => productDType('matmul', a, b),
  shape: ([a, b]) => productShape(a, b),
  forward: (kernels, [a, b], [out]) => {
    if (a.shape.length === 2 && b.shape.length === 2) {
      kernels.matmul(a, b, undefined, out!);
      return;
    }
    let left = a.shape.length === 1 ? asRow(a) : a;
    const right = b.shape.length === 1 ? asColumn(b) : b;
    let target: Operand = out!;
    if (right.shape.length === 2 && left.shape.length > 2 && isContiguous(left.shape, left.strides))
      left = oneMatrix(left);
    if (left.shape.length === 2 && right.shape.length === 2)
      target = reshaped(target, [left.shape[0]!, right.shape[1]!]);
    else if (a.shape.length === 1) target = reshaped(target, [...target.shape.slice(0, -1), 1, target.shape.at(-1)!]);
    else if (b.shape.length === 1) target = reshaped(target, [...target.shape, 1]);
    kernels.matmul(left, right, undefined, target);
  },
  vjp: ({ inputs: [a, b], needs, save }) => {
    const [rankA, rankB] = [a.shape.length, b.shape.length];
    const savedA = needs[1] ? save(a) : undefined;
    const savedB = needs[0] ? save(b) : undefined;
    return ([grad]) => {
      let matrices = grad!;
      if (rankB === 1) matrices = matrices.unsqueeze(-1);
      if (rankA === 1) matrices = matrices.unsqueeze(-2);
      return [savedB && leftGradient(matrices, savedB(), rankA), savedA && rightGradient(matrices, savedA(), rankB)];
    };
  },
  batch: batchMatmul,
});

/**
 * The product of matrices or vectors: `[m, k]` by `[k, n]` gives `[m, n]`; a vector on the left is a row, one on the
 * right a column, and its dimension goes from the result; dimensions before the last two are batches, which broadcast.
 *
 * Throws a ShapeError when the shapes do not fit, a DTypeError when the dtypes differ or are bool.
 * https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return matmulOp([a, b], undefined);
}

/** {@link matmul} of two matrices. https://docs.pytorch.org/docs/stable/generated/torch.mm.html */
export function mm(a: Tensor, b: Tensor): Tensor {
  checkFactors('mm', a, b, 2, 2);
  return matmul(a, b);
}

/**
 * {@link matmul} of two batches `[b, m, k]` and `[b, k, n]`, equally large.
 * https://docs.pytorch.org/docs/stable/generated/torch.bmm.html
 */
export function bmm(a: Tensor, b: Tensor): Tensor {
  checkFactors('bmm', a, b, 3, 3);
  return matmul(a, b);
}

/** {@link matmul} of a matrix and a vector. https://docs.pytorch.org/docs/stable/generated/torch.mv.html */
export function mv(a: Tensor, vector: Tensor): Tensor {
  checkFactors('mv', a, vector, 2, 1);
  return matmul(a, vector);
}

/** The sum of the products of two vectors. https://docs.pytorch.org/docs/stable/generated/torch.dot.html */
export function dot(a: Tensor, b: Tensor): Tensor {
  checkFactors('dot', a, b, 1, 1);
  return matmul(a, b);
}

/**
 * The matrix of all products of an element of `a` and one of `b`, in their promoted dtype. Throws a ShapeError unless
 * both are vectors. https://docs.pytorch.org/docs/stable/generated/torch.outer.html
 */
export function outer(a: Tensor, b: Tensor): Tensor {
  checkRanks('outer', a, b, 1, 1);
  return a.unsqueeze(1).mul(b);
}
