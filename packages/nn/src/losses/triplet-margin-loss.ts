import { ArgumentError, formatShape, minimum, pairwiseDistance, ShapeError, type Tensor } from '@cotangent/core';
import type { LossOptions } from './define-loss.ts';
import { defineLossOf, type LossOf, LossOfModule } from './define-loss-of.ts';

/** What both triplet losses take. */
interface TripletOptions extends LossOptions {
  /** By how much the negative must be farther away than the positive to cost nothing. Defaults to 1. */
  readonly margin?: number | undefined;
  /** Whether to take the negative's distance from the positive where that is smaller (Balntas et al. 2016). */
  readonly swap?: boolean | undefined;
}

/** What TripletMarginLoss takes. */
export interface TripletMarginLossOptions extends TripletOptions {
  /** The norm that measures distances. Defaults to 2. */
  readonly p?: number | undefined;
  /** Added to each difference. Defaults to 1e-6. */
  readonly eps?: number | undefined;
}

/** From two batches of vectors to their distances. */
export type DistanceFunction = (a: Tensor, b: Tensor) => Tensor;

/** What TripletMarginWithDistanceLoss takes. */
export interface TripletMarginWithDistanceLossOptions extends TripletOptions {
  /** How distances are measured. Defaults to `pairwiseDistance`. */
  readonly distanceFunction?: DistanceFunction | undefined;
}

type Triplet = [Tensor, Tensor, Tensor];

const inputs: readonly [string, string, string] = ['anchor', 'positive', 'negative'];

function checkTriplet(name: string, triplet: Triplet, margin: number): void {
  const [rank] = triplet.map(({ ndim }) => ndim);
  if (triplet.some(({ ndim }) => ndim !== rank)) {
    const shapes = triplet.map(({ shape }) => formatShape(shape)).join(', ');
    throw new ShapeError(`${name}: anchor, positive and negative need as many dimensions, got ${shapes}`);
  }
  if (!(margin > 0)) throw new ArgumentError(`${name}: margin ${margin} is not positive`);
}

function hinge(
  [anchor, positive, negative]: Triplet,
  distance: DistanceFunction,
  margin: number,
  swap: boolean,
): Tensor {
  const near = distance(anchor, positive);
  const far = distance(anchor, negative);
  return near
    .sub(swap ? minimum(far, distance(positive, negative)) : far)
    .add(margin)
    .clamp(0);
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin) of vectors `[N, D]`, with d the distance in the p-norm.
 *
 * Throws a ShapeError unless all have as many dimensions and broadcast, an ArgumentError for a margin that is not
 * positive. https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html
 */
export const tripletMarginLoss: LossOf<Triplet, TripletMarginLossOptions> = /* @__PURE__ */ defineLossOf<
  Triplet,
  TripletMarginLossOptions
>({
  name: 'tripletMarginLoss',
  inputs,
  terms: (triplet, { margin = 1, p = 2, eps = 1e-6, swap = false }) => {
    checkTriplet('tripletMarginLoss', triplet, margin);
    return hinge(triplet, (a, b) => pairwiseDistance(a, b, { p, eps }), margin, swap);
  },
});

/**
 * {@link tripletMarginLoss} with any distance.
 *
 * Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html
 */
export const tripletMarginWithDistanceLoss: LossOf<Triplet, TripletMarginWithDistanceLossOptions> =
  /* @__PURE__ */ defineLossOf<Triplet, TripletMarginWithDistanceLossOptions>({
    name: 'tripletMarginWithDistanceLoss',
    inputs,
    terms: (triplet, { distanceFunction = (a, b) => pairwiseDistance(a, b), margin = 1, swap = false }) => {
      checkTriplet('tripletMarginWithDistanceLoss', triplet, margin);
      return hinge(triplet, distanceFunction, margin, swap);
    },
  });

/** {@link tripletMarginLoss} as a module: `criterion.call(anchor, positive, negative)`. */
export class TripletMarginLoss extends LossOfModule<Triplet, TripletMarginLossOptions> {
  constructor(options?: TripletMarginLossOptions) {
    super(tripletMarginLoss, options);
  }
}

/** {@link tripletMarginWithDistanceLoss} as a module. */
export class TripletMarginWithDistanceLoss extends LossOfModule<Triplet, TripletMarginWithDistanceLossOptions> {
  constructor(options?: TripletMarginWithDistanceLossOptions) {
    super(tripletMarginWithDistanceLoss, options);
  }
}
