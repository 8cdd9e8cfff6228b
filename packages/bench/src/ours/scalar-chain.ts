import { type Tensor, tensor } from 'cotangent';
import type { Run } from '../measuring/runner.ts';
import { spec } from '../spec.ts';

/** W8: what recording and differentiating an operation costs: a chain of them on one number. */
export function scalarChain(run: Run): void {
  const { iters, mul, add, x0 } = spec.W8;
  const start = tensor([x0], { requiresGrad: true });
  let value = 0;
  const step = () => {
    start.grad = null;
    let x: Tensor = start;
    for (let i = 0; i < iters; i++) x = x.mul(mul).add(add);
    const sum = x.sum();
    sum.backward();
    value = sum.item();
  };
  run.measure({
    metric: 'us/op',
    check() {
      step();
      return { value, grad: start.grad?.item() ?? Number.NaN };
    },
    step,
    figure: (ms) => (1000 * ms) / (2 * iters),
  });
}
