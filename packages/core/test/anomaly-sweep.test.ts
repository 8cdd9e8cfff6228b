import { expect, test } from 'vitest';
import { detectAnomaly, grad, isFloat, type Tensor } from '../src/index.ts';
import { type Sample, type Samples, samples } from './samples.ts';

const table = Object.entries(samples) as [string, Samples][];

const allFinite = (x: Tensor | undefined): boolean => !x || x.toTypedArray().every(Number.isFinite);

/** Whether there is nothing to find: all results and gradients are finite. */
function runs({ run, inputs }: Sample): boolean {
  const result = run(...inputs);
  const outputs = (Array.isArray(result) ? result : [result]) as Tensor[];
  const roots = outputs.filter((output) => isFloat(output.dtype) && output.requiresGrad);
  if (!outputs.every(allFinite)) return false;
  if (roots.length === 0) return true;
  const wanted = inputs.filter((x) => x.requiresGrad);
  return grad(
    roots.map((root) => root.sum()),
    wanted,
    { allowUnused: true },
  ).every(allFinite);
}

test.each(table)('%s: no anomaly is found where results and gradients are finite', (_name, { make }) => {
  const clean = make().map((sample) => runs(sample));
  for (const [i, sample] of make().entries()) {
    if (clean[i])
      expect(
        detectAnomaly(() => runs(sample)),
        sample.label,
      ).toBe(true);
  }
});
