import { type Tensor, tensor } from 'cotangent';
import { hashUniform } from '../data/random.ts';
import type { Run } from '../measuring/runner.ts';
import { spec } from '../spec.ts';
import { multiplyAddCeiling } from './ceiling.ts';

/** W5: square products, as GFLOPS and as a share of what this core reaches at best, measured right after. */
export function matmul(run: Run): void {
  const { sizes, seedA, seedB } = spec.W5;
  for (const n of sizes) {
    const a = tensor(hashUniform(n * n, seedA)).reshape([n, n]);
    const b = tensor(hashUniform(n * n, seedB)).reshape([n, n]);
    const operations = 2 * n ** 3;
    let product: Tensor = a;
    const step = () => {
      product = a.matmul(b);
    };
    run.measure({
      metric: `GFLOPS-${n}`,
      check() {
        step();
        return { [`c00_${n}`]: product.select(0, 0).select(0, 0).item() };
      },
      step,
      figure: (ms) => operations / ms / 1e6,
      timing: { warmSteps: 3 },
      more(gflops) {
        const { instructions, gflops: ceiling } = multiplyAddCeiling(operations / gflops / 1e6);
        return { ceiling, ceilingInstructions: instructions, share: gflops / ceiling };
      },
    });
  }
}
