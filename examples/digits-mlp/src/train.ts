import { data, noGrad, optim, type Tensor } from 'cotangent';
import type { Samples } from './data.ts';
import type { Loss } from './losses.ts';
import type { Model } from './model.ts';

export interface TrainOptions {
  readonly epochs: number;
  readonly lr: number;
  /** Called after every step. */
  readonly onStep: (step: Step) => void;
}

/** How training stands after a step. */
export interface Step {
  /** From 1. */
  readonly epoch: number;
  readonly isLastOfEpoch: boolean;
  /** Means over the batches of this epoch so far. */
  readonly loss: number;
  readonly accuracy: number;
}

const batchSize = 32;

/** How many steps {@link train} makes. */
export function stepsOf({ labels }: Samples, epochs: number): number {
  return epochs * Math.ceil(labels.numel() / batchSize);
}

/** Trains with AdamW; the learning rate falls from `lr` to 0 along half a cosine. */
export function train(model: Model, loss: Loss, samples: Samples, { epochs, lr, onStep }: TrainOptions): void {
  const dataset = new data.TensorDataset(samples.images, samples.labels);
  const loader = new data.DataLoader(dataset, { batchSize, shuffle: true });
  const optimizer = new optim.AdamW(model.parameters(), { lr, weightDecay: 0.1 });
  const scheduler = new optim.CosineAnnealingLR(optimizer, epochs);

  model.train();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let [seen, lossSum, hits] = [0, 0, 0];
    for (const [images, labels] of loader) {
      optimizer.zeroGrad();
      const output = model.call(images);
      const value = loss(output, labels);
      value.backward();
      optimizer.step();

      const count = labels.numel();
      seen += count;
      lossSum += value.item() * count;
      hits += output.argmax({ dim: 1 }).eq(labels).sum().item();
      onStep({ epoch, isLastOfEpoch: seen === dataset.length, loss: lossSum / seen, accuracy: hits / seen });
    }
    scheduler.step();
  }
}

/** The digits that the model takes the images for, `[n]`. */
export function predict(model: Model, images: Tensor): Tensor {
  model.eval();
  return noGrad(() => model.call(images).argmax({ dim: 1 }));
}
