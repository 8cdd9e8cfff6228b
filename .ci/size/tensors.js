// Tensors alone, as a user writes it.
import { tensor } from '@cotangent/core';

const a = tensor(
  [
    [1, 2],
    [3, 4],
  ],
  { requiresGrad: true },
);
const b = a.matmul(a).mul(2).add(1).sub(a).div(3);
b.sum().backward();
console.log(a.grad.tolist());
