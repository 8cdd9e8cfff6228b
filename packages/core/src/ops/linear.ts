import { ShapeError } from '../errors.ts';
import { type BatchRule, batchAll } from '../op/batch-rule.ts';
import { defineOp } from '../op/define-op.ts';
import type { OutputMeta } from '../op/graph-node.ts';
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

/** Which gradients of a layer are wanted. */
interface Wanted {
  readonly input: boolean;
  readonly weight: boolean;
  readonly bias: boolean;
}

/** The gradient of the rows that came out, `[n, out]`, the rows that went in where the weight's is wanted, the weight where theirs is. */
type LayerBackward = readonly [grad: Tensor, input: Tensor | undefined, weight: Tensor | undefined];

/** One sample after the other, each with its own gradients. */
const batchLinearBackward: BatchRule<LayerBackward, Wanted> = (call) => {
  const [grad, input, weight] = batchAll(call);
  const gradients: Tensor[] = [];
  if (weight) gradients.push(matmul(grad, weight));
  if (input) gradients.push(matmul(grad.mT, input));
  if (call.options.bias) gradients.push(grad.sum({ dim: 1 }));
  return gradients;
};

/** The gradients that are wanted, in the order input `[n, in]`, weight `[out, in]`, bias `[out]`: one dispatch for all. */
const linearBackwardOp: (inputs: LayerBackward, wanted: Wanted) => Tensor[] = /* @__PURE__ */ defineOp<
  LayerBackward,
  Wanted
>({
  name: 'linearBackward',
  outputs: ([{ shape, dtype }, input, weight], { bias }) => {
    const [rows, features] = shape as readonly [number, number];
    const metas = new Array<OutputMeta>(Number(weight !== undefined) + Number(input !== undefined) + Number(bias));
    let next = 0;
    if (weight) metas[next++] = { shape: [rows, weight.shape[1]!], dtype };
    if (input) metas[next++] = { shape: [features, input.shape[1]!], dtype };
    if (bias) metas[next] = { shape: [features], dtype };
    return metas;
  },
  forward: (kernels, [grad, input, weight], outputs, { bias }) => {
    let next = 0;
    if (weight) kernels.matmul(grad, weight, undefined, outputs[next++]!);
    if (input) kernels.matmul(transposed(grad), input, undefined, outputs[next++]!);
    if (bias) kernels.reduce('sum', grad, firstDim, reshaped(outputs[next]!, [1, grad.shape[1]!]));
  },
  vjp: ({ inputs: [grad, input, weight], options, needs, save }) => {
    const savedGrad = needs[1] || needs[2] ? save(grad) : undefined;
    const savedInput = needs[0] && input ? save(input) : undefined;
    const savedWeight = needs[0] && weight ? save(weight) : undefined;
    const { shape } = grad;
    return (cotangents) => {
      let next = 0;
      const ofInput = weight ? cotangents[next++] : undefined;
      const ofWeight = input ? cotangents[next++] : undefined;
      const ofBias = options.bias ? cotangents[next] : undefined;
      const terms: Tensor[] = [];
      if (ofInput && savedWeight) terms.push(matmul(ofInput, savedWeight().mT));
      if (ofWeight && savedInput) terms.push(matmul(savedInput(), ofWeight.mT));
      if (ofBias && needs[0]) terms.push(ofBias.expand(shape));
      return [
        terms.length > 0 ? terms.reduce((sum, term) => sum.add(term)) : undefined,
        ofWeight && needs[1] ? matmul(savedGrad!(), ofWeight) : undefined,
        ofInput && needs[2] ? matmul(savedGrad!().mT, ofInput) : undefined,
      ];
    };
  },
  batch: batchLinearBackward,
});

const firstDim: readonly number[] = [0];

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
    const wanted = { input: needs[0]!, weight: needs[1]!, bias: needs[2]! };
    const savedInput = needs[1] ? save(input) : undefined;
    const savedWeight = needs[0] ? save(weight) : undefined;
    const { shape } = input;
    return ([grad]) => {
      const rows = savedInput && rowsOf(savedInput());
      const gradients = linearBackwardOp([rowsOf(grad!), rows, savedWeight?.()], wanted);
      let next = 0;
      const ofInput = wanted.input ? gradients[next++]! : undefined;
      return [
        ofInput && shape.length !== 2 ? ofInput.reshape(shape) : ofInput,
        wanted.weight ? gradients[next++] : undefined,
        wanted.bias ? gradients[next] : undefined,
      ];
    };
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
