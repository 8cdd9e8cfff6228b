import { cat, gather, indexSelect, manualSeed, nn, optim, randn, type Tensor, tensor } from 'cotangent';

export interface HingeOptions extends nn.LossOptions {
  /** How far the true class's score must be above the others. Defaults to 1. */
  readonly margin?: number | undefined;
  /** One weight per class, `[C]`. */
  readonly weight?: Tensor | undefined;
}

/**
 * A loss as tensor code: Σ over the other classes of max(0, margin − (score of the true class − score of the other)),
 * for scores `[N, C]` and classes `[N]`. With weights the mean divides by their sum, as in PyTorch's cross entropy:
 * `count` says so.
 */
export const multiClassHinge = nn.defineLoss({
  name: 'multiClassHinge',
  terms: (input, target, { margin = 1, weight }: HingeOptions) => {
    const trueScore = gather(input, 1, target.unsqueeze(1));
    // the true class itself always adds the margin
    const values = input.sub(trueScore).add(margin).relu().sum({ dim: 1 }).sub(margin);
    if (!weight) return values;
    const count = indexSelect(weight, 0, target);
    return { values: values.mul(count), count };
  },
});

/** The same as a module. */
export const MultiClassHinge = nn.lossModule(multiClassHinge);

export interface HingeRun {
  readonly losses: readonly number[];
  /** The share of samples that get their class. */
  readonly accuracy: number;
}

/** Trains a linear classifier on three clouds of points, the last one small and weighted up. */
export function trainClassifier(): HingeRun {
  manualSeed(0);
  const sizes = [100, 100, 20];
  const centres = tensor([
    [0, 2],
    [2, -1],
    [-2, -1],
  ]);
  const points = cat(sizes.map((size, i) => randn([size, 2]).mul(0.7).add(centres.select(0, i))));
  const classes = tensor(Int32Array.from(sizes.flatMap((size, i) => Array<number>(size).fill(i))));

  const model = new nn.Linear(2, 3);
  const criterion = new MultiClassHinge({ weight: tensor([1, 1, 5]) });
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  const losses: number[] = [];
  for (let step = 0; step < 100; step++) {
    optimizer.zeroGrad();
    const loss = criterion.call(model.call(points), classes);
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
  const accuracy = model.call(points).argmax({ dim: 1 }).eq(classes).float().mean().item();
  return { losses, accuracy };
}
