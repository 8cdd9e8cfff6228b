import { nn } from 'cotangent';
import { compareKernels, numbers } from './compare-kernels.ts';

const { conv2d, maxPool2d } = nn.functional;

/** The convolutions of W9: channels in and out, height and width. */
const convolutions = [
  [1, 8, 28],
  [8, 16, 14],
] as const;

for (const [input, output, size] of convolutions) {
  compareKernels(`conv2d ${input} → ${output} channels, 32 × ${size} × ${size}`, () => {
    const x = numbers([32, input, size, size], 1);
    const [weight, bias] = [numbers([output, input, 3, 3], 2), numbers([output], 3)];
    return () => conv2d(x, weight, bias, { padding: 1 });
  });
  compareKernels(`conv2d with its gradients ${input} → ${output} channels, 32 × ${size} × ${size}`, () => {
    const x = numbers([32, input, size, size], 1).requiresGrad_();
    const weight = numbers([output, input, 3, 3], 2).requiresGrad_();
    const bias = numbers([output], 3).requiresGrad_();
    return () => {
      x.grad = weight.grad = bias.grad = null;
      conv2d(x, weight, bias, { padding: 1 }).sum().backward();
    };
  });
}

compareKernels('maxPool2d 32 × 8 × 28 × 28', () => {
  const x = numbers([32, 8, 28, 28]);
  return () => maxPool2d(x, 2);
});
