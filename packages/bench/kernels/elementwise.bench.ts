import { nn, optim, Parameter } from 'cotangent';
import { compareKernels, numbers } from './compare-kernels.ts';

const count = 100_000;
const { gelu, relu, tanh } = nn.functional;

for (const [name, operation] of Object.entries({ relu, tanh, gelu })) {
  compareKernels(`${name} of ${count}`, () => {
    const x = numbers([count]);
    return () => operation(x);
  });
}

compareKernels(`add of ${count}`, () => {
  const [a, b] = [numbers([count], 1), numbers([count], 2)];
  return () => a.add(b);
});

compareKernels(`add of a bias, 64 × 1000`, () => {
  const [a, b] = [numbers([64, 1000], 1), numbers([1000], 2)];
  return () => a.add(b);
});

compareKernels(`Adam's update of ${count}`, () => {
  const parameter = new Parameter(numbers([count], 1));
  parameter.grad = numbers([count], 2);
  const optimizer = new optim.Adam([parameter], { lr: 1e-3 });
  return () => optimizer.step();
});
