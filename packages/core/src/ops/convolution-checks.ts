import { ArgumentError, ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { productDType } from './product-operands.ts';
import { checkSpatial, type Spatial, spatial } from './spatial.ts';

/** What all convolutions take. */
export interface ConvolutionOptions {
  /** How far the windows lie apart. Defaults to 1. */
  readonly stride?: Spatial | undefined;
  /** How far the elements of a window lie apart. Defaults to 1. */
  readonly dilation?: Spatial | undefined;
  /** In how many groups the channels are divided, each with inputs and outputs of its own. Defaults to 1. */
  readonly groups?: number | undefined;
}

/** The operands' sizes and the settings of a call, checked. */
export interface CheckedConvolution {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

/** Which dimension of the weight counts the channels of the input, and which those of the result, in each group. */
export interface WeightLayout {
  readonly channels: 0 | 1;
  readonly text: string;
}

/** Refuses operands of other dtypes, ranks or channels than belong together, and settings out of range. */
export function checkConvolution(
  name: string,
  rank: number,
  layout: WeightLayout,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  options: ConvolutionOptions,
): CheckedConvolution {
  checkSpatial(name, input, rank);
  checkTensor(name, weight, 1);
  const stride = spatial(name, 'stride', options.stride ?? 1, rank, 1);
  const dilation = spatial(name, 'dilation', options.dilation ?? 1, rank, 1);
  const { groups = 1 } = options;
  if (!Number.isInteger(groups) || groups < 1) {
    throw new ArgumentError(`${name}: groups is ${groups}, expected a whole number ≥ 1`);
  }
  const { shape } = weight;
  const kernel = shape.slice(2);
  if (shape.length !== rank + 2 || kernel.includes(0)) {
    throw new ShapeError(`${name}: the weight is ${formatShape(shape)}, expected ${layout.text}`);
  }
  if (shape[0]! < groups || shape[0]! % groups !== 0) {
    throw new ShapeError(
      `${name}: dimension 0 of the weight ${formatShape(shape)} does not divide into ${groups} groups`,
    );
  }
  const channels = layout.channels === 0 ? shape[0]! : shape[1]! * groups;
  const given = input.shape.at(-rank - 1)!;
  if (given !== channels) {
    throw new ShapeError(
      `${name}: the input ${formatShape(input.shape)} has ${given} channels, ` +
        `expected ${channels} for the weight ${formatShape(shape)}${groups === 1 ? '' : ` in ${groups} groups`}`,
    );
  }
  if (bias) {
    checkTensor(name, bias, 2);
    const expected = layout.channels === 0 ? shape[1]! * groups : shape[0]!;
    if (bias.shape.length !== 1 || bias.shape[0] !== expected) {
      throw new ShapeError(`${name}: the bias is ${formatShape(bias.shape)}, expected [${expected}]`);
    }
    productDType(name, input, bias);
  }
  productDType(name, input, weight);
  return { input: input.shape.slice(-rank), kernel, stride, dilation, groups };
}
