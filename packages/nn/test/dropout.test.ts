import { gradcheck, manualSeed, randn, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { doubles, elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

describe('Dropout', () => {
  const x = doubles(Array(1000).fill(3)).requiresGrad_();

  test('drops with probability p and scales the rest', () => {
    manualSeed(0);
    const y = F.dropout(x, { p: 0.25 });
    const kept = elements(y).filter((value) => value !== 0);
    expect(new Set(kept)).toEqual(new Set([4]));
    expect(kept.length / 1000).toBeCloseTo(0.75, 1);
  });

  test('drops what PyTorch drops from the same seed', () => {
    manualSeed(3);
    expectClose(F.dropout(tensor([1, 1, 1, 1, 1, 1]), { p: 0.3 }), [1 / 0.7, 1 / 0.7, 0, 1 / 0.7, 0, 1 / 0.7], 1e-6);
  });

  test('its gradient is dropped and scaled alike', () => {
    const leaf = doubles([1, 2, 3, 4]).requiresGrad_();
    const y = F.dropout(leaf, { p: 0.5 });
    y.sum().backward();
    expectClose(leaf.grad!.mul(leaf), elements(y));
  });

  test('does nothing after eval, outside training and for p = 0', () => {
    const layer = new nn.Dropout();
    expect(layer.eval().call(x) === x).toBe(true);
    expect(layer.train().call(x) === x).toBe(false);
    expect(F.dropout(x, { training: false }) === x).toBe(true);
    expect(F.dropout(x, { p: 0 }) === x).toBe(true);
  });

  test('p = 1 gives zeros', () => {
    expect(F.dropout(x, { p: 1 }).sum().item()).toBe(0);
  });

  test.each([-0.1, 1.5, Number.NaN])('refuses p = %d', (p) => {
    expect(() => F.dropout(x, { p })).toThrow(`dropout: p is ${p}, expected a probability in [0, 1]`);
    expect(() => new nn.Dropout(p)).toThrow(`Dropout: p is ${p}, expected a probability in [0, 1]`);
  });

  test('refuses integers', () => {
    expect(() => F.dropout(tensor([1], { dtype: 'int64' }))).toThrow('dropout: expected a float tensor, got int32');
  });
});

describe('dropout of channels', () => {
  const counting = doubles([1, 2, 3, 4, 5, 6, 7, 8]);

  test.each([
    ['dropout1d', F.dropout1d, [2, 2, 2], [1, 2, 3, 4, 0, 0, 7, 8]],
    ['dropout1d without a batch', F.dropout1d, [4, 2], [1, 2, 3, 4, 0, 0, 7, 8]],
    ['dropout2d', F.dropout2d, [2, 2, 2, 1], [1, 2, 3, 4, 0, 0, 7, 8]],
    ['dropout3d', F.dropout3d, [2, 2, 1, 2, 1], [1, 2, 3, 4, 0, 0, 7, 8]],
    ['dropout3d without a batch', F.dropout3d, [4, 2, 1, 1], [1, 2, 3, 4, 0, 0, 7, 8]],
  ])('%s drops the channels that PyTorch drops from the same seed', (_name, op, shape, kept) => {
    manualSeed(3);
    expectClose(
      op(counting.reshape(shape), { p: 0.4 }),
      kept.map((value) => value / 0.6),
    );
  });

  test.each([
    ['dropout1d', () => F.dropout1d(zeros([2])), 'expected [N, C, L] or [C, L]'],
    ['dropout2d', () => F.dropout2d(zeros([2])), 'expected two dimensions or more'],
    ['dropout3d', () => F.dropout3d(zeros([2, 2, 2])), 'expected [N, C, D, H, W] or [C, D, H, W]'],
    ['featureAlphaDropout', () => F.featureAlphaDropout(zeros([2])), 'expected two dimensions or more'],
  ])('%s refuses other shapes', (name, run, message) => {
    expect(run).toThrow(new RegExp(`^${name}: the input has shape .*, `));
    expect(run).toThrow(message);
  });
});

describe('alpha dropout', () => {
  const x = doubles([1, 2, 3, 4, 5, 6, 7, 8]).reshape([2, 2, 2]);

  test('gives PyTorch’s elements from the same seed', () => {
    manualSeed(3);
    const dropped = -0.9106419695548393;
    expectClose(F.alphaDropout(x, { p: 0.4, training: true }), [
      1.4703772724774749,
      2.333659898585057,
      dropped,
      4.060225150800221,
      dropped,
      dropped,
      6.650073029122967,
      7.513355655230549,
    ]);
    manualSeed(3);
    expectClose(F.featureAlphaDropout(x, { p: 0.4, training: true }).select(0, 1), [
      dropped,
      dropped,
      6.650073029122967,
      7.513355655230549,
    ]);
  });

  test('keeps mean 0 and variance 1', () => {
    manualSeed(0);
    const y = F.alphaDropout(randn([20_000]), { p: 0.3, training: true });
    expect(y.mean().item()).toBeCloseTo(0, 1);
    expect(y.var().item()).toBeCloseTo(1, 1);
  });

  test('happens in training only, and gives zeros for p = 1', () => {
    expect(F.alphaDropout(x) === x).toBe(true);
    expect(F.featureAlphaDropout(x) === x).toBe(true);
    expect(F.alphaDropout(x, { p: 1, training: true }).abs().sum().item()).toBe(0);
  });

  test('has the gradient of what is kept', () => {
    const run = (input: typeof x): typeof x => {
      manualSeed(1);
      return F.alphaDropout(input, { p: 0.4, training: true });
    };
    expect(gradcheck(run as never, [variedLeaf([6])])).toBe(true);
  });
});

test.each([
  [new nn.Dropout(0.2), 'Dropout(p=0.2)', [4]],
  [new nn.Dropout1d(), 'Dropout1d(p=0.5)', [4, 2]],
  [new nn.Dropout2d(), 'Dropout2d(p=0.5)', [1, 4, 2]],
  [new nn.Dropout3d(), 'Dropout3d(p=0.5)', [1, 4, 2, 1, 1]],
  [new nn.AlphaDropout(), 'AlphaDropout(p=0.5)', [4]],
  [new nn.FeatureAlphaDropout(0.4), 'FeatureAlphaDropout(p=0.4)', [1, 4, 2]],
])('the module %s drops while training and not after eval', (module, text, shape) => {
  manualSeed(2);
  const x = randn(shape);
  expect(String(module)).toBe(text);
  expect(module.call(x).ne(x).any().item()).toBe(1);
  expect(module.eval().call(x) === x).toBe(true);
});
