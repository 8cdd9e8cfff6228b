import { type DType, isFloat, type Tensor } from '@cotangent/core';

/** Converts a float leaf, and its gradient, in place, so that whoever holds the tensor holds the converted one. */
export function convertTensor(tensor: Tensor, dtype: DType): void {
  if (!isFloat(tensor.dtype) || tensor.dtype === dtype) return;
  const { requiresGrad, grad } = tensor;
  const { storage, strides, offset } = tensor.detach().to(dtype);
  // the place in the graph knows the dtype, so the tensor takes a new one
  tensor.requiresGrad_(false);
  Object.assign(tensor, { storage, strides, offset, dtype });
  tensor.requiresGrad_(requiresGrad);
  tensor.grad = grad?.detach().to(dtype) ?? null;
}
