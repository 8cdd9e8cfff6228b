import {
  DTypeError,
  type DTypeLike,
  empty,
  formatShape,
  Parameter,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
  type Tensor,
} from '@cotangent/core';
import { checkCount } from './check-count.ts';
import { uniform_ } from './init.ts';
import { Module } from './module.ts';

/**
 * `x1ᵀ · weight[k] · x2 + bias[k]` for each output k: of `[…, in1]` and `[…, in2]` with a weight `[out, in1, in2]` and a
 * bias `[out]`, gives `[…, out]`.
 *
 * Throws a ShapeError when they do not fit, a DTypeError when their dtypes differ.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html
 */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  if (weight.ndim !== 3) {
    throw new ShapeError(`bilinear: weight has shape ${formatShape(weight.shape)}, expected [out, in1, in2]`);
  }
  const [out, in1, in2] = weight.shape as readonly [number, number, number];
  checkInput('x1', x1, in1);
  checkInput('x2', x2, in2);
  const batch: Shape = x1.shape.slice(0, -1);
  if (!sameShape(batch, x2.shape.slice(0, -1))) {
    const [first, second] = [formatShape(x1.shape), formatShape(x2.shape)];
    throw new ShapeError(`bilinear: inputs of shapes ${first} and ${second} differ before the last dimension`);
  }
  if (bias && !sameShape(bias.shape, [out])) {
    throw new ShapeError(`bilinear: bias has shape ${formatShape(bias.shape)}, expected [${out}]`);
  }
  for (const other of [x2, weight, ...(bias ? [bias] : [])]) {
    if (other.dtype !== x1.dtype) throw new DTypeError(`bilinear: dtypes ${x1.dtype} and ${other.dtype} differ`);
  }
  const count = sizeOf(batch);
  // x1 meets the weights of all outputs in one product
  const weights = weight.permute([1, 0, 2]).reshape([in1, out * in2]);
  const products = x1.reshape([count, in1]).matmul(weights).reshape([count, out, in2]);
  const y = products.matmul(x2.reshape([count, in2, 1])).reshape([...batch, out]);
  return bias ? y.add(bias) : y;
}

function checkInput(name: string, x: Tensor, features: number): void {
  if (x.shape.at(-1) === features) return;
  throw new ShapeError(`bilinear: ${name} has shape ${formatShape(x.shape)}, expected […, ${features}]`);
}

/** What Bilinear takes. */
export interface BilinearOptions {
  /** Whether a learned number is added to each output. Defaults to true. */
  readonly bias?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/**
 * {@link bilinear} with a learned weight and bias, which start uniform on ±1/√in1.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export class Bilinear extends Module<[x1: Tensor, x2: Tensor]> {
  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  /** Throws an ArgumentError for a number of features that is no whole number above 0. */
  constructor(
    in1Features: number,
    in2Features: number,
    outFeatures: number,
    { bias = true, dtype }: BilinearOptions = {},
  ) {
    super();
    checkCount('Bilinear', 'in1Features', in1Features);
    checkCount('Bilinear', 'in2Features', in2Features);
    checkCount('Bilinear', 'outFeatures', outFeatures);
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(empty([outFeatures, in1Features, in2Features], { dtype }));
    this.bias = bias ? new Parameter(empty([outFeatures], { dtype })) : undefined;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, -bound, bound);
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias);
  }

  override extraRepr(): string {
    const { in1Features, in2Features, outFeatures, bias } = this;
    return `in1Features=${in1Features}, in2Features=${in2Features}, outFeatures=${outFeatures}, bias=${bias !== undefined}`;
  }
}
