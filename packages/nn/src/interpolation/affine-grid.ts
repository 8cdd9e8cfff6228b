import {
  ArgumentError,
  cat,
  type DType,
  DTypeError,
  formatShape,
  isFloat,
  linspace,
  ones,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
  zeros,
} from '@cotangent/core';

/** What affineGrid takes. */
export interface AffineGridOptions {
  /** Whether −1 and 1 are the middles of the first and last elements, not their outer edges. Defaults to false. */
  readonly alignCorners?: boolean | undefined;
}

/** The middles of `size` elements between −1 and 1. */
function middles(size: number, alignCorners: boolean, dtype: DType): Tensor {
  if (size === 1) return zeros([1], { dtype });
  const ends = linspace(-1, 1, size, { dtype });
  return alignCorners ? ends : ends.mul((size - 1) / size);
}

/**
 * Where {@link gridSample} looks for an affine map of images `[N, C, H, W]` (or `[N, C, D, H, W]`) of the given `size`:
 * `[N, H, W, 2]` (or `[N, D, H, W, 3]`), from matrices `theta` `[N, 2, 3]` (or `[N, 3, 4]`).
 *
 * Throws a ShapeError when `theta` and `size` do not fit, an ArgumentError for a size below 1, a DTypeError for integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.affine_grid.html
 */
export function affineGrid(theta: Tensor, size: Shape, { alignCorners = false }: AffineGridOptions = {}): Tensor {
  if (!isFloat(theta.dtype)) throw new DTypeError(`affineGrid: expected float matrices, got ${theta.dtype}`);
  const rank = size.length - 2;
  if (rank !== 2 && rank !== 3) {
    throw new ShapeError(`affineGrid: size is ${formatShape(size)}, expected [N, C, H, W] or [N, C, D, H, W]`);
  }
  const expected = [size[0]!, rank, rank + 1];
  if (!sameShape(theta.shape, expected)) {
    throw new ShapeError(`affineGrid: theta has shape ${formatShape(theta.shape)}, expected ${formatShape(expected)}`);
  }
  if (!size.every((length) => Number.isInteger(length) && length > 0)) {
    throw new ArgumentError(`affineGrid: size is ${formatShape(size)}, expected whole numbers ≥ 1`);
  }
  const image = size.slice(2);
  // the last dimension is x, the first coordinate
  const coordinates = image.map((length, d) => {
    const along = middles(length, alignCorners, theta.dtype);
    return along.reshape(image.map((_, other) => (other === d ? length : 1))).expand(image);
  });
  const one = ones(image, { dtype: theta.dtype });
  const base = cat(
    [...coordinates.reverse(), one].map((x) => x.reshape([-1, 1])),
    { dim: 1 },
  );
  return base.matmul(theta.mT).reshape([size[0]!, ...image, rank]);
}
