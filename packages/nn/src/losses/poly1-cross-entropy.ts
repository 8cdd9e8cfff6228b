import { ArgumentError, defineElementwise } from '@cotangent/core';
import * as e from '@cotangent/core/formula';
import { crossEntropyOfClasses } from './class-losses.ts';
import { defineLoss, type LossOptions, type Reduction } from './define-loss.ts';
import { type ClassIndexLoss, ClassIndexLossModule, type WithReduction } from './typed-losses.ts';

/** What Poly1CrossEntropy takes. */
export interface Poly1CrossEntropyOptions extends LossOptions {
  /** What the first term of the polynomial gets more, at least −1; with 0 the loss is cross entropy. Defaults to 1. */
  readonly epsilon?: number | undefined;
}

/** `c + ε (1 - p)` for `c = -log p`. */
const poly1Op = /* @__PURE__ */ defineElementwise({
  name: 'poly1',
  promotion: 'float',
  formula: (c, epsilon) => e.sub(c, e.mul(epsilon, e.expm1(e.neg(c)))),
  scalars: 1,
});

/**
 * Cross entropy whose expansion in powers of 1 - p has another first coefficient, -log p + ε (1 - p) with p the softmax
 * probability of the true class (Leng et al. 2022, https://arxiv.org/abs/2204.12511). Inputs `[C]`, `[N, C]` or
 * `[N, C, d1, …]`, class indices of the input's shape without `C`.
 *
 * Throws an ArgumentError for an `epsilon` below −1, an IndexError for an index outside [0, C), a ShapeError or
 * DTypeError for an input or target that does not fit.
 */
export const poly1CrossEntropy = /* @__PURE__ */ defineLoss({
  name: 'poly1CrossEntropy',
  terms: (input, target, { epsilon = 1 }: Poly1CrossEntropyOptions) => {
    const name = 'poly1CrossEntropy';
    if (!(epsilon >= -1)) throw new ArgumentError(`${name}: epsilon ${epsilon} is not at least -1`);
    return poly1Op(crossEntropyOfClasses(name, input, target), epsilon);
  },
}) as ClassIndexLoss<'poly1CrossEntropy', Poly1CrossEntropyOptions>;

/** {@link poly1CrossEntropy} as a module. */
export class Poly1CrossEntropy<R extends Reduction = 'mean'> extends ClassIndexLossModule<
  'poly1CrossEntropy',
  Poly1CrossEntropyOptions,
  R
> {
  constructor(options?: WithReduction<Poly1CrossEntropyOptions, R>) {
    super(poly1CrossEntropy, options);
  }
}
