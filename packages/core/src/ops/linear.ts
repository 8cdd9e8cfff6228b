import { ShapeError } from '../errors.ts';
import type { BatchRule } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import { checkTensor } from '../op/record.ts';
import { broadcastStrides, formatShape, isContiguous, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { matmul } from './matmul.ts';
import { asRow, expanded, oneMatrix, reshaped, transposed } from './operands.ts';
import { padBatch, productDType, rowsOf } from './product-operands.ts';

function checkFeatures(input: Shape, inFeatures: number): void {
  const last = input.at(-1);
  if (last === undefined)
    throw new ShapeError(`linear: the input is 0-d, expected its last dimension to be ${inFeatures}`);
  if (last !== inFeatures) throw new ShapeError(`linear: last dimension is ${last}, expected ${inFeatures}`);
}

type Layer = readonly [input: Tensor, weight: Tensor, bias: Tensor | undefined];

/** One weight for the whole batch is the operation itself; one for each takes a product of batches. */
const batchLinear: BatchRule<Layer, undefined> = ({ inputs, batched, op }) => {
  const [input, weight, bias] = inputs;
  if (!batched[1] && !batched[2]) return op(inputs, undefined);
  const rank = input.shape.length - Number(batched[0]);
  const rows = rank === 1 ? input.unsqueeze(-2) : input;
  const product = matmul(padBatch(rows, batched[0], rank), padBatch(weight.mT, batched[1], Math.max(rank, 2)));
  const features = rank === 1 ? product.squeeze(-2) : product;
  return bias ? features.add(padBatch(bias, batched[2], rank)) : features;
};

const linearOp = /* @__PURE__ */ defineOp<Layer>({
  name: 'linear',
  dtype: ([input, weight, bias]) => {
    if (bias) productDType('linear', input, bias);
    return productDType('linear', input, weight);
  },
  shape: ([input, weight, bias]) => {
    const outFeatures = weight[0]!;
    checkFeatures(input, weight[1]!);
    if (bias && (bias.length > 1 || (bias.length === 1 && bias[0] !== outFeatures && bias[0] !== 1))) {
      throw new ShapeError(`linear: bias has shape ${formatShape(bias)}, expected [${outFeatures}]`);
    }
    return input.length === 2 ? [input[0]!, outFeatures] : input.with(-1, outFeatures);
  },
  forward: (kernels, [input, weight, bias], [out]) => {
    const outFeatures = weight.shape[0]!;
    const shift =
      bias && bias.shape[0] !== outFeatures
        ? expanded(bias, broadcastStrides(bias.shape, bias.strides, [outFeatures]), [outFeatures])
        : bias;
    const vector = input.shape.length === 1;
    const folds = input.shape.length > 2 && isContiguous(input.shape, input.strides);
    const left = vector ? asRow(input) : folds ? oneMatrix(input) : input;
    const target = vector ? reshaped(out!, [1, outFeatures]) : folds ? oneMatrix(out!) : out!;
    kernels.matmul(left, transposed(weight), shift, target);
  },
  vjp: ({ inputs: [input, weight], needs, save }) => {
    const savedInput = needs[1] ? save(input) : undefined;
    const savedWeight = needs[0] ? save(weight) : undefined;
    const needsBias = needs[2];
    return ([grad]) => [
      savedWeight && matmul(grad!, savedWeight()),
      savedInput && matmul(rowsOf(grad!).mT, rowsOf(savedInput())),
      needsBias ? grad : undefined,
    ];
  },
  batch: batchLinear,
});

/**
 * `input · weightᵀ + bias`, in one kernel: `[…, in]` with a weight `[out, in]` and a bias `[out]` gives `[…, out]`. A
 * weight `[in]` takes the last dimension away.
 *
 * Throws a ShapeError when they do not fit (`linear: last dimension is 8, expected 64`), a DTypeError when their dtypes
 * differ. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  checkTensor('linear', input, 0);
  checkTensor('linear', weight, 1);
  if (weight.shape.length === 2) return linearOp([input, weight, bias], undefined);
  if (weight.shape.length !== 1)
    throw new ShapeError(`linear: weight has shape ${formatShape(weight.shape)}, expected [out, in]`);
  checkFeatures(input.shape, weight.shape[0]!);
  const product = matmul(input, weight);
  return bias ? product.add(bias) : product;
}
