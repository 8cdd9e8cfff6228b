import { ArgumentError, DTypeError, GradientError, IndexError, ShapeError, tensor } from '@cotangent/core';
import { describe, expect, test, vi } from 'vitest';
import * as F from '../src/functional.ts';
import { LabelSmoothingCrossEntropy } from '../src/index.ts';
import { doubles, integers, leaf } from './tensors.ts';

const logits = doubles([
  [2, 1, 0],
  [0, 1, 2],
  [1, 1, 1],
  [0, 0, 3],
]);
const targets = integers([0, 1, 2, 1]);
const images = doubles([
  [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [4, 3],
      [2, 1],
    ],
  ],
]);

type Kind = new (message: string) => Error;

const refusals: readonly (readonly [Kind, string, () => unknown])[] = [
  [
    IndexError,
    'crossEntropy: target 12 at index 3 is outside [0, 3)',
    () => F.crossEntropy(logits, integers([0, 1, 2, 12])),
  ],
  [
    IndexError,
    'crossEntropy: target -1 at index 0 is outside [0, 3)',
    () => F.crossEntropy(logits, integers([-1, 1, 2, 0])),
  ],
  [
    IndexError,
    'crossEntropy: target 2 at index [0, 1, 0] is outside [0, 2)',
    () =>
      F.crossEntropy(
        images,
        integers([
          [
            [0, 1],
            [2, 1],
          ],
        ]),
      ),
  ],
  [IndexError, 'nllLoss: target 3 at index 1 is outside [0, 3)', () => F.nllLoss(logits, integers([0, 3, 0, 0]))],
  [IndexError, 'focalLoss: target 3 at index 1 is outside [0, 3)', () => F.focalLoss(logits, integers([0, 3, 0, 0]))],
  [
    IndexError,
    'labelSmoothingCrossEntropy: target -100 at index 1 is outside [0, 3)',
    () => F.labelSmoothingCrossEntropy(logits, integers([0, -100, 0, 0])),
  ],
  [
    DTypeError,
    'crossEntropy: target 0.5 at index 0 is float32: class indices in [0, 3) are int32',
    () => F.crossEntropy(logits, tensor([0.5, 1, 2, 1])),
  ],
  [
    DTypeError,
    'crossEntropy: target 1 at index 0 is bool: class indices in [0, 3) are int32',
    () => F.crossEntropy(logits, tensor([true, false, true, true])),
  ],
  [
    DTypeError,
    "crossEntropy: the target has the input's shape, so it holds class probabilities: expected floats, got int32",
    () =>
      F.crossEntropy(
        logits,
        integers([
          [1, 0, 0],
          [1, 0, 0],
          [1, 0, 0],
          [1, 0, 0],
        ]),
      ),
  ],
  [
    DTypeError,
    'crossEntropy: the input is int32, expected float32 or float64',
    () => F.crossEntropy(integers([[1, 2]]), integers([0])),
  ],
  [
    ShapeError,
    'crossEntropy: the input [] has no class dimension, expected [C], [N, C] or [N, C, d1, …]',
    () => F.crossEntropy(doubles(1), integers(0)),
  ],
  [
    ShapeError,
    'crossEntropy: target [2] does not fit input [4, 3]: expected [4] or [4, 3]',
    () => F.crossEntropy(logits, integers([0, 1])),
  ],
  [
    ShapeError,
    'crossEntropy: target [1] does not fit input [3]: expected [] or [3]',
    () => F.crossEntropy(doubles([1, 2, 3]), integers([1])),
  ],
  [
    ShapeError,
    'crossEntropy: target [4, 2] does not fit input [4, 3]: expected [4] or [4, 3]',
    () =>
      F.crossEntropy(
        logits,
        doubles([
          [1, 0],
          [1, 0],
          [1, 0],
          [1, 0],
        ]),
      ),
  ],
  [
    ShapeError,
    'nllLoss: target [4, 1] does not fit input [4, 3]: expected [4]',
    () => F.nllLoss(logits, integers([[0], [1], [2], [0]])),
  ],
  [
    ShapeError,
    'crossEntropy: weight is [4], expected one per class, [3]',
    () => F.crossEntropy(logits, targets, { weight: doubles([1, 1, 1, 1]) }),
  ],
  [
    ShapeError,
    'crossEntropy: weight is [1, 3], expected one per class, [3]',
    () => F.crossEntropy(logits, targets, { weight: doubles([[1, 1, 1]]) }),
  ],
  [
    ArgumentError,
    'crossEntropy: weight is NaN at class 2',
    () => F.crossEntropy(logits, targets, { weight: doubles([1, 1, Number.NaN]) }),
  ],
  [
    ArgumentError,
    'crossEntropy: weight must be a tensor, got object',
    () => F.crossEntropy(logits, targets, { weight: [1, 1, 1] as never }),
  ],
  [
    GradientError,
    'crossEntropy: no gradient reaches weight; pass weight.detach()',
    () => F.crossEntropy(logits, targets, { weight: leaf([1, 1, 1]) }),
  ],
  [
    DTypeError,
    'nllLoss: weight is int32, expected float32 or float64',
    () => F.nllLoss(logits, targets, { weight: integers([1, 1, 1]) }),
  ],
  [
    ArgumentError,
    'crossEntropy: labelSmoothing 1.5 is outside [0, 1]',
    () => F.crossEntropy(logits, targets, { labelSmoothing: 1.5 }),
  ],
  [
    ArgumentError,
    'crossEntropy: labelSmoothing -0.1 is outside [0, 1]',
    () => F.crossEntropy(logits, targets, { labelSmoothing: -0.1 }),
  ],
  [
    ArgumentError,
    'labelSmoothingCrossEntropy: labelSmoothing NaN is outside [0, 1]',
    () => F.labelSmoothingCrossEntropy(logits, targets, { labelSmoothing: Number.NaN }),
  ],
  [
    ArgumentError,
    'crossEntropy: ignoreIndex 1 means nothing to class probabilities',
    () => F.crossEntropy(logits, logits, { ignoreIndex: 1 }),
  ],
  [
    ArgumentError,
    'crossEntropy: ignoreIndex 0.5 is not an integer',
    () => F.crossEntropy(logits, targets, { ignoreIndex: 0.5 }),
  ],
  [
    ArgumentError,
    'labelSmoothingCrossEntropy: labelSmoothing 0.1 needs two or more classes, the input has 1',
    () => F.labelSmoothingCrossEntropy(doubles([[1]]), integers([0])),
  ],
  [
    ShapeError,
    'labelSmoothingCrossEntropy: classWeights is [2], expected one per class, [3]',
    () => F.labelSmoothingCrossEntropy(logits, targets, { classWeights: doubles([1, 2]) }),
  ],
  [
    ArgumentError,
    'mseLoss: unknown reduction "avg": expected none, mean or sum',
    () => F.mseLoss(logits, logits, { reduction: 'avg' as never }),
  ],
  [
    ArgumentError,
    'crossEntropy: unknown reduction "avg": expected none, mean or sum',
    () => F.crossEntropy(logits, targets, { reduction: 'avg' as never }),
  ],
  [ArgumentError, 'l1Loss: the target must be a tensor, got number', () => F.l1Loss(logits, 1 as never)],
  [ArgumentError, 'crossEntropy: the input must be a tensor, got null', () => F.crossEntropy(null as never, targets)],
  [
    DTypeError,
    'mseLoss: the input is int32 and the target int32, expected a float32 or float64 among them',
    () => F.mseLoss(integers([1]), integers([2])),
  ],
  [ArgumentError, 'huberLoss: delta 0 is not positive', () => F.huberLoss(logits, logits, { delta: 0 })],
  [ArgumentError, 'smoothL1Loss: beta -1 is negative', () => F.smoothL1Loss(logits, logits, { beta: -1 })],
  [ArgumentError, 'focalLoss: gamma -1 is negative', () => F.focalLoss(logits, targets, { gamma: -1 })],
  [ArgumentError, 'focalLoss: alpha is NaN', () => F.focalLoss(logits, targets, { alpha: Number.NaN })],
  [
    ArgumentError,
    'sigmoidFocalLoss: alpha 2 is outside [0, 1], and not -1 for none',
    () => F.sigmoidFocalLoss(logits, logits, { alpha: 2 }),
  ],
  [
    ArgumentError,
    'binaryCrossEntropy: input element 1 is 1.5, outside [0, 1]: expected probabilities',
    () => F.binaryCrossEntropy(doubles([0.5, 1.5]), doubles([1, 1])),
  ],
  [
    ShapeError,
    'binaryCrossEntropy: target [3] does not fit input [2]: expected the same shape',
    () => F.binaryCrossEntropy(doubles([0.5, 0.1]), doubles([1, 0, 1])),
  ],
  [
    ShapeError,
    "binaryCrossEntropyWithLogits: posWeight is [4, 4, 3], which does not broadcast to the input's [4, 3]",
    () => F.binaryCrossEntropyWithLogits(logits, logits, { posWeight: doubles(Array(4).fill(logits.tolist())) }),
  ],
];

