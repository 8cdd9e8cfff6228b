import { ArgumentError, DTypeError, formatShape, isFloat, ShapeError } from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { checkSameShape } from './element-targets.ts';
import { LossModule } from './loss-module.ts';

/** What DiceLoss takes. */
export interface DiceLossOptions extends LossOptions {
  /** Whether the sums below are of squares, as in the paper. Defaults to true. */
  readonly squared?: boolean | undefined;
  /** Added above and below, so that nothing found where nothing is costs nothing; not negative. Defaults to 1e-5. */
  readonly eps?: number | undefined;
}

/**
 * How little two regions overlap, 1 - 2 Σ x y / (Σ x² + Σ y²) for probabilities x and a mask y: the Dice loss of
 * segmentation (Milletari et al. 2016, https://arxiv.org/abs/1606.04797). Both are `[N, C, d1, …]` and the sums go over
 * `d1, …`, so the losses are `[N, C]`. The input is what `sigmoid` or `softmax(1)` made of logits; the mask is floats or
 * zeros and ones of any dtype.
 *
 * Throws a ShapeError for shapes that differ or have fewer than 3 dimensions, a DTypeError for an input that is no
 * float, an ArgumentError for a negative `eps`.
 */
export const diceLoss: LossFunction<DiceLossOptions> = /* @__PURE__ */ defineLoss({
  name: 'diceLoss',
  terms: (input, target, { squared = true, eps = 1e-5 }: DiceLossOptions) => {
    const name = 'diceLoss';
    if (!(eps >= 0)) throw new ArgumentError(`${name}: eps ${eps} is negative`);
    if (!isFloat(input.dtype))
      throw new DTypeError(`${name}: the input is ${input.dtype}, expected float32 or float64`);
    if (input.ndim < 3) {
      throw new ShapeError(`${name}: the input is ${formatShape(input.shape)}, expected [N, C, d1, …]`);
    }
    checkSameShape(name, input, target);
    const mask = isFloat(target.dtype) ? target : target.to(input.dtype);
    const dim = input.shape.map((_, d) => d).slice(2);
    const overlap = input.mul(mask).sum({ dim });
    const [found, there] = squared ? [input.square(), mask.square()] : [input, mask];
    const size = found.add(there).sum({ dim });
    return overlap.mul(2).add(eps).div(size.add(eps)).neg().add(1);
  },
});

/** {@link diceLoss} as a module. */
export class DiceLoss extends LossModule<DiceLossOptions> {
  constructor(options?: DiceLossOptions) {
    super(diceLoss, options);
  }
}
