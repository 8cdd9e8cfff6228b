import { grad, manualSeed, tensor, zeros } from '@cotangent/core';
import { expect, test } from 'vitest';
import { gumbelSoftmax } from '../src/functional.ts';
import { elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

test('samples sum to 1, and hard ones are one-hot with the gradient of the soft ones', () => {
  const logits = variedLeaf([4, 3]);
  manualSeed(1);
  const soft = gumbelSoftmax(logits, { tau: 0.5 });
  expectClose(soft.sum({ dim: -1 }), [1, 1, 1, 1]);
  manualSeed(1);
  const hard = gumbelSoftmax(logits, { tau: 0.5, hard: true });
  expect(elements(hard.argmax({ dim: 1 }))).toEqual(elements(soft.argmax({ dim: 1 })));
  expectClose(hard.amax({ dim: 1 }), [1, 1, 1, 1]);
  const weights = variedLeaf([4, 3], 2).detach();
  expectClose(grad(hard.mul(weights).sum(), logits)[0]!, elements(grad(soft.mul(weights).sum(), logits)[0]!));
});

test('classes come as often as their probabilities say', () => {
  manualSeed(0);
  const logits = tensor([0.2, 0.5, 0.3]).log().expand([20_000, 3]);
  const shares = gumbelSoftmax(logits, { hard: true }).mean({ dim: 0 });
  [0.2, 0.5, 0.3].forEach((share, i) => {
    expect(elements(shares)[i]).toBeCloseTo(share, 1);
  });
});

test('integers and a temperature of 0 are refused', () => {
  expect(() => gumbelSoftmax(zeros([2]).long())).toThrow('gumbelSoftmax: expected a float tensor, got int32');
  expect(() => gumbelSoftmax(zeros([2]), { tau: 0 })).toThrow('gumbelSoftmax: tau is 0, expected a number above 0');
});