describe('bad input', () => {
  test.each(refusals.map(([kind, message, run]) => ({ kind, message, run })))('$message', ({ kind, message, run }) => {
    let error: unknown;
    try {
      run();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toBe(message);
  });

  test('shapes that do not broadcast are refused with the name of the loss', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(() => F.mseLoss(doubles([1, 2, 3]), doubles([1, 2]))).toThrow(/^mseLoss: \[3\] and \[2\] do not broadcast/);
    vi.restoreAllMocks();
  });

  test('inside a model the message says where', () => {
    const loss = new LabelSmoothingCrossEntropy();
    expect(() => loss.call(logits, integers([0, 1, 2, 3]))).toThrow(
      'LabelSmoothingCrossEntropy: target 3 at index 3 is outside [0, 3)',
    );
  });
});

test('different shapes broadcast, as in PyTorch, and warn once for each loss', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const [column, row] = [doubles([[0], [0], [0]]), doubles([1, 2, 3])];
  expect(F.huberLoss(column, row, { delta: 10, reduction: 'none' }).shape).toEqual([3, 3]);
  expect(F.huberLoss(column, row, { delta: 10 }).item()).toBeCloseTo(14 / 6);
  expect(warn.mock.calls).toEqual([
    ['huberLoss: input [3, 1] and target [3] differ and are broadcast, which is seldom meant: give them one shape'],
  ]);
  warn.mockRestore();
});
