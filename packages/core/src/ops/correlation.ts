import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { diagonal } from './diagonals.ts';

/** How observations are weighed. */
export interface CovOptions {
  /** Taken from the number of observations to divide by: 1 (the default) for a sample, 0 for a population. */
  readonly correction?: number | undefined;
  /** How often each observation counts: integers `[observations]`. */
  readonly fweights?: Tensor | undefined;
  /** How important each observation is: floats `[observations]`. */
  readonly aweights?: Tensor | undefined;
}

function checkVariables(name: string, x: Tensor): void {
  checkTensor(name, x, 0);
  if (x.dtype === 'bool') throw new DTypeError(`${name}: bool tensors have no covariance; convert them`);
  if (x.shape.length > 2) throw new ShapeError(`${name}: expected at most 2 dimensions, got ${formatShape(x.shape)}`);
}

function checkWeights(what: string, weights: Tensor, observations: number, float: boolean): void {
  checkTensor('cov', weights, 0);
  if (weights.shape.length > 1 || weights.numel() !== observations) {
    throw new ShapeError(
      `cov: ${what} is ${formatShape(weights.shape)}, expected [${observations}], one for each observation`,
    );
  }
  if (isFloat(weights.dtype) !== float || weights.dtype === 'bool')
    throw new DTypeError(`cov: ${what} is ${weights.dtype}, expected ${float ? 'floats' : 'integers'}`);
  if (weights.lt(0).any().item() !== 0) throw new ArgumentError(`cov: ${what} must not be negative`);
}

/**
 * The covariances of variables, the rows of `x` `[variables, observations]`, each with each; of a vector its variance.
 *
 * Throws a ShapeError for more than two dimensions or weights that do not fit, a DTypeError for bools and weights of the
 * wrong kind, an ArgumentError for negative weights or those that sum to zero.
 * https://docs.pytorch.org/docs/stable/generated/torch.cov.html
 */
export function cov(x: Tensor, { correction = 1, fweights, aweights }: CovOptions = {}): Tensor {
  checkVariables('cov', x);
  const rows = x.shape.length < 2 ? x.reshape([1, -1]) : x;
  const observations = rows.shape[1]!;
  if (fweights) checkWeights('fweights', fweights, observations, false);
  if (aweights) checkWeights('aweights', aweights, observations, true);
  const weights = fweights && aweights ? fweights.mul(aweights) : (fweights ?? aweights);
  const weighted = (values: Tensor): Tensor => (weights ? values.mul(weights) : values);
  const total = weights?.sum();
  if (total?.item() === 0) throw new ArgumentError('cov: the weights sum to zero');
  const mean = weighted(rows)
    .sum({ dim: 1, keepdim: true })
    .div(total ?? observations);
  const centered = rows.sub(mean);
  const products = weighted(centered).matmul(centered.mT);
  return products.div(freedom(total ?? observations, weights, aweights, correction)).squeeze();
}

/** What the products are divided by, never below 0. */
function freedom(
  total: Tensor | number,
  weights: Tensor | undefined,
  aweights: Tensor | undefined,
  correction: number,
): Tensor | number {
  if (typeof total === 'number') return Math.max(0, total - correction);
  if (!weights || !aweights || correction === 0) return total.sub(correction).clamp(0);
  return total.sub(weights.mul(aweights).sum().div(total).mul(correction)).clamp(0);
}

/**
 * The correlation coefficients of variables, the rows of `x` `[variables, observations]`, each with each, kept in
 * [−1, 1]; of a vector 1.
 *
 * Throws as {@link cov}. https://docs.pytorch.org/docs/stable/generated/torch.corrcoef.html
 */
export function corrcoef(x: Tensor): Tensor {
  checkVariables('corrcoef', x);
  const covariances = cov(x);
  if (covariances.shape.length === 0) return covariances.div(covariances);
  const deviations = diagonal(covariances).sqrt();
  return covariances.div(deviations.unsqueeze(1)).div(deviations).clamp(-1, 1);
}
