import { type DType, isFloat, type Tensor } from '@cotangent/core';

/** Converts a float leaf, and its gradient, in place, so that whoever holds the tensor holds the converted one. */
export function convertTensor(tensor: Tensor, dtype: DType): void {
  if (isFloat(tensor.dtype) && tensor.dtype !== dtype) tensor.adopt(tensor.detach().to(dtype));
}
