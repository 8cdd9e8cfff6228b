import type { Tensor } from '../tensor/tensor.ts';
import { cat } from './joining.ts';

/**
 * Solves `y[i] = b[i] + a[i] · y[i + 1]` from the last element, `y = b`, to the first along `dim`, where `a` has one
 * element less than `b`.
 *
 * Each round doubles how many terms every element knows, so that there are as many rounds as the length has binary
 * digits; multiplications and additions alone, which have exact derivatives of any order.
 */
export function reverseRecurrence(a: Tensor, b: Tensor, dim: number): Tensor {
  const length = b.shape[dim]!;
  let factors = a;
  let sums = b;
  for (let step = 1; step < length; step *= 2) {
    const rest = length - step;
    const known = sums.narrow(dim, 0, rest).add(factors.mul(sums.narrow(dim, step, rest)));
    sums = cat([known, sums.narrow(dim, rest, step)], { dim });
    const further = rest - step;
    if (further > 0) factors = factors.narrow(dim, 0, further).mul(factors.narrow(dim, step, further));
  }
  return sums;
}
