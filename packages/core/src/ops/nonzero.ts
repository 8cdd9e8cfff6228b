import { integersLike, readElements } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { emitOp, isTracing } from '../op/trace.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { maskIndices } from './mask-indices.ts';

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
  const elements = readElements(x);
  const rank = x.shape.length;
  const places: number[] = [];
  let count = 0;
  for (let i = 0; i < elements.length; i++) {
    if (elements[i] === 0) continue;
    count++;
    let rest = i;
    let step = sizeOf(x.shape);
    for (let d = 0; d < rank; d++) {
      step /= x.shape[d]!;
      places.push(Math.floor(rest / step));
      rest %= step;
    }
  }
  return integersLike(x, places, [count, rank]);
}
