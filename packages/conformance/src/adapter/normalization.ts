import * as nn from '@cotangent/nn/functional';
import { type Arguments, type Entry, entry } from './arguments.ts';

const affine = (a: Arguments) => ({
  weight: a.optionalTensor('weight'),
  bias: a.optionalTensor('bias'),
  eps: a.optionalNumber('eps'),
});

/** Normalisations. */
export const normalization: Readonly<Record<string, Entry>> = {
  'torch.nn.functional.layer_norm': entry('input normalized_shape weight bias eps', (a) =>
    nn.layerNorm(a.tensor('input'), a.numbers('normalized_shape'), affine(a)),
  ),
  'torch.nn.functional.rms_norm': entry('input normalized_shape weight eps', (a) =>
    nn.rmsNorm(a.tensor('input'), a.numbers('normalized_shape'), {
      weight: a.optionalTensor('weight'),
      eps: a.optionalNumber('eps'),
    }),
  ),
  'torch.nn.functional.group_norm': entry('input num_groups weight bias eps', (a) =>
    nn.groupNorm(a.tensor('input'), a.number('num_groups'), affine(a)),
  ),
  'torch.nn.functional.batch_norm': entry('input running_mean running_var weight bias training momentum eps', (a) =>
    nn.batchNorm(a.tensor('input'), a.optionalTensor('running_mean'), a.optionalTensor('running_var'), {
      ...affine(a),
      training: a.flag('training'),
      momentum: a.optionalNumber('momentum'),
    }),
  ),
  'torch.nn.functional.instance_norm': entry(
    'input running_mean running_var weight bias use_input_stats momentum eps',
    (a) =>
      nn.instanceNorm(a.tensor('input'), {
        ...affine(a),
        runningMean: a.optionalTensor('running_mean'),
        runningVar: a.optionalTensor('running_var'),
        useInputStats: a.flag('use_input_stats'),
        momentum: a.optionalNumber('momentum'),
      }),
  ),
};
