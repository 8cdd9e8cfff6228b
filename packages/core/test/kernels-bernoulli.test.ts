import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bernoulliKernel } from '../src/kernels/bernoulli.ts';
import { fillBernoulli } from '../src/random/distributions.ts';
import { Generator } from '../src/random/generator.ts';
import { describeKernels, expectElements, floats, operand } from './kernel-operands.ts';

const sizes = fc.oneof(fc.nat(70), fc.constantFrom(311, 312, 313, 623, 1024, 1027, 2500));
const probabilities = fc.oneof(
  fc.constantFrom(0, 1, 0.5, 0.1, 2 ** -21, 1 - 2 ** -53),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

describeKernels('bernoulli', () => {
  test.each(floats)('draws the %s coins of the plain loop, and leaves its generator where that does', (dtype) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1300), sizes, probabilities, (seed, drawnBefore, size, p) => {
        const [generator, plain] = [new Generator(), new Generator()];
        for (const each of [generator, plain]) {
          each.manualSeed(seed);
          for (let i = 0; i < drawnBefore; i++) each.random32();
        }
        const out = operand(dtype, [size]);
        bernoulliKernel(generator, p, out);
        const want = new Float64Array(size);
        fillBernoulli(want, p, plain);
        if (size > 0) expectElements(out, [...want]);
        expect(generator.getState().join()).toBe(plain.getState().join());
        expect(generator.random32()).toBe(plain.random32());
      }),
    );
  });

  test('a bound is compared in all of its 53 bits', () => {
    const generator = new Generator();
    const state = generator.getState();
    const uniforms = Array.from({ length: 64 }, () => generator.uniform53());
    for (const u of uniforms.slice(0, 8)) {
      for (const p of [u, u + 2 ** -53]) {
        const out = operand('float32', [64]);
        bernoulliKernel(generator.setState(state), p, out);
        expectElements(
          out,
          uniforms.map((each) => Number(each < p)),
        );
      }
    }
  });
});
