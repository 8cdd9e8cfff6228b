import { expect, test } from 'vitest';
import { arange, grad, gradgradcheck, type Tensor } from '../src/index.ts';
import { everyOperation, outputsOf } from './every-operation.ts';
import type { Sample } from './samples.ts';

/** The gradients of all outputs, each element weighing differently, for those inputs that they depend on. */
const gradientsOf = (sample: Sample, inputs: readonly Tensor[]): Tensor[] => {
  const outputs = outputsOf(sample, inputs).filter((output) => output.requiresGrad);
  const weights = outputs.map((output) => arange(output.numel()).mul(0.3).add(0.5).reshape(output.shape).double());
  const wanted = inputs.filter((x) => x.requiresGrad);
  const gradients = grad(outputs, wanted, { gradOutputs: weights, createGraph: true, allowUnused: true });
  return gradients.filter((g): g is Tensor => g?.requiresGrad ?? false);
};

const smooth = everyOperation.filter(([, { gradient }]) => gradient === 'smooth');

test.each(smooth)('%s: third derivatives agree with finite differences', (_name, { make }) => {
  for (const sample of make()) {
    const size = sample.inputs.reduce((sum, x) => sum + x.numel(), 0);
    // a third derivative takes some size⁴ steps
    if (size > 14 || gradientsOf(sample, sample.inputs).length === 0) continue;
    expect(
      gradgradcheck((...inputs) => gradientsOf(sample, inputs), sample.inputs),
      sample.label,
    ).toBe(true);
  }
});
