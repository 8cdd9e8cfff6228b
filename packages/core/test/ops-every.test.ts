import { afterEach, beforeEach, expect, test } from 'vitest';
import { grad, gradcheck, gradgradcheck, isFloat } from '../src/index.ts';
import { exchangeMemory } from '../src/memory/current.ts';
import type { Memory } from '../src/memory/memory.ts';
import { MovingMemory } from '../src/memory/moving-memory.ts';
import { everyOperation, isRandom, outputsOf, values } from './every-operation.ts';

// every other test runs on ordinary buffers; what passes on a memory that moves passes on them
let previous: Memory;
beforeEach(() => {
  previous = exchangeMemory(new MovingMemory());
});
afterEach(() => {
  exchangeMemory(previous);
});

test.each(everyOperation)(
  '%s: gradients agree with finite differences, first and second',
  (_name, { gradient, make }) => {
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
  },
);

test.each(everyOperation)('%s: the strides of the inputs do not change the result', (name, { make }) => {
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

test.each(everyOperation)('%s: float32 gives the float64 result to rounding', (name, { make }) => {
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
