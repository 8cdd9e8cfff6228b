import { gradcheck, gradgradcheck, manualSeed, ones, type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { dropout, scaledDotProductAttention, softmax } from '../src/functional.ts';
import { doubles, elements, expectClose, gradientOf, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const query = variedLeaf([2, 3, 4], 1);
const key = variedLeaf([2, 5, 4], 2);
const value = variedLeaf([2, 5, 3], 3);

/** The definition, word by word. */
function reference(scores: Tensor, of: Tensor = value): Tensor {
  return softmax(scores, -1).matmul(of);
}

const scores = query.matmul(key.mT).div(2);

test('is the softmax of scaled products, times the values', () => {
  expectClose(scaledDotProductAttention(query, key, value), elements(reference(scores)));
  const scaled = reference(scores.mul(2 * 0.3));
  expectClose(scaledDotProductAttention(query, key, value, { scale: 0.3 }), elements(scaled));
});

describe('masks', () => {
  const allowed = tensor([
    [1, 0, 1, 1, 0],
    [0, 1, 0, 0, 0],
    [1, 1, 1, 1, 1],
  ]).bool();

  test('a bool mask says who takes part', () => {
    const masked = scores.maskedFill(allowed.logicalNot(), Number.NEGATIVE_INFINITY);
    expectClose(scaledDotProductAttention(query, key, value, { attnMask: allowed }), elements(reference(masked)));
  });

  test('a float mask is added', () => {
    const attnMask = variedLeaf([3, 5], 4);
    expectClose(scaledDotProductAttention(query, key, value, { attnMask }), elements(reference(scores.add(attnMask))));
  });

  test('isCausal is the lower triangle', () => {
    const attnMask = tensor([
      [1, 0, 0, 0, 0],
      [1, 1, 0, 0, 0],
      [1, 1, 1, 0, 0],
    ]).bool();
    const causal = scaledDotProductAttention(query, key, value, { isCausal: true });
    expectClose(causal, elements(scaledDotProductAttention(query, key, value, { attnMask })));
  });

  test('a query that may look at no key gets zeros, and gives a gradient of zeros', () => {
    const attnMask = allowed.logicalAnd(tensor([[1], [0], [1]]).bool());
    const attend = (): Tensor => scaledDotProductAttention(query, key, value, { attnMask });
    expect(elements(attend().select(1, 1))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(gradientOf(attend().sum(), query).slice(4, 8)).toEqual([0, 0, 0, 0]);
    expect(gradientOf(attend().sum(), key).every(Number.isFinite)).toBe(true);
  });
});

test('heads of queries share those of keys and values', () => {
  const queries = variedLeaf([1, 4, 3, 4], 1);
  const [keys, values] = [key.unsqueeze(0), value.unsqueeze(0)];
  const shared = scaledDotProductAttention(queries, keys, values, { enableGqa: true });
  for (const head of [0, 1, 2, 3]) {
    const served = Math.floor(head / 2);
    const alone = scaledDotProductAttention(queries.select(1, head), keys.select(1, served), values.select(1, served));
    expectClose(shared.select(1, head), elements(alone));
  }
});

test('dropout drops weights, with or without training', () => {
  manualSeed(4);
  const y = scaledDotProductAttention(query, key, value, { dropoutP: 0.5 });
  manualSeed(4);
  expectClose(y, elements(dropout(softmax(scores, -1), { p: 0.5 }).matmul(value)));
});

test('first and second derivatives agree with finite differences', () => {
  const attnMask = tensor([
    [1, 0],
    [0, 0],
    [1, 1],
  ]).bool();
  const run = (q: Tensor, k: Tensor, v: Tensor): Tensor => scaledDotProductAttention(q, k, v, { attnMask });
  const inputs = [variedLeaf([3, 2], 1), variedLeaf([2, 2], 2), variedLeaf([2, 1], 3)];
  expect(gradcheck(run as never, inputs)).toBe(true);
  expect(gradgradcheck(run as never, inputs)).toBe(true);
});

test.each<[string, () => unknown, string]>([
  [
    'a vector',
    () => scaledDotProductAttention(zeros([4]), key, value),
    'query has shape [4], expected […, length, size]',
  ],
  [
    'integers',
    () => scaledDotProductAttention(zeros([2, 4]).long(), key, value),
    'query is int32, expected float32 or float64',
  ],
  ['another dtype', () => scaledDotProductAttention(query, key.float(), value), 'query is float64 but key float32'],
  [
    'another size',
    () => scaledDotProductAttention(query, value, value),
    'query [2, 3, 4] and key [2, 5, 3] differ in their last dimension',
  ],
  [
    'another length',
    () => scaledDotProductAttention(query, query, value),
    'key [2, 3, 4] and value [2, 5, 3] differ in their length',
  ],
  [
    'other batches',
    () => scaledDotProductAttention(doubles([[[1]], [[1]], [[1]]]), doubles([[[1]], [[1]]]), doubles([[1]])),
    '[3] and [2] do not broadcast',
  ],
  [
    'two masks',
    () => scaledDotProductAttention(query, key, value, { isCausal: true, attnMask: ones([3, 5]).bool() }),
    'isCausal and attnMask exclude each other',
  ],
  [
    'a mask of another dtype',
    () => scaledDotProductAttention(query, key, value, { attnMask: ones([3, 5]) }),
    'attnMask is float32, expected bool or float64',
  ],
  [
    'a mask that is too large',
    () => scaledDotProductAttention(query, key, value, { attnMask: ones([4, 2, 3, 5]).bool() }),
    'attnMask [4, 2, 3, 5] does not broadcast to [2, 3, 5]',
  ],
  [
    'heads that do not divide',
    () => scaledDotProductAttention(zeros([3, 2, 4]), zeros([2, 2, 4]), zeros([2, 2, 4]), { enableGqa: true }),
    '2 heads cannot serve 3 heads of queries evenly',
  ],
])('%s is refused', (_what, run, message) => {
  expect(run).toThrow(/^scaledDotProductAttention: /);
  expect(run).toThrow(message);
});
