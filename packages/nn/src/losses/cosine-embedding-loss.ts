import { formatShape, type Shape, ShapeError, sameShape, type Tensor, where } from '@cotangent/core';
import type { LossOptions } from './define-loss.ts';
import { defineLossOf, type LossOf, LossOfModule } from './define-loss-of.ts';

/** What CosineEmbeddingLoss takes. */
export interface CosineEmbeddingLossOptions extends LossOptions {
  /** Up to this cosine, from −1 to 1, a pair of different things costs nothing. Defaults to 0. */
  readonly margin?: number | undefined;
}

function checkShapes(name: string, a: Shape, b: Shape, target: Shape): void {
  if (target.length > 1) {
    throw new ShapeError(`${name}: the target is ${formatShape(target)}, expected [N], or [] for a single pair`);
  }
  const rank = target.length + 1;
  const fits = a.length === rank && sameShape(a, b) && (rank === 1 || a[0] === target[0]);
  if (fits) return;
  throw new ShapeError(
    `${name}: inputs ${formatShape(a)} and ${formatShape(b)} do not fit the target ${formatShape(target)}: ` +
      `expected ${rank === 1 ? '[D] twice' : '[N, D] twice and [N]'}`,
  );
}

/**
 * For pairs of vectors `[N, D]` that are alike (target 1) 1 − cos, for pairs that are not (−1) max(0, cos − margin).
 *
 * Throws a ShapeError unless the target is `[N]`, or everything is one pair: `[D]`, `[D]` and `[]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html
 */
export const cosineEmbeddingLoss: LossOf<[Tensor, Tensor, Tensor], CosineEmbeddingLossOptions> =
  /* @__PURE__ */ defineLossOf<[Tensor, Tensor, Tensor], CosineEmbeddingLossOptions>({
    name: 'cosineEmbeddingLoss',
    inputs: ['input1', 'input2', 'target'],
    terms: ([a, b, target], { margin = 0 }) => {
      checkShapes('cosineEmbeddingLoss', a.shape, b.shape, target.shape);
      const product = a.mul(b).sum({ dim: -1 });
      // within the root, as in PyTorch
      const eps = 1e-12;
      const [sizeA, sizeB] = [a, b].map((x) => x.square().sum({ dim: -1 }).add(eps));
      const cosine = product.div(sizeA!.mul(sizeB!).sqrt());
      const alike = where(target.eq(1), cosine.neg().add(1), 0);
      const different = where(target.eq(-1), cosine.sub(margin).clamp(0), 0);
      return alike.add(different);
    },
  });

/** {@link cosineEmbeddingLoss} as a module: `criterion.call(input1, input2, target)`. */
export class CosineEmbeddingLoss extends LossOfModule<[Tensor, Tensor, Tensor], CosineEmbeddingLossOptions> {
  constructor(options?: CosineEmbeddingLossOptions) {
    super(cosineEmbeddingLoss, options);
  }
}
