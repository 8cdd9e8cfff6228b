import {
  DTypeError,
  formatShape,
  IndexError,
  isFloat,
  mapElements,
  ShapeError,
  type Tensor,
  type TypedArray,
  where,
} from '@cotangent/core';
import { defineLoss, type LossFunction, type LossOptions } from './define-loss.ts';
import { checkSameShape } from './element-targets.ts';
import { LossModule } from './loss-module.ts';

/** How many times each class is named in each row, before the first −1. */
function namedClasses(name: string, target: Tensor): Tensor {
  const classes = target.size(-1);
  const count = (elements: TypedArray): Float64Array => {
    const counts = new Float64Array(elements.length);
    for (let row = 0; row < elements.length; row += classes) {
      for (let k = 0; k < classes; k++) {
        const y = elements[row + k]!;
        if (y === -1) break;
        if (y < 0 || y >= classes) {
          throw new IndexError(
            `${name}: target ${y} at place ${k} of row ${row / classes} is outside [-1, ${classes})`,
          );
        }
        counts[row + y]!++;
      }
    }
    return counts;
  };
  return mapElements(target, count, 'float64');
}

/**
 * The hinge loss of several true classes, Σ_y Σ_c max(0, 1 − x[y] + x[c]) / C over the classes y that the target names
 * and the classes c that it does not. Scores `[N, C]` or `[C]`; the target has their shape and lists class indices, up to
 * the first −1 of a row.
 *
 * Throws a ShapeError or DTypeError for operands that do not fit, an IndexError for an index outside [−1, C).
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html
 */
export const multilabelMarginLoss: LossFunction = /* @__PURE__ */ defineLoss({
  name: 'multilabelMarginLoss',
  terms: (input, target) => {
    const name = 'multilabelMarginLoss';
    if (input.ndim > 2) {
      throw new ShapeError(`${name}: the input is ${formatShape(input.shape)}, expected [N, C] or [C]`);
    }
    checkSameShape(name, input, target);
    if (isFloat(target.dtype) || target.dtype === 'bool') {
      throw new DTypeError(`${name}: the target is ${target.dtype}, expected class indices as int32`);
    }
    const scores = input.ndim === 0 ? input.unsqueeze(0) : input;
    const counts = namedClasses(name, target.reshape(scores.shape)).to(input.dtype);
    // rows: the class that is named, columns: the one that is not
    const margins = scores.unsqueeze(-2).sub(scores.unsqueeze(-1)).add(1).relu();
    const pairs = where(counts.unsqueeze(-2).eq(0), margins, 0).sum({ dim: -1 });
    return pairs.mul(counts).sum({ dim: -1 }).div(scores.size(-1));
  },
});

/** {@link multilabelMarginLoss} as a module. */
export class MultiLabelMarginLoss extends LossModule<LossOptions> {
  constructor(options?: LossOptions) {
    super(multilabelMarginLoss, options);
  }
}
