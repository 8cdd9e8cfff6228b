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

const maxPool = (run: typeof nn.maxPool1d): Entry =>
  entry('input kernel_size stride padding dilation ceil_mode return_indices', (a) =>
    run(a.tensor('input'), a.dims('kernel_size'), {
      stride: a.optionalDims('stride'),
      padding: a.optionalDims('padding'),
      dilation: a.optionalDims('dilation'),
      ceilMode: a.flag('ceil_mode'),
      returnIndices: a.flag('return_indices'),
    }),
  );

const avgPool = (run: typeof nn.avgPool1d): Entry =>
  entry('input kernel_size stride padding ceil_mode count_include_pad divisor_override', (a) =>
    run(a.tensor('input'), a.dims('kernel_size'), {
      stride: a.optionalDims('stride'),
      padding: a.optionalDims('padding'),
      ceilMode: a.flag('ceil_mode'),
      countIncludePad: a.flag('count_include_pad'),
      divisorOverride: a.optionalNumber('divisor_override'),
    }),
  );

const adaptiveAvgPool = (run: typeof nn.adaptiveAvgPool1d): Entry =>
  entry('input output_size', (a) => run(a.tensor('input'), a.dims('output_size')));

const adaptiveMaxPool = (run: typeof nn.adaptiveMaxPool1d): Entry =>
  entry('input output_size return_indices', (a) =>
    run(a.tensor('input'), a.dims('output_size'), { returnIndices: a.flag('return_indices') }),
  );

const lpPool = (run: typeof nn.lpPool1d): Entry =>
  entry('input norm_type kernel_size stride ceil_mode', (a) =>
    run(a.tensor('input'), a.number('norm_type'), a.dims('kernel_size'), {
      stride: a.optionalDims('stride'),
      ceilMode: a.flag('ceil_mode'),
    }),
  );

const maxUnpool = (run: typeof nn.maxUnpool1d): Entry =>
  entry('input indices kernel_size stride padding output_size', (a) =>
    run(a.tensor('input'), a.tensor('indices'), a.dims('kernel_size'), {
      stride: a.optionalDims('stride'),
      padding: a.optionalDims('padding'),
      outputSize: a.raw('output_size') as number[] | undefined,
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
  'torch.nn.functional.max_pool1d': maxPool(nn.maxPool1d),
  'torch.nn.functional.max_pool2d': maxPool(nn.maxPool2d),
  'torch.nn.functional.max_pool3d': maxPool(nn.maxPool3d),
  'torch.nn.functional.avg_pool1d': avgPool(nn.avgPool1d),
  'torch.nn.functional.avg_pool2d': avgPool(nn.avgPool2d),
  'torch.nn.functional.avg_pool3d': avgPool(nn.avgPool3d),
  'torch.nn.functional.adaptive_avg_pool1d': adaptiveAvgPool(nn.adaptiveAvgPool1d),
  'torch.nn.functional.adaptive_avg_pool2d': adaptiveAvgPool(nn.adaptiveAvgPool2d),
  'torch.nn.functional.adaptive_avg_pool3d': adaptiveAvgPool(nn.adaptiveAvgPool3d),
  'torch.nn.functional.adaptive_max_pool1d': adaptiveMaxPool(nn.adaptiveMaxPool1d),
  'torch.nn.functional.adaptive_max_pool2d': adaptiveMaxPool(nn.adaptiveMaxPool2d),
  'torch.nn.functional.adaptive_max_pool3d': adaptiveMaxPool(nn.adaptiveMaxPool3d),
  'torch.nn.functional.lp_pool1d': lpPool(nn.lpPool1d),
  'torch.nn.functional.lp_pool2d': lpPool(nn.lpPool2d),
  'torch.nn.functional.lp_pool3d': lpPool(nn.lpPool3d),
  'torch.nn.functional.max_unpool1d': maxUnpool(nn.maxUnpool1d),
  'torch.nn.functional.max_unpool2d': maxUnpool(nn.maxUnpool2d),
  'torch.nn.functional.max_unpool3d': maxUnpool(nn.maxUnpool3d),
};
