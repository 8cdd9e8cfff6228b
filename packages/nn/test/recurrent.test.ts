import { gradcheck, gradgradcheck, manualSeed, type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const x = tensor(Float64Array.from({ length: 12 }, (_, i) => Math.sin(1.7 * i))).reshape([3, 2, 2]);

/** A module as PyTorch's seed 1 makes it, in float64. */
function seeded<M extends nn.AnyModule>(make: () => M): M {
  manualSeed(1);
  return make().double();
}

describe('from the same seeds, weights, dropout and results are PyTorch’s:', () => {
  test('RNN', () => {
    const layer = seeded(() => new nn.RNN(2, 3, { numLayers: 2, dropout: 0.5, nonlinearity: 'relu' }));
    manualSeed(2);
    const [output, hidden] = layer.call(x);
    expectClose(
      output,
      [
        0.06168601, 0.60276139, 0, 0.16466802, 0.57334323, 0, 0.03231092, 0.03820379, 0, 0.24057167, 0.0532813, 0,
        0.19080174, 0.53537426, 0, 0, 0.54067696, 0,
      ],
      1e-7,
    );
    expectClose(
      hidden,
      [0.68979759, 0.31652439, 0, 0.210055, 0.33042168, 0.29179836, 0.19080174, 0.53537426, 0, 0, 0.54067696, 0],
      1e-7,
    );
  });

  test('GRU, batch first', () => {
    const layer = seeded(() => new nn.GRU(2, 2, { numLayers: 2, dropout: 0.5, batchFirst: true }));
    manualSeed(2);
    const [output, hidden] = layer.call(x);
    expectClose(
      output,
      [
        -0.09413138, -0.08170288, 0.03090305, 0.01572482, -0.12828147, -0.1023863, -0.1462712, -0.16881618, -0.12828147,
        -0.1023863, -0.0333273, -0.0261699,
      ],
      1e-7,
    );
    expect(hidden.shape).toEqual([2, 3, 2]);
    expectClose(hidden.select(0, 1), [0.03090305, 0.01572482, -0.1462712, -0.16881618, -0.0333273, -0.0261699], 1e-7);
  });

  test('LSTM, in both directions, with a projection', () => {
    const layer = seeded(() => new nn.LSTM(2, 3, { numLayers: 2, dropout: 0.4, bidirectional: true, projSize: 1 }));
    manualSeed(2);
    const [output, [hidden, memory]] = layer.call(x);
    expectClose(
      output,
      [
        0.13684914, 0.01643471, 0.15546586, 0.04436414, 0.20212786, 0.01481354, 0.21409834, 0.02970953, 0.23291904,
        0.00808289, 0.230256, 0.00762244,
      ],
      1e-7,
    );
    expectClose(
      hidden,
      [-0.11047621, -0.04141082, -0.02105897, 0.16914547, 0.23291904, 0.230256, 0.01643471, 0.04436414],
      1e-7,
    );
    expect(memory.shape).toEqual([4, 2, 3]);
    expectClose(memory.select(0, 0), [0.69904521, 0.39698735, -0.18313955, 0.58941121, 0.4556484, -0.29966439], 1e-7);
  });

  test('cells', () => {
    const input = x.select(0, 0);
    const rnn = [0.19739194, 0.48696995, 0.12538234, 0.54597438, 0.04104097, -0.37907522];
    expectClose(seeded(() => new nn.RNNCell(2, 3)).call(input), rnn, 1e-7);
    const gru = [-0.35569887, 0.20190473, 0.04352479, -0.2592809, 0.21003638, 0.00746445];
    expectClose(seeded(() => new nn.GRUCell(2, 3)).call(input), gru, 1e-7);
    const [hidden, memory] = seeded(() => new nn.LSTMCell(2, 3)).call(input);
    expectClose(hidden, [-0.08881875, 0.10233175, -0.17282486, -0.04610526, 0.14799032, -0.19670099], 1e-7);
    expectClose(memory, [-0.26814449, 0.20723246, -0.4876207, -0.19270643, 0.22315697, -0.41087343], 1e-7);
  });
});

test.each([
  ['RNN', new nn.RNN(2, 3).double(), new nn.RNNCell(2, 3).double()],
  [
    'RNN of ReLU',
    new nn.RNN(2, 3, { nonlinearity: 'relu' }).double(),
    new nn.RNNCell(2, 3, { nonlinearity: 'relu' }).double(),
  ],
  ['GRU', new nn.GRU(2, 3).double(), new nn.GRUCell(2, 3).double()],
])('%s does at each step what its cell does', (_name, layer, cell) => {
  cell.loadStateDict(new Map([...layer.stateDict()].map(([name, value]) => [name.replace('_l0', ''), value])));
  const [output, last] = (layer as nn.GRU).call(x);
  let hidden: Tensor | undefined;
  for (const t of [0, 1, 2]) {
    hidden = (cell as nn.GRUCell).call(x.select(0, t), hidden);
    expectClose(output.select(0, t), elements(hidden));
  }
  expectClose(last, elements(hidden!));
});

test('a state that is given is where the steps start', () => {
  const layer = new nn.LSTM(2, 3, { numLayers: 2 }).double();
  const [all] = layer.call(x);
  const [, state] = layer.call(x.narrow(0, 0, 2));
  const [rest] = layer.call(x.narrow(0, 2, 1), state);
  expectClose(rest, elements(all.narrow(0, 2, 1)));
});

test('a sequence without a batch gives what it gives in a batch', () => {
  const layer = new nn.LSTM(2, 3, { batchFirst: true }).double();
  const [batched, [hidden]] = layer.call(x);
  const [single, [last]] = layer.call(x.select(0, 1));
  expect([single.shape, last.shape]).toEqual([
    [2, 3],
    [1, 3],
  ]);
  expectClose(single, elements(batched.select(0, 1)));
  expectClose(last, elements(hidden.select(1, 1)));
  const cell = new nn.GRUCell(2, 3).double();
  expectClose(cell.call(x.select(0, 0).select(0, 1)), elements(cell.call(x.select(0, 0)).select(0, 1)));
});

test.each([
  ['RNN', () => new nn.RNN(2, 2, { bidirectional: true })],
  ['LSTM', () => new nn.LSTM(2, 2, { bias: false })],
  ['GRU', () => new nn.GRU(2, 2)],
])('%s has derivatives that agree with finite differences', (_name, make) => {
  const layer = seeded(make as () => nn.GRU);
  const run = (input: Tensor): Tensor => layer.call(input)[0];
  const inputs = [variedLeaf([2, 1, 2])];
  expect(gradcheck(run as never, inputs)).toBe(true);
  expect(gradgradcheck(run as never, inputs)).toBe(true);
});

test.each([
  [new nn.RNN(2, 3, { nonlinearity: 'relu' }), 'RNN(2, 3)'],
  [
    new nn.LSTM(2, 3, { projSize: 1, numLayers: 2, bias: false, batchFirst: true, dropout: 0.5, bidirectional: true }),
    'LSTM(2, 3, projSize=1, numLayers=2, bias=false, batchFirst=true, dropout=0.5, bidirectional=true)',
  ],
  [new nn.RNNCell(2, 3, { nonlinearity: 'relu', bias: false }), 'RNNCell(2, 3, bias=false, nonlinearity=relu)'],
])('%s prints its settings', (layer, text) => {
  expect(String(layer)).toBe(text);
});

test.each<[string, () => unknown, string]>([
  [
    'no probability',
    () => new nn.LSTM(2, 3, { dropout: 1.5 }),
    'LSTM: dropout is 1.5, expected a probability in [0, 1]',
  ],
  [
    'a projection that does not make smaller',
    () => new nn.LSTM(2, 3, { projSize: 3 }),
    'LSTM: projSize is 3, expected less than the hidden size 3',
  ],
  ['a projection of a GRU', () => new nn.GRU(2, 3, { projSize: 1 } as object), 'GRU: only an LSTM has a projSize'],
  ['no hidden units', () => new nn.GRU(2, 0), 'GRU: hiddenSize is 0, expected a whole number ≥ 1'],
  [
    'an unknown nonlinearity',
    () => new nn.RNN(2, 3, { nonlinearity: 'sin' as never }),
    'RNN: unknown nonlinearity "sin": expected tanh or relu',
  ],
  [
    'an image',
    () => new nn.RNN(2, 3).call(zeros([1, 1, 1, 2])),
    'RNN 2 → 3: expected 2 or 3 dimensions, got shape [1, 1, 1, 2]',
  ],
  ['other features', () => new nn.RNN(2, 3).call(zeros([4, 1, 3])), 'RNN 2 → 3: last dimension is 3, expected 2'],
  ['no steps', () => new nn.RNN(2, 3).call(zeros([0, 1, 2])), 'RNN 2 → 3: the sequence has no steps'],
  [
    'a state of another size',
    () => new nn.GRU(2, 3).call(zeros([4, 5, 2]), zeros([1, 4, 3])),
    'GRU 2 → 3: the state has shape [1, 4, 3], expected [1, 5, 3]',
  ],
  [
    'a batch of states for one sequence',
    () => new nn.LSTM(2, 3).call(zeros([4, 2]), [zeros([1, 1, 3]), zeros([1, 1, 3])]),
    'LSTM 2 → 3: the state has shape [1, 1, 3], expected [1, 3]',
  ],
  [
    'other features of a cell',
    () => new nn.GRUCell(2, 3).call(zeros([4, 3])),
    'GRUCell 2 → 3: the input has shape [4, 3], expected [N, 2] or [2]',
  ],
  [
    'a state of another batch',
    () => new nn.GRUCell(2, 3).call(zeros([4, 2]), zeros([5, 3])),
    'GRUCell 2 → 3: the state has shape [5, 3], expected [4, 3]',
  ],
])('%s is refused', (_what, run, message) => {
  expect(run).toThrow(message);
});
