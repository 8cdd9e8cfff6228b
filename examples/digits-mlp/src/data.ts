import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { data, Generator, indexSelect, oneHot, randperm, type Tensor } from 'cotangent';

const trainSize = 1437;

/** Images `[n, 64]`, from 0 (paper) to 1 (ink), and the digits they show `[n]`. */
export interface Samples {
  readonly images: Tensor;
  readonly labels: Tensor;
}

/** The 1797 digits, 1437 to train on and 360 to test with: the same ones in every run. */
export function loadDigits(): { readonly train: Samples; readonly test: Samples } {
  const file = createRequire(import.meta.url).resolve('@cotangent/data/digits.csv');
  const { images, labels } = data.parseDigits(readFileSync(file, 'utf8'));
  const order = randperm(labels.numel(), { generator: new Generator().manualSeed(0) });
  const pick = (indices: Tensor): Samples => ({
    images: indexSelect(images, 0, indices).div(16),
    labels: indexSelect(labels, 0, indices),
  });
  return {
    train: pick(order.narrow(0, 0, trainSize)),
    test: pick(order.narrow(0, trainSize, labels.numel() - trainSize)),
  };
}

/** Weights that make every digit count the same however often it comes: n / (10 · how often), as scikit-learn's. */
export function classWeights(labels: Tensor): Tensor {
  const counts = oneHot(labels, 10).sum({ dim: 0 });
  return counts
    .float()
    .reciprocal()
    .mul(labels.numel() / 10);
}
