import type { Tensor } from '../tensor/tensor.ts';
import type { OpInput } from './record.ts';

/** A call of an operation by vmap: some of its inputs stand for a whole batch. */
export interface BatchedCall<In extends readonly OpInput[], Options> {
  /** Those that are {@link batched} have the batch as dimension 0; the others are as they were given. */
  readonly inputs: In;
  readonly batched: readonly boolean[];
  /** How many the batch has. */
  readonly size: number;
  /** As given, for inputs without the batch. */
  readonly options: Options;
  /** The operation itself. */
  readonly op: (inputs: In, options: Options) => Tensor | Tensor[];
}

/**
 * How an operation runs on a batch: gives its results with the batch as dimension 0, or nothing where one call per sample
 * is the best there is.
 */
export type BatchRule<In extends readonly OpInput[], Options> = (
  call: BatchedCall<In, Options>,
) => Tensor | readonly Tensor[] | undefined;

/** The inputs, each with the batch as dimension 0: those without it repeat. */
export function batchAll<In extends readonly OpInput[], Options>(call: BatchedCall<In, Options>): In {
  const { inputs, batched, size } = call;
  return inputs.map((x, i) => (x && !batched[i] ? x.expand([size, ...x.shape]) : x)) as unknown as In;
}

/**
 * The rule of an operation that takes one more dimension in front of all its inputs; `shift` gives its options then
 * (`({ dim }) => ({ dim: dim + 1 })`).
 */
/* @__NO_SIDE_EFFECTS__ */
export function leadingBatch<In extends readonly OpInput[], Options>(
  shift: (options: Options, call: BatchedCall<In, Options>) => Options = (options) => options,
): BatchRule<In, Options> {
  return (call) => call.op(batchAll(call), shift(call.options, call));
}
