import type { Signature } from './modules.ts';

const channelNorm: Signature = {
  positional: 'num_features',
  options: 'eps momentum affine track_running_stats device dtype bias',
  nullable: 'momentum',
};
const recurrent: Signature = {
  positional: 'input_size hidden_size',
  options: 'num_layers bias batch_first dropout bidirectional proj_size',
};
const cell: Signature = { positional: 'input_size hidden_size', options: 'bias' };
const transformerLayer: Signature = {
  positional: 'd_model nhead',
  options: 'dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias',
};
const padding: Signature = { positional: 'padding' };
const constantPad: Signature = { positional: 'padding value' };
const dropout: Signature = { positional: 'p' };

/** The signatures of layers. */
export const layerSignatures: readonly (readonly [string, Signature])[] = [
  ['Linear', { positional: 'in_features out_features', options: 'bias' }],
  ['Bilinear', { positional: 'in1_features in2_features out_features', options: 'bias' }],
  ['Identity', {}],
  ['Flatten', { positional: 'start_dim end_dim' }],
  ['Dropout', dropout],
  ['Dropout1d', dropout],
  ['Dropout2d', dropout],
  ['Dropout3d', dropout],
  ['AlphaDropout', dropout],
  ['FeatureAlphaDropout', dropout],
  ['BatchNorm1d', channelNorm],
  ['BatchNorm2d', channelNorm],
  ['BatchNorm3d', channelNorm],
  ['InstanceNorm1d', channelNorm],
  ['InstanceNorm2d', channelNorm],
  ['InstanceNorm3d', channelNorm],
  ['LayerNorm', { positional: 'normalized_shape', options: 'eps elementwise_affine bias' }],
  ['RMSNorm', { positional: 'normalized_shape', options: 'eps elementwise_affine' }],
  ['GroupNorm', { positional: 'num_groups num_channels', options: 'eps affine device dtype bias' }],
  ['LocalResponseNorm', { positional: 'size', options: 'alpha beta k' }],
  [
    'RNN',
    {
      positional: 'input_size hidden_size',
      options: 'num_layers nonlinearity bias batch_first dropout bidirectional',
    },
  ],
  ['LSTM', recurrent],
  ['GRU', recurrent],
  ['RNNCell', { positional: 'input_size hidden_size', options: 'bias nonlinearity' }],
  ['LSTMCell', cell],
  ['GRUCell', cell],
  [
    'MultiheadAttention',
    {
      positional: 'embed_dim num_heads',
      options: 'dropout bias add_bias_kv add_zero_attn kdim vdim batch_first',
    },
  ],
  ['TransformerEncoderLayer', transformerLayer],
  ['TransformerDecoderLayer', transformerLayer],
  ['TransformerEncoder', { positional: 'encoder_layer num_layers', options: 'norm enable_nested_tensor mask_check' }],
  ['TransformerDecoder', { positional: 'decoder_layer num_layers', options: 'norm' }],
  [
    'Transformer',
    {
      options: `d_model nhead num_encoder_layers num_decoder_layers dim_feedforward dropout activation custom_encoder
        custom_decoder layer_norm_eps batch_first norm_first bias`,
    },
  ],
  ['CircularPad1d', padding],
  ['CircularPad2d', padding],
  ['CircularPad3d', padding],
  ['ConstantPad1d', constantPad],
  ['ConstantPad2d', constantPad],
  ['ConstantPad3d', constantPad],
  ['ReflectionPad1d', padding],
  ['ReflectionPad2d', padding],
  ['ReflectionPad3d', padding],
  ['ReplicationPad1d', padding],
  ['ReplicationPad2d', padding],
  ['ReplicationPad3d', padding],
  ['ZeroPad1d', padding],
  ['ZeroPad2d', padding],
  ['ZeroPad3d', padding],
  [
    'Embedding',
    {
      positional: 'num_embeddings embedding_dim',
      options: 'padding_idx max_norm norm_type scale_grad_by_freq',
    },
  ],
  [
    'EmbeddingBag',
    {
      positional: 'num_embeddings embedding_dim',
      options: 'max_norm norm_type scale_grad_by_freq mode sparse _weight include_last_offset padding_idx',
    },
  ],
  ['Unflatten', { positional: 'dim unflattened_size' }],
  ['Fold', { positional: 'output_size kernel_size', options: 'dilation padding stride' }],
  ['Unfold', { positional: 'kernel_size', options: 'dilation padding stride' }],
  ['PixelShuffle', { positional: 'upscale_factor' }],
  ['PixelUnshuffle', { positional: 'downscale_factor' }],
  ['ChannelShuffle', { positional: 'groups' }],
  ['PairwiseDistance', { options: 'p eps keepdim' }],
  ['CosineSimilarity', { options: 'dim eps' }],
  ['Softmax2d', {}],
  ['Upsample', { options: 'size scale_factor mode align_corners recompute_scale_factor' }],
  ['UpsamplingNearest2d', { options: 'size scale_factor' }],
  ['UpsamplingBilinear2d', { options: 'size scale_factor' }],
];
