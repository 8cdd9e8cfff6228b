import { gradcheck, manualSeed, ones, type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const sines = (shape: readonly number[], shift = 0): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(Float64Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + shift))).reshape(shape);
};
const [query, key, value] = [sines([2, 2, 4]), sines([3, 2, 3], 1), sines([3, 2, 2], 2)];
const attnMask = tensor([
  [0, 1, 0],
  [0, 0, 0],
]).bool();
const keyPaddingMask = tensor([
  [0, 0, 1],
  [0, 0, 0],
]).bool();

/** A module as PyTorch's seed 1 makes it, in float64. */
function seeded<M extends nn.AnyModule>(make: () => M): M {
  manualSeed(1);
  return make().double();
}

describe('MultiheadAttention', () => {
  const options = { dropout: 0.3, addBiasKv: true, addZeroAttn: true, kdim: 3, vdim: 2 };

  test('gives what PyTorch gives from the same seeds, with every option', () => {
    const layer = seeded(() => new nn.MultiheadAttention(4, 2, options));
    manualSeed(3);
    const call = { keyPaddingMask, attnMask, averageAttnWeights: false };
    const [output, weights] = layer.call(query, key, value, call);
    expectClose(
      output,
      [
        0.17771646, -0.24123829, 0.11112828, 0.13952556, 0.17522733, -0.16710611, 0.06137232, 0.11621902, 0.11956928,
        -0.22630404, 0.0893421, 0.12051712, 0.19505731, -0.06045456, 0.02249232, 0.08779582,
      ],
      1e-7,
    );
    expect(weights!.shape).toEqual([2, 2, 2, 5]);
    expectClose(
      weights!.select(0, 1).select(0, 0),
      [0.23205285, 0, 0.34556054, 0.47391717, 0.37704087, 0.18848113, 0.38254563, 0.25265999, 0.32915981, 0],
      1e-7,
    );
  });

  test('takes a query without a batch, and masks that are added', () => {
    const layer = seeded(() => new nn.MultiheadAttention(4, 2, options)).eval();
    const alone = [query, key, value].map((x) => x.select(1, 0)) as [Tensor, Tensor, Tensor];
    const [output, weights] = layer.call(...alone, { attnMask: attnMask.double().mul(-2) });
    expectClose(
      output,
      [0.02053129, -0.13952412, 0.05861255, 0.05112867, -0.00935953, -0.14947154, 0.0591725, 0.04542844],
      1e-7,
    );
    expect(weights!.shape).toEqual([2, 5]);
  });

  test('gives the same output without weights, and batch first', () => {
    const layer = seeded(() => new nn.MultiheadAttention(4, 2, { batchFirst: true }));
    const [output, none] = layer.call(query, query, query, { needWeights: false });
    expect(none).toBeUndefined();
    expectClose(
      output,
      [
        -0.05530596, 0.1050671, -0.06029178, 0.02703638, -0.05546639, 0.1052966, -0.06070151, 0.02706102, 0.01483687,
        -0.02463969, -0.08422058, 0.07349688, 0.01492061, -0.02507318, -0.08420355, 0.07355208,
      ],
      1e-7,
    );
    expectClose(layer.call(query, query, query)[0], elements(output));
    // the projections in three products instead of one
    expectClose(layer.call(query, query.clone(), query)[0], elements(output));
  });

  test('masks of each head may differ', () => {
    const layer = seeded(() => new nn.MultiheadAttention(4, 2));
    const mask = zeros([4, 2, 2]).bool();
    mask.select(0, 3).select(0, 0).select(0, 1).fill_(1);
    const [, weights] = layer.call(query, query, query, { attnMask: mask, averageAttnWeights: false });
    expect(elements(weights!.select(0, 1).select(0, 1).select(0, 0))).toEqual([1, 0]);
    expect(elements(weights!).filter((weight) => weight === 0)).toHaveLength(1);
  });

  test('has derivatives that agree with finite differences', () => {
    const layer = seeded(() => new nn.MultiheadAttention(4, 2, { kdim: 3, vdim: 2 }));
    const run = (...inputs: [Tensor, Tensor, Tensor]): Tensor => layer.call(...inputs)[0];
    expect(gradcheck(run as never, [variedLeaf([2, 4]), variedLeaf([3, 3]), variedLeaf([3, 2])])).toBe(true);
  });

  test.each<[string, () => unknown, string]>([
    [
      'heads that do not divide',
      () => new nn.MultiheadAttention(4, 3),
      'MultiheadAttention: 3 heads do not divide 4 features evenly',
    ],
    [
      'no probability',
      () => new nn.MultiheadAttention(4, 2, { dropout: 2 }),
      'MultiheadAttention: dropout is 2, expected a probability in [0, 1]',
    ],
    [
      'other features',
      () => new nn.MultiheadAttention(4, 2).call(zeros([2, 3]), zeros([2, 4]), zeros([2, 4])),
      'query has shape [2, 3], expected […, 4] or […, …, 4]',
    ],
    [
      'a batch of keys for one query',
      () => new nn.MultiheadAttention(4, 2).call(zeros([2, 4]), zeros([2, 1, 4]), zeros([2, 1, 4])),
      'key has shape [2, 1, 4], expected […, 4]',
    ],
    [
      'another batch',
      () => new nn.MultiheadAttention(4, 2).call(zeros([2, 2, 4]), zeros([2, 3, 4]), zeros([2, 3, 4])),
      'query [2, 2, 4], key [2, 3, 4] and value [2, 3, 4] differ in batch or length',
    ],
    [
      'a mask of another shape',
      () =>
        new nn.MultiheadAttention(4, 2).call(zeros([2, 4]), zeros([3, 4]), zeros([3, 4]), { attnMask: zeros([3, 3]) }),
      'attnMask has shape [3, 3], expected [2, 3] or [2, 2, 3]',
    ],
    [
      'padding of another length',
      () =>
        new nn.MultiheadAttention(4, 2).call(zeros([2, 4]), zeros([3, 4]), zeros([3, 4]), {
          keyPaddingMask: zeros([2]),
        }),
      'keyPaddingMask has shape [2], expected [3]',
    ],
    [
      'a mask of integers',
      () =>
        new nn.MultiheadAttention(4, 2).call(zeros([2, 4]), zeros([3, 4]), zeros([3, 4]), {
          attnMask: ones([2, 3]).long(),
        }),
      'attnMask is int32, expected bool or float32',
    ],
    [
      'a hint about no mask',
      () => new nn.MultiheadAttention(4, 2).call(zeros([2, 4]), zeros([3, 4]), zeros([3, 4]), { isCausal: true }),
      'isCausal is a hint about attnMask, which is not given',
    ],
  ])('%s is refused', (_what, run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow(/^MultiheadAttention/);
  });
});

