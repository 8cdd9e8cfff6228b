import { e, manualSeed, nn, optim, rand, randn, type Tensor } from 'cotangent';

export interface QuantileOptions extends nn.LossOptions {
  /** The share of targets that should lie below the prediction, between 0 and 1. Defaults to 0.5, the median. */
  readonly quantile?: number | undefined;
}

/**
 * A loss as a formula of one element, max(q (y − x), (q − 1) (y − x)): predictions that are too low cost q, those too
 * high 1 − q. It runs as one kernel, and its derivatives follow from it.
 */
export const quantileLoss = nn.defineLoss({
  name: 'quantileLoss',
  formula: (x, y, q) => {
    const missing = e.sub(y, x);
    return e.maximum(e.mul(q!, missing), e.mul(e.sub(q!, 1), missing));
  },
  scalars: ({ quantile = 0.5 }: QuantileOptions) => {
    if (!(quantile > 0 && quantile < 1)) throw new RangeError(`quantileLoss: quantile ${quantile} is outside (0, 1)`);
    return [quantile];
  },
});

const steps = 500;

/** A line through noisy points that leaves a share of them below. */
export interface QuantileLine {
  readonly quantile: number;
  readonly slope: number;
  readonly intercept: number;
  /** The share of the points that really lie below it. */
  readonly below: number;
}

/** Fits a line to 400 points y = 2x + 1 + noise for each quantile. */
export function fitQuantiles(quantiles: readonly number[]): readonly QuantileLine[] {
  manualSeed(0);
  const x = rand([400, 1]);
  const y = x
    .mul(2)
    .add(1)
    .add(randn([400, 1]).mul(0.3));
  return quantiles.map((quantile) => fitLine(x, y, quantile));
}

function fitLine(x: Tensor, y: Tensor, quantile: number): QuantileLine {
  const line = new nn.Linear(1, 1);
  const optimizer = new optim.Adam(line.parameters(), { lr: 0.1 });
  const scheduler = new optim.CosineAnnealingLR(optimizer, steps);
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    quantileLoss(line.call(x), y, { quantile }).backward();
    optimizer.step();
    scheduler.step();
  }
  return {
    quantile,
    slope: line.weight.item(),
    intercept: line.bias?.item() ?? 0,
    below: y.lt(line.call(x)).float().mean().item(),
  };
}
