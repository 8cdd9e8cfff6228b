import { type BatchedCall, batchAll, type Operand, type Tensor, where } from '@cotangent/core';
import type { RowReduction } from '@cotangent/core/kernels';

/** `[C]` as the `[N, C]` of the kernels, which take `[N, C, D]` as well. */
export function logitsView(x: Operand): Operand {
  const { storage, dtype, offset, shape, strides } = x;
  return shape.length === 1 ? { storage, dtype, offset, shape: [1, shape[0]!], strides: [1, strides[0]!] } : x;
}

/** `[]` as the `[N]` of the kernels, which take `[N, D]` as well. */
export function rowsView(x: Operand): Operand {
  const { storage, dtype, offset, shape } = x;
  return shape.length === 0 ? { storage, dtype, offset, shape: [1], strides: [1] } : x;
}

/** The sum of losses, or a gradient of it, divided as the reduction says; a mean over nothing is NaN. */
export function dividedBy(total: Tensor, reduction: RowReduction, rows: number, sumOfWeights?: () => Tensor): Tensor {
  switch (reduction) {
    case 'none':
    case 'sum':
      return total;
    case 'mean':
      return total.div(rows === 0 ? Number.NaN : rows);
    case 'weightedMean': {
      const count = sumOfWeights!();
      return total.div(where(count.eq(0), Number.NaN, count));
    }
    default:
      return reduction satisfies never;
  }
}

/** Logits, or targets like them, with the batch among the rows; `classes` tells whether they have such. */
function join(x: Tensor, classes: boolean): Tensor {
  return x.ndim === (classes ? 2 : 1) ? x : x.flatten(0, 1);
}

/** The sum over all dimensions but the batch. */
function sumOfRows(x: Tensor): Tensor {
  return x.ndim === 1 ? x : x.flatten(1).sum({ dim: 1 });
}

type ForwardInputs = readonly [logits: Tensor, target: Tensor, weight: Tensor | undefined];

/** The batching rule of losses; nothing where weights differ from sample to sample, as the kernels take one for all. */
export function batchLosses<Options extends { readonly reduction: RowReduction }>(
  call: BatchedCall<ForwardInputs, Options>,
  weightsOf?: (target: Tensor, weight: Tensor | undefined, options: Options) => Tensor,
): readonly Tensor[] | undefined {
  const { inputs, batched, op, options } = call;
  const weight = inputs[2];
  if (batched[2]) return undefined;
  const [x, y] = batchAll({ ...call, inputs: [inputs[0], inputs[1], undefined] });
  const soft = y.ndim === x.ndim;
  const rows = x.shape.toSpliced(x.ndim === 2 ? 1 : 2, 1);
  const [losses, normalizers] = op([join(x, true), join(y, soft), weight], { ...options, reduction: 'none' }) as [
    Tensor,
    Tensor,
  ];
  const apart = normalizers.reshape([call.size, -1, normalizers.shape[1]!]);
  const each = losses.reshape(rows);
  if (options.reduction === 'none') return [each, apart];
  const perSample = each.numel() / call.size;
  const sum = dividedBy(sumOfRows(each), options.reduction, perSample, () => sumOfRows(weightsOf!(y, weight, options)));
  return [sum, apart];
}

type BackwardInputs = readonly [
  grad: Tensor,
  logits: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  normalizers: Tensor,
];

/** The batching rule of their gradients. */
export function batchGradients<Options extends { readonly reduction: RowReduction }>(
  call: BatchedCall<BackwardInputs, Options>,
  weightsOf?: (target: Tensor, weight: Tensor | undefined, options: Options) => Tensor,
): Tensor | undefined {
  const { inputs, batched, op, options } = call;
  const weight = inputs[3];
  if (batched[3]) return undefined;
  const [grad, x, y, , normalizers] = batchAll({
    ...call,
    inputs: inputs.with(3, undefined) as unknown as BackwardInputs,
  });
  const soft = y.ndim === x.ndim;
  const rows = x.shape.toSpliced(x.ndim === 2 ? 1 : 2, 1);
  const perSample = rows.slice(1).reduce((product, size) => product * size, 1);
  const slope = dividedBy(grad, options.reduction, perSample, () => sumOfRows(weightsOf!(y, weight, options)));
  const each =
    options.reduction === 'none' ? slope : slope.reshape([call.size, ...rows.slice(1).map(() => 1)]).expand(rows);
  const joined = [join(each, false), join(x, true), join(y, soft), weight, normalizers.flatten(0, 1)] as const;
  const result = op(joined, { ...options, reduction: 'none' }) as Tensor;
  return result.reshape(x.shape);
}
