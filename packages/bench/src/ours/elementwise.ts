import { defineElementwise, e, type Tensor, tensor } from 'cotangent';
import { hashUniform } from '../data/random.ts';
import type { Run } from '../measuring/runner.ts';
import { spec } from '../spec.ts';

/** W6: forward and backward of relu(a · b + c).sum(), written as three operations and as one formula. */
export function elementwise(run: Run): void {
  const multiplyAddRelu = defineElementwise({
    name: 'multiplyAddRelu',
    promotion: 'numeric',
    formula: (a, b, c) => e.relu(e.add(e.mul(a, b), c)),
  });
  measure(run, 'ms/step', (a, b, c) => a.mul(b).add(c).relu().sum());
  measure(run, 'ms/step, one formula', (a, b, c) => multiplyAddRelu(a, b, c).sum());
}

function measure(run: Run, metric: string, sumOf: (a: Tensor, b: Tensor, c: Tensor) => Tensor): void {
  const { n, seeds } = spec.W6;
  const numbers = (index: number): Tensor => tensor(hashUniform(n, seeds[index]!), { requiresGrad: true });
  const [a, b, c] = [numbers(0), numbers(1), numbers(2)];
  let value = 0;
  const step = () => {
    a.grad = b.grad = c.grad = null;
    const sum = sumOf(a, b, c);
    sum.backward();
    value = sum.item();
  };
  const gradient = (x: Tensor) => x.grad?.select(0, 7).item() ?? Number.NaN;
  run.measure({
    metric,
    check() {
      step();
      return { sum: value, ga7: gradient(a), gb7: gradient(b), gc7: gradient(c) };
    },
    step,
  });
}
