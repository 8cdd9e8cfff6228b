import { type DType, isFloat } from '../dtype.ts';
import { DTypeError } from '../errors.ts';

/** Refuses integers and bools for operations that PyTorch defines on floats alone. */
export function requireFloat(name: string, dtype: DType): void {
  if (!isFloat(dtype)) throw new DTypeError(`${name}: expected a float tensor, got ${dtype}; convert it with float()`);
}
