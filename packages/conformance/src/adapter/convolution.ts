import * as nn from '@cotangent/nn/functional';

import { type Entry, entry } from './arguments.ts';

const conv = (run: typeof nn.conv1d): Entry =>
  entry('input weight bias stride padding dilation groups', (a) =>
    run(a.tensor('input'), a.tensor('weight'), a.optionalTensor('bias'), {
      stride: a.optionalDims('stride'),
      padding: a.raw('padding') as number | number[] | 'same' | 'valid' | undefined,
      dilation: a.optionalDims('dilation'),
      groups: a.optionalNumber('groups'),
    }),
  );

const convTranspose = (run: typeof nn.convTranspose1d): Entry =>
  entry('input weight bias stride padding output_padding groups dilation', (a) =>
    run(a.tensor('input'), a.tensor('weight'), a.optionalTensor('bias'), {
      stride: a.optionalDims('stride'),
      padding: a.optionalDims('padding'),
      outputPadding: a.optionalDims('output_padding'),
      groups: a.optionalNumber('groups'),
      dilation: a.optionalDims('dilation'),
    }),
  );

/** Convolutions and pooling. */
export const convolutions: Readonly<Record<string, Entry>> = {
  'torch.nn.functional.conv1d': conv(nn.conv1d),
  'torch.nn.functional.conv2d': conv(nn.conv2d),
  'torch.nn.functional.conv3d': conv(nn.conv3d),
  'torch.nn.functional.conv_transpose1d': convTranspose(nn.convTranspose1d),
  'torch.nn.functional.conv_transpose2d': convTranspose(nn.convTranspose2d),
  'torch.nn.functional.conv_transpose3d': convTranspose(nn.convTranspose3d),
};
