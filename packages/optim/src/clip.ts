import {
  ArgumentError,
  defineUpdate,
  GradientError,
  gradOf,
  isTensor,
  noGrad,
  stack,
  type Tensor,
  tensor,
} from '@cotangent/core';
import * as e from '@cotangent/core/formula';

/** What {@link clipGradNorm_} takes beside the parameters and the bound. */
export interface ClipGradNormOptions {
  /** The p of the norm; `Infinity` is the largest absolute value. Defaults to 2. */
  readonly normType?: number | undefined;
  /** Whether a total norm of NaN or infinity is an error. Defaults to false. */
  readonly errorIfNonfinite?: boolean | undefined;
}

const scaleGrad = /* @__PURE__ */ defineUpdate({
  name: 'scaleGrad',
  writes: 1,
  reads: 0,
  scalars: 1,
  formula: ([grad], [factor]) => [e.mul(grad!, factor!)],
});

const clampGrad = /* @__PURE__ */ defineUpdate({
  name: 'clampGrad',
  writes: 1,
  reads: 0,
  scalars: 1,
  formula: ([grad], [bound]) => [e.minimum(e.maximum(grad!, e.neg(bound!)), bound!)],
});

/**
 * Scales all gradients by `maxNorm / (total + 1e-6)` where that is below 1, and returns the total norm, a 0-d tensor:
 * the norm of the gradients' norms. Gradients are changed in place; a parameter given twice counts once. A total norm
 * that is not finite spoils the gradients, as in PyTorch, unless `errorIfNonfinite`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 *
 * Throws an ArgumentError for a `maxNorm` that is not ≥ 0 or a `normType` that is NaN, a GradientError for a total norm
 * that is not finite with `errorIfNonfinite`; the gradients then stay as they were.
 */
export function clipGradNorm_(
  params: Tensor | Iterable<Tensor>,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: ClipGradNormOptions = {},
): Tensor<[]> {
  if (!(maxNorm >= 0)) throw new ArgumentError(`clipGradNorm_: maxNorm must be a number ≥ 0, got ${String(maxNorm)}`);
  if (typeof normType !== 'number' || Number.isNaN(normType)) {
    throw new ArgumentError(`clipGradNorm_: normType must be a number, got ${String(normType)}`);
  }
  const grads = gradsOf('clipGradNorm_', params);
  return noGrad(() => {
    const norms = grads.filter((grad) => grad.numel() > 0).map((grad) => vectorNorm(grad.detach(), normType));
    const total = norms.length === 0 ? tensor(0) : vectorNorm(stack(norms), normType);
    if (errorIfNonfinite && !Number.isFinite(total.item())) {
      throw new GradientError(
        `clipGradNorm_: the total norm of order ${normType} is ${total.item()}, so gradients cannot be clipped; ` +
          'without errorIfNonfinite they are scaled by it all the same',
      );
    }
    // in the norm's dtype, and with NaN kept, as PyTorch computes it
    const factor = total.add(1e-6).reciprocal().mul(maxNorm).clamp(undefined, 1).item();
    if (factor !== 1) for (const grad of grads) scaleGrad([grad], [factor]);
    return total as Tensor<[]>;
  });
}

/**
 * Clamps each element of the gradients to [-clipValue, clipValue], in place.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html
 *
 * Throws an ArgumentError for a `clipValue` that is not ≥ 0.
 */
export function clipGradValue_(params: Tensor | Iterable<Tensor>, clipValue: number): void {
  if (!(clipValue >= 0))
    throw new ArgumentError(`clipGradValue_: clipValue must be a number ≥ 0, got ${String(clipValue)}`);
  const grads = gradsOf('clipGradValue_', params);
  noGrad(() => {
    for (const grad of grads) clampGrad([grad], [clipValue]);
  });
}

function gradsOf(name: string, params: Tensor | Iterable<Tensor>): Tensor[] {
  const distinct = new Set(isTensor(params) ? [params] : params);
  const grads: Tensor[] = [];
  for (const param of distinct) {
    if (!isTensor(param)) throw new ArgumentError(`${name}: expected tensors, got ${String(param)}`);
    const grad = gradOf(param);
    if (grad) grads.push(grad);
  }
  return grads;
}

/** (Σ |x|ᵖ)^(1/p), with the limits at p = 0 (how many are not 0) and ±∞ (the largest, the smallest). */
function vectorNorm(x: Tensor, p: number): Tensor {
  switch (p) {
    case 2:
      return x.square().sum().sqrt();
    case 1:
      return x.abs().sum();
    case Infinity:
      return x.abs().amax();
    case -Infinity:
      return x.abs().amin();
    case 0:
      return x.ne(0).to(x.dtype).sum();
    default:
      return x
        .abs()
        .pow(p)
        .sum()
        .pow(1 / p);
  }
}
