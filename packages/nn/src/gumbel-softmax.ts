import {
  ArgumentError,
  clampMin,
  DTypeError,
  isFloat,
  type RandomOptions,
  rand,
  type Shape,
  scatter,
  softmax,
  type Tensor,
  zerosLike,
} from '@cotangent/core';

/** What gumbelSoftmax takes. */
export interface GumbelSoftmaxOptions extends RandomOptions {
  /** The temperature: the lower, the nearer to one-hot. Defaults to 1. */
  readonly tau?: number | undefined;
  /** Whether the result is one-hot, with the gradient of the soft one. Defaults to false. */
  readonly hard?: boolean | undefined;
  /** Defaults to -1. */
  readonly dim?: number | undefined;
}

/**
 * A sample of the Gumbel-softmax distribution (Jang et al. 2017, https://arxiv.org/abs/1611.01144):
 * `softmax((logits + g) / tau)`, where g = −log E and E is exponentially distributed, drawn as PyTorch does where it is
 * built without MKL.
 *
 * Throws a DTypeError for integers, an ArgumentError unless `tau` is positive, an IndexError for a dimension out of
 * range. https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gumbel_softmax.html
 */
export function gumbelSoftmax<S extends Shape>(
  logits: Tensor<S>,
  { tau = 1, hard = false, dim = -1, generator }: GumbelSoftmaxOptions = {},
): Tensor<S> {
  if (!isFloat(logits.dtype)) throw new DTypeError(`gumbelSoftmax: expected a float tensor, got ${logits.dtype}`);
  if (!(tau > 0)) throw new ArgumentError(`gumbelSoftmax: tau is ${tau}, expected a number above 0`);
  const input: Tensor = logits;
  // an E of 0 would make the noise infinite
  const uniform = rand(input.shape, { dtype: 'float64', generator });
  const exponential = clampMin(uniform.neg().log1p().neg(), 2 ** -54);
  const noise = exponential.to(input.dtype).log().neg();
  const soft = softmax(input.add(noise).div(tau), dim);
  if (!hard) return soft as Tensor<S>;
  const { indices } = soft.max({ dim, keepdim: true });
  const oneHot = scatter(zerosLike(soft), dim, indices, 1);
  return oneHot.sub(soft.detach()).add(soft) as Tensor<S>;
}
