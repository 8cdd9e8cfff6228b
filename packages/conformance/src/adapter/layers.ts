import * as nn from '@cotangent/nn/functional';
import { type Entry, entry } from './arguments.ts';

const dropping = (op: typeof nn.dropout): Entry =>
  entry('input p training', (a) => op(a.tensor('input'), { p: a.optionalNumber('p'), training: a.flag('training') }));

/** Functional layers. */
export const layers: Readonly<Record<string, Entry>> = {
  'torch.nn.functional.linear': entry('input weight bias', (a) =>
    nn.linear(a.tensor('input'), a.tensor('weight'), a.optionalTensor('bias')),
  ),
  'torch.nn.functional.bilinear': entry('input1 input2 weight bias', (a) =>
    nn.bilinear(a.tensor('input1'), a.tensor('input2'), a.tensor('weight'), a.optionalTensor('bias')),
  ),
  'torch.nn.functional.dropout': dropping(nn.dropout),
  'torch.nn.functional.dropout1d': dropping(nn.dropout1d),
  'torch.nn.functional.dropout2d': dropping(nn.dropout2d),
  'torch.nn.functional.dropout3d': dropping(nn.dropout3d),
  'torch.nn.functional.alpha_dropout': dropping(nn.alphaDropout),
  'torch.nn.functional.feature_alpha_dropout': dropping(nn.featureAlphaDropout),
  'torch.nn.functional.rrelu': entry('input lower upper training', (a) =>
    nn.rrelu(a.tensor('input'), {
      lower: a.optionalNumber('lower'),
      upper: a.optionalNumber('upper'),
      training: a.flag('training'),
    }),
  ),
  'torch.nn.functional.interpolate': entry(
    'input size scale_factor mode align_corners recompute_scale_factor antialias',
    (a) =>
      nn.interpolate(a.tensor('input'), {
        size: a.optionalDims('size'),
        scaleFactor: a.optionalDims('scale_factor'),
        mode: a.text('mode'),
        alignCorners: a.flag('align_corners'),
        recomputeScaleFactor: a.flag('recompute_scale_factor'),
        antialias: a.flag('antialias'),
      }),
  ),
  'torch.nn.functional.grid_sample': entry('input grid mode padding_mode align_corners', (a) =>
    nn.gridSample(a.tensor('input'), a.tensor('grid'), {
      mode: a.text('mode'),
      paddingMode: a.text('padding_mode'),
      alignCorners: a.flag('align_corners'),
    }),
  ),
  'torch.nn.functional.affine_grid': entry('theta size align_corners', (a) =>
    nn.affineGrid(a.tensor('theta'), a.numbers('size'), { alignCorners: a.flag('align_corners') }),
  ),
  'torch.nn.functional.local_response_norm': entry('input size alpha beta k', (a) =>
    nn.localResponseNorm(a.tensor('input'), a.number('size'), {
      alpha: a.optionalNumber('alpha'),
      beta: a.optionalNumber('beta'),
      k: a.optionalNumber('k'),
    }),
  ),
  'torch.nn.functional.scaled_dot_product_attention': entry(
    'query key value attn_mask dropout_p is_causal * scale enable_gqa',
    (a) =>
      nn.scaledDotProductAttention(a.tensor('query'), a.tensor('key'), a.tensor('value'), {
        attnMask: a.optionalTensor('attn_mask'),
        dropoutP: a.optionalNumber('dropout_p'),
        isCausal: a.flag('is_causal'),
        scale: a.optionalNumber('scale'),
        enableGqa: a.flag('enable_gqa'),
      }),
  ),
};