describe('Transformer', () => {
  test('gives what PyTorch gives from the same seeds', () => {
    const make = { dModel: 4, nhead: 2, numEncoderLayers: 2, numDecoderLayers: 1, dimFeedforward: 8 };
    const model = seeded(() => new nn.Transformer({ ...make, dropout: 0.2, activation: 'gelu', normFirst: true }));
    const tgtMask = nn.Transformer.generateSquareSubsequentMask(3).double();
    manualSeed(3);
    expectClose(
      model.call(sines([2, 1, 4]), sines([3, 1, 4], 1), { tgtMask }),
      [
        -0.37428138, 1.61374031, -1.11324843, -0.1262105, 1.47929122, -1.17209003, -0.59556764, 0.28836645, 1.36214334,
        0.26074467, -1.42774015, -0.19514786,
      ],
      1e-7,
    );
  });

  test('an encoder has copies of its layer, which start alike and learn apart', () => {
    const layer = seeded(() => new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8, dropout: 0.2 }));
    const encoder = new nn.TransformerEncoder(layer, 2);
    manualSeed(3);
    const srcKeyPaddingMask = tensor([
      [0, 1],
      [0, 0],
    ]).bool();
    const y = encoder.call(query, { srcKeyPaddingMask });
    expectClose(
      y,
      [
        0.02711183, 1.59763843, -1.06425237, -0.56049788, 0.82809347, 0.51809569, -1.70743024, 0.36124109, 1.10365938,
        0.60864511, -1.54371244, -0.16859204, 1.00992801, -0.4117074, -1.44619118, 0.84797057,
      ],
      1e-7,
    );
    y.mul(query).sum().backward();
    const [first, second] = encoder.layers;
    expect(first!.linear1.weight.tolist()).toEqual(second!.linear1.weight.tolist());
    expect(first!.linear1.weight.grad!.tolist()).not.toEqual(second!.linear1.weight.grad!.tolist());
    expect(layer.linear1.weight.grad).toBeNull();
    expect([...encoder.stateDict().keys()][0]).toBe('layers.0.self_attn.in_proj_weight');
    expect([...encoder.parameters()]).toHaveLength(24);
  });

  test('a query never looks ahead of a causal mask', () => {
    const decoder = new nn.TransformerDecoder(new nn.TransformerDecoderLayer(4, 2, { dropout: 0 }), 2, {
      norm: new nn.LayerNorm(4),
    }).double();
    const memory = sines([2, 1, 4]);
    const tgtMask = nn.Transformer.generateSquareSubsequentMask(3).double();
    const run = (x: Tensor): Tensor => decoder.call(x, memory, { tgtMask, tgtIsCausal: true }).narrow(0, 0, 2);
    const x = sines([3, 1, 4], 1);
    const changed = x.clone();
    changed.select(0, 2).fill_(7);
    expectClose(run(changed), elements(run(x)));
  });

  test.each<[string, () => unknown, string]>([
    [
      'an unknown activation',
      () => new nn.TransformerEncoderLayer(4, 2, { activation: 'tanh' as never }),
      'TransformerEncoderLayer: unknown activation "tanh": expected relu, gelu or a function',
    ],
    [
      'a fraction of a layer',
      () => new nn.TransformerEncoder(new nn.TransformerEncoderLayer(4, 2), 1.5),
      'TransformerEncoder: numLayers is 1.5, expected a whole number ≥ 0',
    ],
    [
      'other features',
      () =>
        new nn.Transformer({ dModel: 4, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1 }).call(
          zeros([2, 4]),
          zeros([2, 3]),
        ),
      'Transformer: [2, 4] and [2, 3] must have 4 features and the same batch',
    ],
  ])('%s is refused', (_what, run, message) => {
    expect(run).toThrow(message);
  });
});
