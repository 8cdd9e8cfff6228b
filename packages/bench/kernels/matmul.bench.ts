import { compareKernels, numbers } from './compare-kernels.ts';

/** The layers of W2, W3 and W4: rows of the batch, features in, features out. */
const layers = [
  [64, 64, 128],
  [64, 128, 64],
  [64, 64, 10],
  [64, 784, 128],
  [64, 128, 10],
  [128, 784, 512],
  [128, 512, 512],
  [128, 512, 10],
] as const;

for (const [m, k, n] of layers) {
  compareKernels(`A·B ${m}×${k}×${n}`, () => {
    const [a, b] = [numbers([m, k], 1), numbers([k, n], 2)];
    return () => a.matmul(b);
  });
  compareKernels(`A·Bᵀ ${m}×${k}×${n}`, () => {
    const [a, b] = [numbers([m, k], 1), numbers([n, k], 2)];
    return () => a.matmul(b.transpose(0, 1));
  });
  compareKernels(`Aᵀ·B ${m}×${k}×${n}`, () => {
    const [a, b] = [numbers([k, m], 1), numbers([k, n], 2)];
    return () => a.transpose(0, 1).matmul(b);
  });
  compareKernels(`Aᵀ·Bᵀ ${m}×${k}×${n}`, () => {
    const [a, b] = [numbers([k, m], 1), numbers([n, k], 2)];
    return () => a.transpose(0, 1).matmul(b.transpose(0, 1));
  });
}
