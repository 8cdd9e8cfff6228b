import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arange, CotangentError, grad, gradcheck, gradgradcheck, isFloat, type Tensor } from '../src/index.ts';
import { BufferMemory } from '../src/memory/buffer-memory.ts';
import { exchangeMemory } from '../src/memory/current.ts';
import type { Memory } from '../src/memory/memory.ts';
import { MovingMemory } from '../src/memory/moving-memory.ts';
import { type Sample, type Samples, samples } from './samples.ts';

const table = Object.entries(samples) as [string, Samples][];
const memories: [string, () => Memory][] = [
  ['ordinary buffers', () => new BufferMemory()],
  ['a memory that moves', () => new MovingMemory()],
];

const outputsOf = ({ run }: Sample, inputs: readonly Tensor[]): Tensor[] => {
  const result = run(...inputs);
  return Array.isArray(result) ? [...(result as Tensor[])] : [result as Tensor];
};

/** Two calls of these differ by design. */
const isRandom = (name: string): boolean => name === 'bernoulli' || name === 'multinomial';

const values = (x: Tensor): number[] => [...x.toTypedArray()];

describe.each(memories)('on %s', (_name, makeMemory) => {
  let previous: Memory;
  beforeEach(() => {
    previous = exchangeMemory(makeMemory());
  });
  afterEach(() => {
    exchangeMemory(previous);
  });

  test.each(table)('%s: gradients agree with finite differences, first and second', (_name, { gradient, make }) => {
    for (const sample of make()) {
      if (gradient === 'none') {
        for (const output of outputsOf(sample, sample.inputs)) {
          if (!output.requiresGrad) continue;
          const gradients = grad(output.sum(), sample.inputs, { allowUnused: true });
          for (const g of gradients) expect(g ? values(g).every((x) => x === 0) : true, sample.label).toBe(true);
        }
        continue;
      }
      expect(gradcheck(sample.run, sample.inputs), sample.label).toBe(true);
      expect(gradgradcheck(sample.run, sample.inputs), sample.label).toBe(true);
    }
  });

  test.each(table)('%s: the strides of the inputs do not change the result', (name, { make }) => {
    for (const sample of make()) {
      if (isRandom(name)) continue;
      const copies = sample.inputs.map((x) => x.detach().contiguous());
      const outputs = outputsOf(sample, sample.inputs);
      outputsOf(sample, copies).forEach((output, i) => {
        expect(output.shape).toEqual(outputs[i]!.shape);
        expect(values(output), sample.label).toEqual(values(outputs[i]!));
      });
    }
  });

  test.each(table)('%s: float32 gives the float64 result to rounding', (name, { make }) => {
    for (const sample of make()) {
      if (isRandom(name)) continue;
      const single = outputsOf(
        sample,
        sample.inputs.map((x) => x.detach().float()),
      );
      outputsOf(
        sample,
        sample.inputs.map((x) => x.detach().float().double()),
      ).forEach((want, i) => {
        const got = single[i]!;
        expect(got.shape).toEqual(want.shape);
        values(got).forEach((x, k) => {
          const y = values(want)[k]!;
          if (isFloat(got.dtype)) expect(Math.abs(x - y), sample.label).toBeLessThanOrEqual(2e-5 + 2e-5 * Math.abs(y));
          else expect(x).toBe(y);
        });
      });
    }
  });
});

/** The gradients of all outputs, each element weighing differently, for those inputs that they depend on. */
const gradientsOf = (sample: Sample, inputs: readonly Tensor[]): Tensor[] => {
  const outputs = outputsOf(sample, inputs).filter((output) => output.requiresGrad);
  const weights = outputs.map((output) => arange(output.numel()).mul(0.3).add(0.5).reshape(output.shape).double());
  const wanted = inputs.filter((x) => x.requiresGrad);
  const gradients = grad(outputs, wanted, { gradOutputs: weights, createGraph: true, allowUnused: true });
  return gradients.filter((g): g is Tensor => g?.requiresGrad ?? false);
};

const smooth = table.filter(([, { gradient }]) => gradient === 'smooth');

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

/** As in PyTorch, with integers these cut fractions off: of `alpha`, `beta` and `value`, of averages before a root, of means. */
const cutsItsNumbers = new Set([
  ...['indexAdd', 'addcmul', 'addmm', 'addmv', 'addbmm', 'baddbmm'],
  ...['lpPool1d', 'lpPool2d', 'lpPool3d', 'scatterReduce'],
]);

test.each(table)('%s: integers give what the same numbers give as floats, or are refused', (name, { make }) => {
  for (const sample of make()) {
    if (isRandom(name) || cutsItsNumbers.has(name)) continue;
    const whole = sample.inputs.map((x) => x.detach().mul(4).round().int());
    const attempt = (inputs: readonly Tensor[]): Tensor[] | undefined => {
      try {
        return outputsOf(sample, inputs);
      } catch (error) {
        if (error instanceof CotangentError) return undefined;
        throw error;
      }
    };
    const got = attempt(whole);
    const want = attempt(whole.map((x) => x.float()));
    if (!got || !want) continue;
    got.forEach((output, i) => {
      expect(output.shape, sample.label).toEqual(want[i]!.shape);
      const expected = isFloat(output.dtype) ? want[i]! : want[i]!.trunc();
      const different = values(output).findIndex((x, k) => {
        const y = values(expected)[k]!;
        return !(Object.is(x, y) || Math.abs(x - y) <= 1e-5 + 1e-5 * Math.abs(y));
      });
      expect(different, `${sample.label}: [${values(output)}], as floats [${values(expected)}]`).toBe(-1);
    });
  }
});
