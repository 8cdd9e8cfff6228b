import { integersLike } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { emitOp, isTracing } from '../op/trace.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { maskIndices, whereNonzero } from './mask-indices.ts';

/** How `nonzero` gives its result. */
export interface NonzeroOptions {
  /** As one vector for each dimension, with which a tensor can be indexed. Defaults to false. */
  readonly asTuple?: boolean | undefined;
}

/**
 * The indices of all elements that are not zero (NaN is not), in order, as int32: a row `[rank]` for each, or with
 * `asTuple` a vector for each dimension, of which a 0-d tensor then has one.
 *
 * https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html
 */
export function nonzero(x: Tensor, options?: { readonly asTuple?: false | undefined }): Tensor;
export function nonzero(x: Tensor, options: { readonly asTuple: true }): Tensor[];
export function nonzero(x: Tensor, options?: NonzeroOptions): Tensor | Tensor[];
export function nonzero(x: Tensor, options: NonzeroOptions = {}): Tensor | Tensor[] {
  checkTensor('nonzero', x, 0);
  const outputs = options.asTuple ? maskIndices(x.shape.length === 0 ? x.reshape([1]) : x) : [rows(x)];
  if (isTracing()) emitOp({ name: 'nonzero', inputs: [x], outputs, options });
  return options.asTuple ? outputs : outputs[0]!;
}

/**
 * The rows that {@link nonzero} gives.
 * https://docs.pytorch.org/docs/stable/generated/torch.argwhere.html
 */
export function argwhere(x: Tensor): Tensor {
  checkTensor('argwhere', x, 0);
  return nonzero(x);
}

function rows(x: Tensor): Tensor {
  const { count, indices } = whereNonzero(x);
  const rank = indices.length;
  const places = new Int32Array(count * rank);
  indices.forEach((own, d) => {
    for (let i = 0; i < count; i++) places[i * rank + d] = own[i]!;
  });
  return integersLike(x, places, [count, rank]);
}
