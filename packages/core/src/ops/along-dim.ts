import { type BatchedCall, batchAll } from '../op/batch-rule.ts';
import type { OpInput } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Options of records that work along one dimension, wrapped; 0 for 0-d tensors. */
export interface AlongDim {
  readonly dim: number;
}

/** How vmap runs an operation along a dimension: each 0-d tensor of the batch gets a dimension of its own. */
export function batchAlongDim<In extends readonly OpInput[], Options extends AlongDim>(
  call: BatchedCall<In, Options>,
): Tensor | readonly Tensor[] {
  const { op, options } = call;
  const inputs = batchAll(call);
  if (inputs[0]!.shape.length > 1) return op(inputs, { ...options, dim: options.dim + 1 });
  const rows = inputs.map((x) => x?.unsqueeze(1)) as unknown as In;
  const results = op(rows, { ...options, dim: 1, keepdim: true });
  return Array.isArray(results) ? results.map((result) => result.squeeze(1)) : results.squeeze(1);
}
