import { ArgumentError, ShapeError } from '../../errors.ts';
import { checkTensor } from '../../op/record.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type NormOptions, vectorNormOf } from '../vector-norm.ts';
import { type MatrixOrder, matrixNormOf } from './matrix-norm.ts';

/**
 * A norm of vectors or of matrices: with an order, of matrices where `dim` has two dimensions, or x has and `dim` is
 * absent. Without one it is that of order 2 of all elements, or of those along `dim`.
 *
 * Throws a ShapeError for an order without `dim` unless x has one or two dimensions, an ArgumentError for a `dim` of
 * more than two, and as {@link vectorNorm} and {@link matrixNorm}.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.norm.html
 */
export function norm(x: Tensor, ord?: MatrixOrder, options: NormOptions = {}): Tensor {
  checkTensor('linalg.norm', x, 0);
  const { dim } = options;
  const dims = typeof dim === 'number' ? [dim] : dim;
  const rank = x.shape.length;
  if (dims && dims.length !== 1 && dims.length !== 2)
    throw new ArgumentError(`linalg.norm: dim must be one dimension or two, got ${formatShape(dims)}`);
  if (!dims && ord !== undefined && rank !== 1 && rank !== 2)
    throw new ShapeError(`linalg.norm: an order without dim is that of 1 or 2 dimensions, got ${formatShape(x.shape)}`);
  const ofMatrices = typeof ord === 'string' || (ord !== undefined && (dims?.length ?? rank) === 2);
  if (!ofMatrices) return vectorNormOf('linalg.norm', x, ord ?? 2, options);
  if (dims?.length === 1)
    throw new ArgumentError(`linalg.norm: order ${ord} is that of two dimensions, got ${formatShape(dims)}`);
  return matrixNormOf('linalg.norm', x, ord, { ...options, dim: dims as [number, number] | undefined });
}
