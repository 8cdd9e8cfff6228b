import { type BatchedCall, type BatchRule, batchAll } from '../op/batch-rule.ts';
import type { OpInput } from '../op/record.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Options of records that work along one dimension, wrapped; 0 for 0-d tensors. */
export interface AlongDim {
  readonly dim: number;
}

/** A number per item of a batch as a row of one, which is what it is to kernels that take a `dim`. */
export function asRows(x: Tensor): Tensor {
  return x.shape.length === 1 ? x.unsqueeze(1) : x;
}

/** The shape of that, for a tensor of `size` samples of a shape. */
export function rowsShape(size: number, shape: Shape): Shape {
  return [size, ...(shape.length === 0 ? [1] : shape)];
}

/**
 * The rule of an operation along `dim` on tensors of as many dimensions each: a further one in front. The result
 * has the shape of input `like`, or of a `target` that the options name.
 */
/* @__NO_SIDE_EFFECTS__ */
export function batchAlong<In extends readonly Tensor[], Options extends AlongDim>(
  like: number,
  target?: (options: Options) => Shape,
): BatchRule<In, Options> {
  return (call) => {
    const { options, size, op } = call;
    const inputs = batchAll(call);
    const rows = inputs.map(asRows) as unknown as In;
    const shape = target?.(options);
    const along = { ...options, dim: options.dim + 1, ...(shape && { shape: rowsShape(size, shape) }) };
    return (op(rows, along) as Tensor).reshape(shape ? [size, ...shape] : inputs[like]!.shape);
  };
}

/**
 * The rule of an operation along `dim` whose results may have another size there: each 0-d tensor of the batch gets a
 * dimension of its own.
 */
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

/** For a batch of index vectors: the index along `dim` of each element of rows of this shape. */
export function spread(index: Tensor, dim: number, rows: Shape): Tensor {
  const [size, count = 1] = index.shape;
  const shape = rows.map((_, d) => (d === 0 ? size! : d === dim ? count : 1));
  return index.reshape(shape).expand(rows.with(dim, count));
}
