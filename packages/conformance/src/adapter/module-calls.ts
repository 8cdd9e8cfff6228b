import * as nn from '@cotangent/nn';
import type { Decoded } from '../values.ts';
import { argumentsOf, type Signature } from './modules.ts';

const decoderOptions = `tgt_mask memory_mask tgt_key_padding_mask memory_key_padding_mask tgt_is_causal
  memory_is_causal`;

/** How modules are called that take more than tensors in order. */
const calls: readonly (readonly [new (...args: never[]) => nn.AnyModule, Signature])[] = [
  [
    nn.MultiheadAttention,
    {
      positional: 'query key value',
      options: 'key_padding_mask need_weights attn_mask average_attn_weights is_causal',
    },
  ],
  [nn.EmbeddingBag, { positional: 'input offsets per_sample_weights' }],
  [nn.RNN, { positional: 'input hx' }],
  [nn.GRU, { positional: 'input hx' }],
  [nn.LSTM, { positional: 'input hx' }],
  [nn.TransformerEncoderLayer, { positional: 'src', options: 'src_mask src_key_padding_mask is_causal' }],
  [nn.TransformerEncoder, { positional: 'src', options: 'mask src_key_padding_mask is_causal' }],
  [nn.TransformerDecoderLayer, { positional: 'tgt memory', options: decoderOptions }],
  [nn.TransformerDecoder, { positional: 'tgt memory', options: decoderOptions }],
  [
    nn.Transformer,
    {
      positional: 'src tgt',
      options: `src_mask tgt_mask memory_mask src_key_padding_mask tgt_key_padding_mask memory_key_padding_mask
        src_is_causal tgt_is_causal memory_is_causal`,
    },
  ],
];

const inOrder: Signature = { positional: 'input other third fourth' };

/** Calls a module as Python does. Throws NotThere for an argument it does not have here. */
export function callModule(
  module: nn.AnyModule,
  args: readonly Decoded[],
  kwargs: Readonly<Record<string, Decoded>>,
): unknown {
  const signature = calls.find(([moduleClass]) => module instanceof moduleClass)?.[1] ?? inOrder;
  const { values, options } = argumentsOf(`a call of ${module.constructor.name}`, signature, args, kwargs);
  const { call } = module as unknown as { call(...rest: unknown[]): unknown };
  return call.call(module, ...values, ...(options ? [options] : []));
}
