import { ArgumentError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { matmul } from '../matmul.ts';
import { checkSquareShape } from './checks.ts';
import { identityOf } from './identity.ts';
import { inv } from './inverse.ts';

/**
 * The `n`-th power of a square matrix, or of each of a batch; of its inverse for a negative `n`, the identity for 0.
 *
 * Throws a ShapeError unless they are square, an ArgumentError unless `n` is whole; for a negative `n` also a DTypeError
 * for integers and an ArgumentError for a singular matrix.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html
 */
export function matrixPower(x: Tensor, n: number): Tensor {
  checkSquareShape('linalg.matrixPower', x);
  if (!Number.isSafeInteger(n)) throw new ArgumentError(`linalg.matrixPower: n must be a whole number, got ${n}`);
  if (n === 0) return identityOf(x);
  let square = n < 0 ? inv(x) : x;
  let power: Tensor | undefined;
  for (let rest = Math.abs(n); ; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = power ? matmul(square, power) : square;
    if (rest <= 1) return power === x ? x.clone() : power!;
    square = matmul(square, square);
  }
}
