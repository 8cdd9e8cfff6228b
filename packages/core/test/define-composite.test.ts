import { expect, test } from 'vitest';
import { grad, gradgradcheck, type Tensor } from '../src/index.ts';
import { defineComposite } from '../src/op/define-composite.ts';
import { doubles, expectTensor, gradientOf, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

/** x · |x|, written so that the derivative of its parts would be NaN at 0. */
const signedSquare = defineComposite<readonly [Tensor]>({
  name: 'signedSquare',
  forward: ([x]) => x.mul(x.square().sqrt()),
  vjp: ({ inputs: [x], save }) => {
    const saved = save(x);
    return ([grad]) => [saved().abs().mul(2).mul(grad!)];
  },
});

test('a composite is one node, with the gradient of its own', () => {
  const x = leaf([0, -3]);
  const y = signedSquare([x], undefined);
  expectTensor(y, [0, -9]);
  expect(y.gradFn!.name).toBe('signedSquare');
  expectTensor(gradientOf(y, x), [0, 6]);
});

test('its gradient has derivatives, too', () => {
  expect(gradgradcheck((x) => signedSquare([x!], undefined), [leaf([2, -3])])).toBe(true);
});

test('without a leaf that wants a gradient nothing is recorded', () => {
  expect(signedSquare([doubles([2])], undefined).requiresGrad).toBe(false);
});

test('what it saved must not be changed', () => {
  const x = leaf([1, 2]);
  const y = signedSquare([x], undefined);
  x.detach().fill_(0);
  expect(() => grad(y.sum(), x)).toThrow('signedSquare: a tensor of shape [2] that it saved');
});
