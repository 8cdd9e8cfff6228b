import type { DType } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
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
