import type { Lengths, Reduction } from '@cotangent/nn';
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
  'torch.nn.functional.kl_div': entry('input target size_average reduce reduction log_target', (a) =>
    nn.klDiv(a.tensor('input'), a.tensor('target'), { reduction: reduction(a), logTarget: a.flag('log_target') }),
  ),
  'torch.nn.functional.poisson_nll_loss': entry('input target log_input full size_average eps reduce reduction', (a) =>
    nn.poissonNllLoss(a.tensor('input'), a.tensor('target'), {
      logInput: a.flag('log_input'),
      full: a.flag('full'),
      eps: a.optionalNumber('eps'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.gaussian_nll_loss': entry('input target var full eps reduction', (a) =>
    nn.gaussianNllLoss(a.tensor('input'), a.tensor('target'), a.operand('var'), {
      full: a.flag('full'),
      eps: a.optionalNumber('eps'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.cosine_embedding_loss': entry('input1 input2 target margin size_average reduce reduction', (a) =>
    nn.cosineEmbeddingLoss(a.tensor('input1'), a.tensor('input2'), a.tensor('target'), {
      margin: a.optionalNumber('margin'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.margin_ranking_loss': entry('input1 input2 target margin size_average reduce reduction', (a) =>
    nn.marginRankingLoss(a.tensor('input1'), a.tensor('input2'), a.tensor('target'), {
      margin: a.optionalNumber('margin'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.hinge_embedding_loss': entry('input target margin size_average reduce reduction', (a) =>
    nn.hingeEmbeddingLoss(a.tensor('input'), a.tensor('target'), {
      margin: a.optionalNumber('margin'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.soft_margin_loss': entry('input target size_average reduce reduction', (a) =>
    nn.softMarginLoss(a.tensor('input'), a.tensor('target'), { reduction: reduction(a) }),
  ),
  'torch.nn.functional.multilabel_margin_loss': entry('input target size_average reduce reduction', (a) =>
    nn.multilabelMarginLoss(a.tensor('input'), a.tensor('target'), { reduction: reduction(a) }),
  ),
  'torch.nn.functional.multilabel_soft_margin_loss': entry('input target weight size_average reduce reduction', (a) =>
    nn.multilabelSoftMarginLoss(a.tensor('input'), a.tensor('target'), {
      weight: a.optionalTensor('weight'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.multi_margin_loss': entry('input target p margin weight size_average reduce reduction', (a) =>
    nn.multiMarginLoss(a.tensor('input'), a.tensor('target'), {
      p: a.optionalNumber('p'),
      margin: a.optionalNumber('margin'),
      weight: a.optionalTensor('weight'),
      reduction: reduction(a),
    }),
  ),
  'torch.nn.functional.ctc_loss': entry(
    'log_probs targets input_lengths target_lengths blank reduction zero_infinity',
    (a) =>
      nn.ctcLoss(
        a.tensor('log_probs'),
        a.tensor('targets'),
        a.raw('input_lengths') as Lengths,
        a.raw('target_lengths') as Lengths,
        {
          blank: a.optionalNumber('blank'),
          reduction: reduction(a),
          zeroInfinity: a.flag('zero_infinity'),
        },
      ),
  ),
  'torch.nn.functional.triplet_margin_loss': entry(
    'anchor positive negative margin p eps swap size_average reduce reduction',
    (a) =>
      nn.tripletMarginLoss(a.tensor('anchor'), a.tensor('positive'), a.tensor('negative'), {
        margin: a.optionalNumber('margin'),
        p: a.optionalNumber('p'),
        eps: a.optionalNumber('eps'),
        swap: a.flag('swap'),
        reduction: reduction(a),
      }),
  ),
};
