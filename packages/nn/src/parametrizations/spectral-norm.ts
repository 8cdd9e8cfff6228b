import { ArgumentError, Buffer, IndexError, noGrad, normalize, randn, type Tensor } from '@cotangent/core';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../convolution/conv-transpose.ts';
import { type AnyModule, Module } from '../module.ts';
import { parametrizable, registerParametrization } from './register-parametrization.ts';

/** What spectralNorm takes. */
export interface SpectralNormOptions {
  /** Steps of the power method each time the weight is read in training. Defaults to 1. */
  readonly nPowerIterations?: number | undefined;
  /** The least length that a vector is divided by. Defaults to 1e-12. */
  readonly eps?: number | undefined;
  /** The dimension of the outputs. Defaults to 1 for transposed convolutions, else to 0. */
  readonly dim?: number | undefined;
}

class SpectralNorm extends Module<[weight: Tensor], Tensor> {
  private readonly nPowerIterations: number;
  private readonly eps: number;
  private readonly dim: number;
  /** The first left singular vector, nearly; absent for a vector, whose norm is its length. */
  readonly _u: Buffer | undefined;
  /** The first right one. */
  readonly _v: Buffer | undefined;

  constructor(weight: Tensor, nPowerIterations: number, eps: number, dim: number) {
    super();
    this.nPowerIterations = nPowerIterations;
    this.eps = eps;
    this.dim = dim;
    if (weight.ndim === 1) return;
    const matrix = this.matrixOf(weight.detach());
    const [u, v] = matrix.shape.map((size) => normalize(randn([size], { dtype: weight.dtype }), { dim: 0, eps }));
    this._u = new Buffer(u! as Tensor);
    this._v = new Buffer(v! as Tensor);
    this.iterate(matrix, 15);
  }

  forward(weight: Tensor): Tensor {
    if (!this._u || !this._v) return normalize(weight, { dim: 0, eps: this.eps });
    const matrix = this.matrixOf(weight);
    if (this.training) this.iterate(matrix, this.nPowerIterations);
    // copies, as the next call changes them in place, maybe before this one's backward
    const [u, v] = [this._u.detach().clone(), this._v.detach().clone()];
    return weight.div(u.matmul(matrix.matmul(v)));
  }

  private matrixOf(weight: Tensor): Tensor {
    const { shape } = weight;
    const front = this.dim === 0 ? weight : weight.movedim(this.dim, 0);
    return front.reshape([shape[this.dim]!, -1]);
  }

  private iterate(matrix: Tensor, steps: number): void {
    const { _u: u, _v: v, eps } = this;
    using _ = noGrad();
    for (let i = 0; i < steps; i++) {
      u!.copy_(normalize(matrix.matmul(v!), { dim: 0, eps }));
      v!.copy_(normalize(matrix.transpose(0, 1).matmul(u!), { dim: 0, eps }));
    }
  }
}

/**
 * Divides a weight by its largest singular value, which the power method estimates: w / σ(w) (Miyato et al. 2018,
 * https://arxiv.org/abs/1802.05957). Trained is `parametrizations.weight.original`; the singular vectors are the buffers
 * `parametrizations.weight.0._u` and `_v`. `name` is that of a field.
 *
 * Throws an ArgumentError when the module has no such parameter or for no whole number of iterations above 0, an
 * IndexError for a `dim` that the parameter does not have.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.spectral_norm.html
 */
export function spectralNorm<M extends AnyModule>(
  module: M,
  name = 'weight',
  { nPowerIterations = 1, eps = 1e-12, dim = outputDimOf(module) }: SpectralNormOptions = {},
): M {
  const weight = parametrizable('spectralNorm', module, name);
  const { ndim } = weight;
  if (!(Number.isInteger(dim) && dim >= -ndim && dim < ndim)) {
    throw new IndexError(`spectralNorm: dim ${dim} is out of range for ${ndim} dimensions`);
  }
  if (!(Number.isInteger(nPowerIterations) && nPowerIterations > 0)) {
    throw new ArgumentError(`spectralNorm: nPowerIterations is ${nPowerIterations}, expected a whole number above 0`);
  }
  const made = new SpectralNorm(weight, nPowerIterations, eps, dim < 0 ? dim + ndim : dim);
  return registerParametrization(module, name, made);
}

function outputDimOf(module: AnyModule): number {
  return [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d].some((kind) => module instanceof kind) ? 1 : 0;
}
