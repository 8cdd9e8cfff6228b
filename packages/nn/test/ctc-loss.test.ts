import { grad, gradcheck, gradgradcheck, logSoftmax, manualSeed, randn, type Tensor, vmap } from '@cotangent/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import { alignments } from '../src/losses/ctc-targets.ts';
import { plainCtcLosses } from '../src/losses/plain-ctc.ts';
import { elements, expectClose, integers, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

interface Problem {
  readonly classes: number;
  readonly steps: number;
  readonly lengths: readonly number[];
  readonly targets: readonly (readonly number[])[];
  readonly blank: number;
  readonly zeroInfinity: boolean;
  readonly seed: number;
}

/** Sequences that are too short for their targets, and empty ones, are among them. */
const problems: fc.Arbitrary<Problem> = fc
  .record({
    classes: fc.integer({ min: 2, max: 6 }),
    steps: fc.integer({ min: 1, max: 12 }),
    batch: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ classes, steps, batch }) =>
    fc.record({
      classes: fc.constant(classes),
      steps: fc.constant(steps),
      lengths: fc.array(fc.nat(steps), { minLength: batch, maxLength: batch }),
      targets: fc.array(fc.array(fc.nat(classes - 1), { maxLength: 5 }), { minLength: batch, maxLength: batch }),
      blank: fc.nat(classes - 1),
      zeroInfinity: fc.boolean(),
      seed: fc.nat(),
    }),
  );

test.each(['float32', 'float64'] as const)('losses and gradients of %s are those of tensor operations', (dtype) => {
  const tolerance = dtype === 'float32' ? 2e-5 : 1e-12;
  fc.assert(
    fc.property(problems, ({ classes, steps, lengths, targets, blank, zeroInfinity, seed }) => {
      manualSeed(seed);
      const counts = targets.map((labels) => labels.length);
      const logits = (randn([steps, lengths.length, classes], { dtype }) as Tensor).mul(3).requiresGrad_();
      const logProbs = (): Tensor => logSoftmax(logits, 2);
      const slopes = randn([lengths.length], { dtype }) as Tensor;
      const labels = integers(targets.flat());
      const options = { blank, zeroInfinity, reduction: 'none' } as const;
      const losses = F.ctcLoss(logProbs(), labels, lengths, counts, options);
      const plain = plainCtcLosses(
        logProbs(),
        alignments('ctcLoss', logProbs(), labels, lengths, counts, blank),
        zeroInfinity,
      );
      expectClose(losses, elements(plain), tolerance);
      const [ours] = grad(losses, logits, { gradOutputs: slopes });
      const [theirs] = grad(plain, logits, { gradOutputs: slopes });
      expectClose(ours!, elements(theirs!), tolerance);
    }),
    { numRuns: 30 },
  );
});

const labels = integers([
  [1, 2, 2],
  [2, 0, 0],
  [1, 1, 1],
]);

test('second derivatives reach the slopes and the logits, those of sequences without steps or alignments are 0', () => {
  const run = (logits: Tensor, slopes: Tensor): Tensor =>
    F.ctcLoss(logSoftmax(logits, 2), labels, [5, 0, 3], [3, 1, 3], { reduction: 'none', zeroInfinity: true }).mul(
      slopes,
    );
  const inputs = [variedLeaf([5, 3, 3], 1), variedLeaf([3], 2)];
  expect(gradcheck(run as never, inputs)).toBe(true);
  expect(gradgradcheck(run as never, inputs)).toBe(true);
});

test('without a step only an empty target is possible', () => {
  const logProbs = logSoftmax(variedLeaf([4, 2, 3]), 2);
  const options = { reduction: 'none' } as const;
  expect(elements(F.ctcLoss(logProbs, integers([1]), [0, 0], [0, 1], options))).toEqual([0, Infinity]);
});

test('the gradient of an infinite loss is NaN where the sequence is read, and 0 behind it', () => {
  const logProbs = logSoftmax(variedLeaf([4, 1, 3]), 2)
    .detach()
    .requiresGrad_();
  const [gradient] = grad(F.ctcLoss(logProbs, integers([1, 1]), [2], [2], { reduction: 'sum' }), logProbs);
  expect(elements(gradient!)).toEqual([...new Array<number>(6).fill(Number.NaN), ...new Array<number>(6).fill(0)]);
});

test('a NaN spoils the loss of its sequence alone', () => {
  const logProbs = logSoftmax(variedLeaf([4, 2, 3]), 2).detach();
  logProbs.select(0, 2).select(0, 1).fill_(Number.NaN);
  const losses = elements(F.ctcLoss(logProbs, integers([1, 2]), [4, 4], [1, 1], { reduction: 'none' }));
  expect(losses.map(Number.isNaN)).toEqual([false, true]);
});

test('samples of vmap have the losses and gradients that they have alone', () => {
  const samples = variedLeaf([2, 4, 3, 3]);
  const loss = (logits: Tensor): Tensor => F.ctcLoss(logSoftmax(logits, 2), labels, [4, 4, 3], [2, 1, 1]);
  const both = vmap(loss)(samples);
  const apart = [0, 1].map((i) => loss(samples.select(0, i)));
  expectClose(both, apart.flatMap(elements));
  const [gradient] = grad(both.sum(), samples);
  expectClose(gradient!, elements(grad(apart[0]!.add(apart[1]!), samples)[0]!));
});
