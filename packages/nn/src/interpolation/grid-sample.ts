import {
  ArgumentError,
  DTypeError,
  defineElementwise,
  formatShape,
  gather,
  isFloat,
  type Shape,
  ShapeError,
  type Tensor,
} from '@cotangent/core';
import * as e from '@cotangent/core/formula';

/** What gridSample takes. */
export interface GridSampleOptions {
  /** How elements between those of the input come about; `'bicubic'` for images alone. Defaults to `'bilinear'`. */
  readonly mode?: 'bilinear' | 'nearest' | 'bicubic' | undefined;
  /** What lies outside: zeros, the elements of the border, or the input mirrored. Defaults to `'zeros'`. */
  readonly paddingMode?: 'zeros' | 'border' | 'reflection' | undefined;
  /** Whether −1 and 1 are the middles of the first and last elements, not their outer edges. Defaults to false. */
  readonly alignCorners?: boolean | undefined;
}

/** A place along one dimension, with how much its element counts. */
interface Tap {
  readonly place: Tensor;
  readonly weight: Tensor | undefined;
}

// Keys' convolution (a = −0.75) of the distance from a place
const cubicWeight = /* @__PURE__ */ defineElementwise({
  name: 'cubicWeight',
  promotion: 'float',
  formula: (d) =>
    e.where(
      e.le(d, 1),
      e.add(e.mul(e.mul(e.sub(e.mul(1.25, d), 2.25), d), d), 1),
      e.add(e.mul(e.add(e.mul(e.add(e.mul(-0.75, d), 3.75), d), -6), d), 3),
    ),
});

// at the bounds, too, the gradient is 0
const clip = /* @__PURE__ */ defineElementwise({
  name: 'clipCoordinates',
  promotion: 'float',
  scalars: 1,
  formula: (x, last) => e.minimum(e.maximum(x, 0), last),
  gradient: ([grad], [x], _outputs, [last]) => [e.where(e.and(e.gt(x!, 0), e.lt(x!, last!)), grad!, 0)],
});

const reflect = /* @__PURE__ */ defineElementwise({
  name: 'reflectCoordinates',
  promotion: 'float',
  scalars: 2,
  formula: (x, low, span) => {
    const distance = e.where(e.lt(x, low), e.sub(low, x), e.sub(x, low));
    const rest = e.fmod(distance, span);
    const turns = e.fmod(e.floor(e.div(distance, span)), 2);
    return e.where(e.eq(turns, 0), e.add(rest, low), e.sub(e.add(span, low), rest));
  },
});

/**
 * The elements of `[N, C, H, W]` at the places that `grid` (`[N, outH, outW, 2]`) names, x first: −1 is the left or
 * upper edge, 1 the right or lower one. Of `[N, C, D, H, W]` with a grid `[N, outD, outH, outW, 3]` likewise.
 *
 * Throws a ShapeError when shapes do not fit, an ArgumentError for an unknown mode or padding mode, a DTypeError for
 * integers or dtypes that differ.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html
 */
