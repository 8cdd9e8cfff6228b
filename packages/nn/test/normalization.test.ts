import { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm, type Tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { doubles, elements, expectClose, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const batch = doubles([
  [1, 4],
  [2, 0],
  [3, -1],
  [6, 5],
]);
const later = doubles([
  [5, 5],
  [7, 9],
]);

describe('BatchNorm', () => {
  test('normalises by the batch while training, and by running statistics after eval', () => {
    const layer = new nn.BatchNorm1d(2, { momentum: 0.3, dtype: 'float64' });
    expectClose(layer.call(batch), elements(batchNorm(batch, undefined, undefined, { training: true })));
    expectClose(layer.runningMean!, [0.9, 0.6]);
    expectClose(layer.runningVar!, [0.7 + 0.3 * (14 / 3), 0.7 + 0.3 * (26 / 3)]);
    expect(layer.numBatchesTracked!.item()).toBe(1);
    const { runningMean, runningVar } = layer;
    expectClose(layer.eval().call(later), elements(batchNorm(later, runningMean, runningVar)));
    expect(layer.numBatchesTracked!.item()).toBe(1);
  });

  test('without momentum, running statistics are the means over all batches', () => {
    const layer = new nn.BatchNorm1d(2, { momentum: null, dtype: 'float64' });
    layer.call(batch);
    layer.call(later);
    const mean = (of: (x: Tensor) => Tensor): number[] => elements(of(batch).add(of(later)).div(2));
    expectClose(
      layer.runningMean!,
      mean((x) => x.mean({ dim: 0 })),
    );
    expectClose(
      layer.runningVar!,
      mean((x) => x.var({ dim: 0 })),
    );
    layer.resetRunningStats();
    expect([layer.runningMean!.tolist(), layer.runningVar!.tolist(), layer.numBatchesTracked!.item()]).toEqual([
      [0, 0],
      [1, 1],
      0,
    ]);
  });

  test('without running statistics, the batch normalises after eval too', () => {
    const layer = new nn.BatchNorm1d(2, { trackRunningStats: false, dtype: 'float64' }).eval();
    expectClose(layer.call(batch), elements(batchNorm(batch, undefined, undefined, { training: true })));
  });

  test('names what it keeps as PyTorch does, and converts with the model', () => {
    const layer = new nn.BatchNorm2d(3);
    expect([...layer.stateDict()].map(([name, { shape, dtype }]) => [name, shape, dtype])).toEqual([
      ['weight', [3], 'float32'],
      ['bias', [3], 'float32'],
      ['running_mean', [3], 'float32'],
      ['running_var', [3], 'float32'],
      ['num_batches_tracked', [], 'int32'],
    ]);
    layer.double();
    expect([layer.runningVar!.dtype, layer.numBatchesTracked!.dtype]).toEqual(['float64', 'int32']);
    const bare = new nn.BatchNorm2d(3, { affine: false, trackRunningStats: false });
    expect([...bare.stateDict().keys()]).toEqual([]);
  });

  test('resetParameters forgets', () => {
    const layer = new nn.BatchNorm1d(2, { dtype: 'float64' });
    layer.call(batch);
    layer.loadStateDict({ weight: doubles([5, 6]), bias: doubles([7, 8]) }, { strict: false });
    layer.resetParameters();
    expect([...layer.stateDict().values()].map((value) => value.tolist())).toEqual([[1, 1], [0, 0], [0, 0], [1, 1], 0]);
  });
});

describe('InstanceNorm', () => {
  const x = variedLeaf([2, 3, 4]);

  test('takes inputs with or without a batch', () => {
    const layer = new nn.InstanceNorm1d(3);
    expectClose(layer.call(x), elements(instanceNorm(x)));
    expectClose(layer.call(x.select(0, 1)), elements(instanceNorm(x).select(0, 1)));
    expect(layer.call(x.select(0, 1)).shape).toEqual([3, 4]);
  });

  test('uses running statistics after eval when it keeps them', () => {
    const layer = new nn.InstanceNorm1d(3, { affine: true, trackRunningStats: true, dtype: 'float64' });
    layer.call(x);
    const { runningMean, runningVar } = layer;
    const want = instanceNorm(x, { runningMean, runningVar, useInputStats: false });
    expectClose(layer.eval().call(x), elements(want));
    expect(layer.numBatchesTracked!.item()).toBe(0);
  });
});

test('LayerNorm, RMSNorm and GroupNorm are their functions with weights', () => {
  const x = variedLeaf([2, 4, 3]);
  const weight = doubles([1, 2, 3]);
  const layer = new nn.LayerNorm(3, { bias: false, dtype: 'float64' });
  layer.loadStateDict({ weight });
  expectClose(layer.call(x), elements(layerNorm(x, [3], { weight })));
  const rms = new nn.RMSNorm([3], { eps: 0.1, dtype: 'float64' });
  rms.loadStateDict({ weight });
  expectClose(rms.call(x), elements(rmsNorm(x, [3], { weight, eps: 0.1 })));
  const bias = doubles([1, 2, 3, 4]);
  const groups = new nn.GroupNorm(2, 4, { dtype: 'float64' });
  groups.loadStateDict({ weight: bias, bias });
  expectClose(groups.call(x), elements(groupNorm(x, 2, { weight: bias, bias })));
});

test.each([
  [new nn.BatchNorm1d(3), 'BatchNorm1d(3, eps=0.00001, momentum=0.1, affine=true, bias=true, trackRunningStats=true)'],
  [
    new nn.BatchNorm3d(3, { momentum: null, bias: false }),
    'BatchNorm3d(3, eps=0.00001, momentum=null, affine=true, bias=false, trackRunningStats=true)',
  ],
  [
    new nn.InstanceNorm2d(3),
    'InstanceNorm2d(3, eps=0.00001, momentum=0.1, affine=false, bias=false, trackRunningStats=false)',
  ],
  [new nn.LayerNorm([3, 4]), 'LayerNorm((3, 4), eps=0.00001, elementwiseAffine=true, bias=true)'],
  [new nn.RMSNorm(3), 'RMSNorm((3,), eps=null, elementwiseAffine=true)'],
  [new nn.GroupNorm(2, 4), 'GroupNorm(2, 4, eps=0.00001, affine=true, bias=true)'],
])('%s prints its settings', (layer, text) => {
  expect(String(layer)).toBe(text);
});

test.each<[string, () => unknown, string]>([
  [
    'channels that cannot be grouped',
    () => new nn.GroupNorm(3, 4),
    'GroupNorm: 4 channels cannot be divided into 3 groups',
  ],
  [
    'a fraction of a channel',
    () => new nn.BatchNorm1d(1.5),
    'BatchNorm1d: numFeatures is 1.5, expected a whole number ≥ 0',
  ],
  [
    'an image for sequences',
    () => new nn.BatchNorm1d(3).call(zeros([1, 3, 2, 2])),
    'BatchNorm1d: expected 2 or 3 dimensions, got shape [1, 3, 2, 2]',
  ],
  [
    'a sequence for images',
    () => new nn.BatchNorm2d(3).call(zeros([1, 3, 2])),
    'BatchNorm2d: expected 4 dimensions, got shape [1, 3, 2]',
  ],
  [
    'one value per channel',
    () => new nn.BatchNorm1d(3).call(zeros([1, 3])),
    'BatchNorm1d: expected more than 1 value per channel when training, got [1, 3]',
  ],
  [
    'other channels',
    () => new nn.InstanceNorm1d(3, { affine: true }).call(zeros([1, 2, 4])),
    'InstanceNorm1d: [1, 2, 4] has 2 channels, expected 3',
  ],
  [
    'other features',
    () => new nn.LayerNorm(3).call(zeros([2, 4])),
    'LayerNorm: the input has shape [2, 4], expected its last dimensions to be [3]',
  ],
])('%s is refused', (_what, run, message) => {
  expect(run).toThrow(message);
});
