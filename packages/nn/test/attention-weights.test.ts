import {
  gradcheck,
  gradgradcheck,
  manualSeed,
  noGrad,
  rand,
  randn,
  softmax,
  type Tensor,
  tensor,
  vmap,
} from '@cotangent/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskedWeights } from '../src/attention/attention-weights.ts';
import { scaledDotProductAttention } from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { evacuatedBy } from './evacuated-by.ts';
import { elements, expectClose, variedLeaf } from './tensors.ts';

const never = Number.NEGATIVE_INFINITY;

/** The definition, word by word. */
function definition(scores: Tensor, mask: Tensor, scale: number): Tensor {
  const scaled = scores.mul(scale);
  const masked = mask.dtype === 'bool' ? scaled.maskedFill(mask.logicalNot(), never) : scaled.add(mask);
  const dead = masked.eq(never).all({ dim: -1, keepdim: true });
  return softmax(masked.maskedFill(dead, 0), -1).maskedFill(dead, 0);
}

const sizes = fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 }), fc.nat(3), fc.nat(9));

test('weights under a mask are the softmax of what is left, and zeros where nothing is', () => {
  const maskDims = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(sizes, maskDims, fc.nat(4), fc.boolean(), fc.nat(), (shape, whole, rank, bools, seed) => {
      manualSeed(seed);
      const scores = randn(shape) as Tensor;
      const maskShape = shape.map((size, d) => (whole[d] ? size : 1)).slice(4 - rank);
      const allowed = rand(maskShape).gt(0.4);
      const mask = bools ? allowed : randn(maskShape).maskedFill(allowed.logicalNot(), never);
      const weights = maskedWeights(scores, mask, 0.7);
      expectClose(weights, elements(definition(scores.double(), bools ? mask : mask.double(), 0.7)), 2e-6);
    }),
    { numRuns: 60 },
  );
});

test('a NaN among the scores spoils its own row, masked or not', () => {
  const scores = tensor([
    [Number.NaN, 1],
    [0, 0],
  ]);
  const weights = maskedWeights(scores, tensor([true, true]).bool(), 1);
  expect(weights.tolist()).toEqual([
    [Number.NaN, Number.NaN],
    [0.5, 0.5],
  ]);
});

test('first and second derivatives of scores and of summands agree with finite differences', () => {
  const dead = tensor([[0], [never], [0]], { dtype: 'float64' });
  const run = (scores: Tensor, mask: Tensor): Tensor => maskedWeights(scores, mask.add(dead), 0.6);
  const inputs = [variedLeaf([2, 3, 4], 1), variedLeaf([3, 4], 2)];
  expect(gradcheck(run as never, inputs)).toBe(true);
  expect(gradgradcheck(run as never, inputs)).toBe(true);
});

test('samples of vmap may differ in scores, in masks, or in both', () => {
  const scores = variedLeaf([3, 2, 2, 4], 1).detach();
  const masks = variedLeaf([3, 2, 4], 2).detach();
  const run = (s: Tensor, m: Tensor): Tensor => maskedWeights(s, m, 0.5);
  const one = masks.select(0, 1);
  expectClose(
    vmap(run)(scores, masks),
    [0, 1, 2].flatMap((i) => elements(run(scores.select(0, i), masks.select(0, i)))),
  );
  expectClose(
    vmap((s: Tensor) => run(s, one))(scores),
    [0, 1, 2].flatMap((i) => elements(run(scores.select(0, i), one))),
  );
  const first = scores.select(0, 0);
  expectClose(
    vmap((m: Tensor) => run(first, m))(masks),
    [0, 1, 2].flatMap((i) => elements(run(first, masks.select(0, i)))),
  );
});

test('attention frees what only it has, and nothing that others may have', () => {
  const layer = new nn.MultiheadAttention(32, 4, { batchFirst: true });
  const x = randn([8, 32, 32]) as Tensor;
  const attnMask = rand([32, 32]).gt(0.9);
  const kept: Tensor[] = [];
  const expected = noGrad(() => layer.call(x, x, x, { attnMask, needWeights: false })[0].tolist());
  const evacuated = evacuatedBy(() => {
    for (let i = 0; i < 120; i++) {
      noGrad(() => {
        layer.call(x, x, x, { attnMask, needWeights: false })[0].dispose();
        scaledDotProductAttention(x, x, x, { isCausal: true }).dispose();
      });
    }
  });
  // of some 100 MB
  expect(evacuated).toBeLessThan(8 << 20);
  layer.outProj.registerForwardHook((_module, [given]) => {
    kept.push(given as Tensor);
  });
  const [output, weights] = layer.call(x, x, x, { attnMask });
  expectClose(output, (expected as number[][][]).flat(2), 1e-5);
  expect(weights!.shape).toEqual([8, 32, 32]);
  expect(kept[0]!.tolist()).toHaveLength(8);
});

test('attention whose last projection gives what it is given keeps it', () => {
  const layer = new nn.MultiheadAttention(4, 2);
  Object.assign(layer, { outProj: new nn.Identity() });
  const x = randn([3, 2, 4]) as Tensor;
  const kept = elements(layer.call(x, x, x)[0]);
  expectClose(
    noGrad(() => layer.call(x, x, x)[0]),
    kept,
    1e-6,
  );
});
