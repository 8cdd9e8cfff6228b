import type { Reduction } from '@cotangent/nn';
import * as nn from '@cotangent/nn/functional';
import { type Arguments, type Entry, entry } from './arguments.ts';
import { legacyReduction } from './reduction.ts';

const reduction = (a: Arguments): Reduction | undefined =>
  legacyReduction(a.raw('size_average'), a.raw('reduce')) ?? a.text('reduction');

/** Losses. */
export const losses: Readonly<Record<string, Entry>> = {
  'torch.nn.functional.cross_entropy': entry(
    'input target weight size_average ignore_index reduce reduction label_smoothing',
    (a) =>
      nn.crossEntropy(a.tensor('input'), a.tensor('target'), {
        weight: a.optionalTensor('weight'),
        ignoreIndex: a.optionalNumber('ignore_index'),
        reduction: reduction(a),
        labelSmoothing: a.optionalNumber('label_smoothing'),
      }),
  ),
  'seed.LabelSmoothingCrossEntropy': entry('input target eps weight reduction', (a) =>
    nn.labelSmoothingCrossEntropy(a.tensor('input'), a.tensor('target'), {
      labelSmoothing: a.optionalNumber('eps'),
      classWeights: a.optionalTensor('weight'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.nll_loss': entry('input target weight size_average ignore_index reduce reduction', (a) =>
    nn.nllLoss(a.tensor('input'), a.tensor('target'), {
      weight: a.optionalTensor('weight'),
      ignoreIndex: a.optionalNumber('ignore_index'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.mse_loss': entry('input target size_average reduce reduction', (a) =>
    nn.mseLoss(a.tensor('input'), a.tensor('target'), { reduction: reduction(a) }),
  ),
  'torch.nn.functional.l1_loss': entry('input target size_average reduce reduction', (a) =>
    nn.l1Loss(a.tensor('input'), a.tensor('target'), { reduction: reduction(a) }),
  ),
  'torch.nn.functional.huber_loss': entry('input target reduction delta', (a) =>
    nn.huberLoss(a.tensor('input'), a.tensor('target'), { reduction: reduction(a), delta: a.optionalNumber('delta') }),
  ),
  'torch.nn.functional.smooth_l1_loss': entry('input target size_average reduce reduction beta', (a) =>
    nn.smoothL1Loss(a.tensor('input'), a.tensor('target'), { reduction: reduction(a), beta: a.optionalNumber('beta') }),
  ),
  'torch.nn.functional.binary_cross_entropy': entry('input target weight size_average reduce reduction', (a) =>
    nn.binaryCrossEntropy(a.tensor('input'), a.tensor('target'), {
      weight: a.optionalTensor('weight'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.binary_cross_entropy_with_logits': entry(
    'input target weight size_average reduce reduction pos_weight',
    (a) =>
      nn.binaryCrossEntropyWithLogits(a.tensor('input'), a.tensor('target'), {
        weight: a.optionalTensor('weight'),
        posWeight: a.optionalTensor('pos_weight'),
        reduction: reduction(a),
      }),
  ),
};
