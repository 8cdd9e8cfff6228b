import { embedding, embeddingBag, manualSeed, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { Embedding, EmbeddingBag } from '../src/index.ts';
import { doubles, elements, expectClose, integers, useMovingMemory } from './tensors.ts';

useMovingMemory();

const table = doubles([
  [1, 2],
  [3, 4],
  [5, 6],
]);

describe('Embedding', () => {
  test('starts as PyTorch’s from the same seed, with zeros in the padding row', () => {
    manualSeed(3);
    const layer = new Embedding(3, 2, { paddingIdx: 1 });
    expectClose(
      layer.weight,
      [0.8032760620117188, 0.17483338713645935, 0, 0, 0.04618244990706444, -1.3682591915130615],
      1e-6,
    );
  });

  test('gives the rows that integers name, and no gradient to the padding row', () => {
    const layer = new Embedding(3, 2, { weight: table.clone(), paddingIdx: -1 });
    const y = layer.call(
      integers([
        [0, 2],
        [1, 0],
      ]),
    );
    expect(y.tolist()).toEqual([
      [
        [1, 2],
        [5, 6],
      ],
      [
        [3, 4],
        [1, 2],
      ],
    ]);
    y.sum().backward();
    expect(layer.weight.grad!.tolist()).toEqual([
      [2, 2],
      [1, 1],
      [0, 0],
    ]);
    expect(layer.paddingIdx).toBe(2);
  });

  test('scales rows down and gradients by frequency, as its function does', () => {
    const settings = { maxNorm: 1, normType: 1, scaleGradByFreq: true };
    const layer = new Embedding(3, 2, { weight: table.clone(), ...settings });
    const y = layer.call(integers([0, 0, 2]));
    expectClose(y, elements(embedding(integers([0, 0, 2]), table.clone(), settings)));
    y.sum().backward();
    expect(layer.weight.grad!.tolist()).toEqual([
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
  });

  test('of a given table, which is frozen unless asked', () => {
    const frozen = Embedding.fromPretrained(table);
    expect([frozen.numEmbeddings, frozen.embeddingDim, frozen.weight.requiresGrad]).toEqual([3, 2, false]);
    expect(frozen.call(integers([1])).tolist()).toEqual([[3, 4]]);
    expect(Embedding.fromPretrained(table, { freeze: false }).weight.requiresGrad).toBe(true);
    const bags = EmbeddingBag.fromPretrained(table, { mode: 'sum' });
    expect(bags.call(integers([[0, 2]])).tolist()).toEqual([[6, 8]]);
    expect(bags.weight.requiresGrad).toBe(false);
  });
});

test('EmbeddingBag is its function with a table', () => {
  const [input, offsets, weights] = [integers([0, 2, 1, 1]), integers([0, 3]), doubles([1, 2, 3, 4])];
  const mean = new EmbeddingBag(3, 2, { weight: table, paddingIdx: 2 });
  expectClose(mean.call(input, offsets), elements(embeddingBag(input, table, { offsets, paddingIdx: 2 })));
  const sum = new EmbeddingBag(3, 2, { weight: table, mode: 'sum' });
  const want = embeddingBag(input, table, { offsets, mode: 'sum', perSampleWeights: weights });
  expectClose(sum.call(input, offsets, weights), elements(want));
});

test.each([
  [new Embedding(3, 2), 'Embedding(3, 2)'],
  [
    new Embedding(3, 2, { paddingIdx: -1, maxNorm: 1, normType: 1, scaleGradByFreq: true }),
    'Embedding(3, 2, paddingIdx=2, maxNorm=1, normType=1, scaleGradByFreq=true)',
  ],
  [new EmbeddingBag(3, 2, { mode: 'max', paddingIdx: 0 }), 'EmbeddingBag(3, 2, mode=max, paddingIdx=0)'],
])('%s prints its settings', (layer, text) => {
  expect(String(layer)).toBe(text);
});

test.each<[string, () => unknown, string]>([
  [
    'a padding row that is not there',
    () => new Embedding(3, 2, { paddingIdx: 3 }),
    'Embedding: paddingIdx 3 is outside [-3, 3)',
  ],
  [
    'a table of another shape',
    () => new EmbeddingBag(3, 2, { weight: zeros([2, 2]) }),
    'EmbeddingBag: weight has shape [2, 2], expected [3, 2]',
  ],
  [
    'a vector as a table',
    () => Embedding.fromPretrained(zeros([2])),
    'Embedding: the table has shape [2], expected two dimensions',
  ],
  ['an index out of range', () => new Embedding(3, 2).call(integers([3])), 'Embedding: '],
])('%s is refused', (_what, run, message) => {
  expect(run).toThrow(message);
});