export function gridSample(x: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor {
  const { mode = 'bilinear', paddingMode = 'zeros', alignCorners = false } = options;
  check(x, grid, mode, paddingMode);
  const image = x.shape.slice(2);
  const padding: Padding = { paddingMode, alignCorners };
  // the coordinates of x, which come first, are those of the last dimension
  const taps = image.map((size, d) => {
    const coordinate = grid.select(-1, image.length - 1 - d);
    const place = alignCorners ? coordinate.add(1).mul((size - 1) / 2) : coordinate.add(1).mul(size).sub(1).div(2);
    return tapsOf(place, size, mode, padding);
  });
  return cornersOf(taps, image)
    .map((corner) => valuesAt(x, corner))
    .reduce((sum, values) => sum.add(values));
}

interface Padding {
  readonly paddingMode: 'zeros' | 'border' | 'reflection';
  readonly alignCorners: boolean;
}

/** The place inside the image that stands for one outside; with zeros, places stay. */
function inside(place: Tensor, size: number, { paddingMode, alignCorners }: Padding): Tensor {
  if (paddingMode === 'zeros') return place;
  if (paddingMode === 'border') return clip(place, size - 1);
  const [low, span] = alignCorners ? [0, size - 1] : [-0.5, size];
  return clip(span === 0 ? place.mul(0) : reflect(place, low, span), size - 1);
}

function tapsOf(place: Tensor, size: number, mode: 'bilinear' | 'nearest' | 'bicubic', padding: Padding): Tap[] {
  if (mode === 'bicubic') {
    const low = place.detach().floor();
    const share = place.sub(low);
    const distances = [share.add(1), share, share.neg().add(1), share.neg().add(2)];
    return distances.map((distance, k) => ({
      place: inside(low.add(k - 1), size, padding).round(),
      weight: cubicWeight(distance),
    }));
  }
  const within = inside(place, size, padding);
  if (mode === 'nearest') return [{ place: within.detach().round(), weight: undefined }];
  const low = within.detach().floor();
  const share = within.sub(low);
  return [
    { place: low, weight: share.neg().add(1) },
    { place: low.add(1), weight: share },
  ];
}

/** A place in the image, one for each place of the grid. */
interface Corner {
  /** Counted through all dimensions. */
  readonly index: Tensor;
  /** Whether it lies in the image at all. */
  readonly valid: Tensor;
  readonly weight: Tensor | undefined;
}

/** All combinations of taps along the dimensions. */
function cornersOf(taps: readonly (readonly Tap[])[], image: Shape): Corner[] {
  const along = taps.map((ofDim, d) => {
    return ofDim.map(({ place, weight }): Corner => {
      // NaN lies nowhere
      const valid = place.ge(0).logicalAnd(place.lt(image[d]!));
      return { index: place.maskedFill(valid.logicalNot(), 0).long(), valid, weight };
    });
  });
  return along.reduce((corners, ofDim, d) =>
    corners.flatMap((corner) =>
      ofDim.map(({ index, valid, weight }): Corner => {
        return {
          index: corner.index.mul(image[d]!).add(index),
          valid: corner.valid.logicalAnd(valid),
          weight: corner.weight && weight ? corner.weight.mul(weight) : (corner.weight ?? weight),
        };
      }),
    ),
  );
}

/** The elements at a corner, weighted; zeros where it lies outside. */
function valuesAt(x: Tensor, { index, valid, weight }: Corner): Tensor {
  const [batch, channels] = x.shape as readonly [number, number, ...number[]];
  const [, ...out] = index.shape;
  const places = index.reshape([batch, 1, -1]);
  const found = gather(x.reshape([batch, channels, -1]), 2, places.expand([batch, channels, places.shape[2]!]));
  const values = found.reshape([batch, channels, ...out]).maskedFill(valid.logicalNot().unsqueeze(1), 0);
  return weight ? values.mul(weight.unsqueeze(1)) : values;
}

function check(x: Tensor, grid: Tensor, mode: string, paddingMode: string): void {
  const rank = x.ndim - 2;
  const shapes = `${formatShape(x.shape)} and a grid ${formatShape(grid.shape)}`;
  const expected = [x.shape[0], ...grid.shape.slice(1, -1), rank];
  const fits = grid.ndim === x.ndim && expected.every((size, d) => size === grid.shape[d]);
  if (!(rank === 2 || rank === 3) || !fits) {
    throw new ShapeError(
      `gridSample: got ${shapes}, expected [N, C, H, W] and [N, …, …, 2] or [N, C, D, H, W] and [N, …, …, …, 3]`,
    );
  }
  if (x.shape.slice(2).includes(0)) throw new ShapeError(`gridSample: got ${shapes}, expected an image with elements`);
  if (!isFloat(x.dtype) || x.dtype !== grid.dtype) {
    throw new DTypeError(`gridSample: got ${x.dtype} and a grid of ${grid.dtype}, expected one float dtype`);
  }
  if (!['bilinear', 'nearest', 'bicubic'].includes(mode)) {
    throw new ArgumentError(`gridSample: unknown mode ${JSON.stringify(mode)}: expected bilinear, nearest or bicubic`);
  }
  if (mode === 'bicubic' && rank === 3) throw new ArgumentError('gridSample: bicubic is for [N, C, H, W] alone');
  if (!['zeros', 'border', 'reflection'].includes(paddingMode)) {
    const came = JSON.stringify(paddingMode);
    throw new ArgumentError(`gridSample: unknown paddingMode ${came}: expected zeros, border or reflection`);
  }
}
