import { expect, test } from 'vitest';
import { getKernels, grad, isFloat, setKernels } from '../src/index.ts';
import { mapFallbacks } from '../src/kernels/simd/map.ts';
import { everyOperation, outputsOf } from './every-operation.ts';

/** Operations whose formulas also run where there are no vectors, and why. */
const partly: Readonly<Record<string, string>> = {
  cumprod: 'a sample multiplies with float64',
  floatPower: 'is computed in float64',
  prod: 'a sample multiplies with float64',
  renorm: 'takes its norms in float64',
  unravelIndex: 'divides integers',
};

/** How many maps ran on the plain loops while `run` did. */
function fallbacksOf(run: () => void): number {
  const before = getKernels();
  setKernels('simd');
  try {
    const count = mapFallbacks();
    run();
    return mapFallbacks() - count;
  } finally {
    setKernels(before);
  }
}

test.each(everyOperation)('of float32, %s and its first two derivatives run on vectors', (name, { gradient, make }) => {
  for (const sample of make()) {
    const inputs = sample.inputs.map((x) => (isFloat(x.dtype) ? x.detach().float().requiresGrad_(x.requiresGrad) : x));
    const wanted = inputs.filter((x) => x.requiresGrad);
    const count = fallbacksOf(() => {
      const outputs = outputsOf(sample, inputs).filter((output) => output.requiresGrad);
      if (outputs.length === 0 || gradient === 'none') return;
      const sums = outputs.map((output) => output.sum());
      const first = grad(sums, wanted, { createGraph: true, allowUnused: true }).filter((g) => g?.requiresGrad);
      if (first.length > 0)
        grad(
          first.map((g) => g!.sum()),
          wanted,
          { allowUnused: true },
        );
    });
    if (!(name in partly)) expect(count, sample.label).toBe(0);
  }
});
