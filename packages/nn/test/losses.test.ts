import type { Tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as F from '../src/functional.ts';
import * as nn from '../src/index.ts';
import { doubles, elements, expectClose, integers, useMovingMemory } from './tensors.ts';

useMovingMemory();

const x = doubles([1, 2, -3]);
const y = doubles([1.2, 0, -2.5]);
const logits = doubles([
  [0.5, -2],
  [3, 0],
]);
const labels = doubles([
  [1, 0],
  [0.3, 1],
]);
const rows = doubles([
  [2, -1, 0.5],
  [0, 1, 3],
]);
const certain = doubles([0.2, 0.9, 0.5]);
const shares = doubles([0, 1, 0.3]);
const none = { reduction: 'none' } as const;

// computed by PyTorch in float64
const values: readonly (readonly [string, Tensor, readonly number[]])[] = [
  ['mseLoss', F.mseLoss(x, y), [1.43]],
  ['l1Loss, summed', F.l1Loss(x, y, { reduction: 'sum' }), [2.7]],
  ['smoothL1Loss', F.smoothL1Loss(x, y, none), [0.02, 1.5, 0.125]],
  ['smoothL1Loss, β = 0.3', F.smoothL1Loss(x, y, { beta: 0.3 }), [0.7555555555555555]],
  ['smoothL1Loss, β = 0', F.smoothL1Loss(x, y, { beta: 0, ...none }), [0.2, 2, 0.5]],
  ['huberLoss', F.huberLoss(x, y, none), [0.02, 1.5, 0.125]],
  ['huberLoss, δ = 0.3', F.huberLoss(x, y, { delta: 0.3 }), [0.22666666666666668]],
  [
    'binaryCrossEntropy',
    F.binaryCrossEntropy(certain, shares, none),
    [0.2231435513142097, 0.10536051565782628, Math.LN2],
  ],
  [
    'binaryCrossEntropy, weighted',
    F.binaryCrossEntropy(certain, shares, { weight: doubles([1, 2, 0.5]) }),
    [0.26014605763661164],
  ],
  ['binaryCrossEntropyWithLogits', F.binaryCrossEntropyWithLogits(logits, labels), [0.8606848818391916]],
  [
    'binaryCrossEntropyWithLogits, weighted',
    F.binaryCrossEntropyWithLogits(logits, labels, { weight: doubles([1, 3]), posWeight: doubles([2, 0.5]), ...none }),
    [0.9481539683602134, 0.38078403312891806, 2.163163557045864, 1.0397207708399179],
  ],
  ['focalLoss', F.focalLoss(rows, integers([0, 1])), [0.8568313717576908]],
  [
    'focalLoss, γ = 1.5 and α per class',
    F.focalLoss(rows, integers([0, 1]), { gamma: 1.5, alpha: doubles([0.2, 1, 3]), ...none }),
    [0.004791305143752467, 1.8089891422660345],
  ],
  [
    'sigmoidFocalLoss',
    F.sigmoidFocalLoss(
      doubles([
        [2, -1],
        [0.5, -3],
      ]),
      doubles([
        [1, 0],
        [0, 1],
      ]),
      none,
    ),
    [0.0004508907088100952, 0.016993543131350496, 0.28305870064455735, 0.6915701102563155],
  ],
  [
    'sigmoidFocalLoss without α, γ = 1.5',
    F.sigmoidFocalLoss(
      doubles([
        [2, -1],
        [0.5, -3],
      ]),
      doubles([
        [1, 0],
        [0, 1],
      ]),
      { alpha: -1, gamma: 1.5, ...none },
    ),
    [0.005223815465579092, 0.04369118529749148, 0.47836539418406254, 2.834306517297994],
  ],
];

describe('values', () => {
  test.each(values)('%s', (_, loss, want) => expectClose(loss, want));

  test('focalLoss with γ = 0 is crossEntropy, and a number α scales it', () => {
    const target = integers([2, 1]);
    expectClose(F.focalLoss(rows, target, { gamma: 0, alpha: 0.25 }), 0.25 * F.crossEntropy(rows, target).item());
  });

  test('sigmoidFocalLoss with γ = 0 and without α is binaryCrossEntropyWithLogits', () => {
    const loss = F.sigmoidFocalLoss(logits, labels, { gamma: 0, alpha: -1 });
    expectClose(loss, F.binaryCrossEntropyWithLogits(logits, labels).item());
  });
});

const posWeight = doubles([2, 0.5]);

const modules: readonly (readonly [string, nn.Module, Tensor, Tensor, Tensor])[] = [
  ['MSELoss', new nn.MSELoss(none), x, y, F.mseLoss(x, y, none)],
  ['L1Loss', new nn.L1Loss(), x, y, F.l1Loss(x, y)],
  ['SmoothL1Loss', new nn.SmoothL1Loss({ beta: 0.3 }), x, y, F.smoothL1Loss(x, y, { beta: 0.3 })],
  ['HuberLoss', new nn.HuberLoss({ delta: 2 }), x, y, F.huberLoss(x, y, { delta: 2 })],
  ['BCELoss', new nn.BCELoss(), certain, shares, F.binaryCrossEntropy(certain, shares)],
  [
    'BCEWithLogitsLoss',
    new nn.BCEWithLogitsLoss({ posWeight }),
    logits,
    labels,
    F.binaryCrossEntropyWithLogits(logits, labels, { posWeight }),
  ],
  [
    'FocalLoss',
    new nn.FocalLoss({ gamma: 3 }),
    rows,
    integers([0, 1]),
    F.focalLoss(rows, integers([0, 1]), { gamma: 3 }),
  ],
  ['SigmoidFocalLoss', new nn.SigmoidFocalLoss(), logits, labels, F.sigmoidFocalLoss(logits, labels)],
];

describe('modules', () => {
  test.each(modules)('%s computes what its function does', (name, module, input, target, want) => {
    expectClose(module.call(input, target), elements(want));
    expect(String(module)).toBe(`${name}()`);
    expect([...module.parameters()]).toEqual([]);
  });

  test('posWeight is saved under PyTorch’s name', () => {
    expect([...new nn.BCEWithLogitsLoss({ posWeight }).stateDict().keys()]).toEqual(['pos_weight']);
  });
});
