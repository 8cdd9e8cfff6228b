import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { noGrad } from '@cotangent/core';
import { DataLoader, parseDigits, TensorDataset } from '@cotangent/data';
import { CrossEntropyLoss, Linear, ReLU, Sequential } from '@cotangent/nn';
import { Adam, SGD } from '@cotangent/optim';
import { compareNumbers } from '../compare.ts';
import type { Case, JsonNumber } from '../corpus.ts';

const digits = createRequire(import.meta.url).resolve('@cotangent/data/digits.csv');

/** A whole script after one seed: initialisation, shuffling and three epochs must give PyTorch's losses. */
export function runPortParity(kase: Case, args: Readonly<Record<string, unknown>>): void {
  const { images, labels } = parseDigits(readFileSync(digits, 'utf8'));
  const [x, y] = [images.narrow(0, 0, 1500).div(16), labels.narrow(0, 0, 1500)];
  const [inFeatures, hidden, classes] = args.dims as [number, number, number];
  const model = new Sequential(new Linear(inFeatures, hidden), new ReLU(), new Linear(hidden, classes));
  const optimizer =
    args.optimizer === 'adam'
      ? new Adam(model.parameters(), { lr: 1e-3 })
      : new SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
  const criterion = new CrossEntropyLoss({ labelSmoothing: args.label_smoothing as number });
  const batchSize = args.batch as number;
  const loader = new DataLoader(new TensorDataset(x, y), { batchSize, shuffle: true });
  (kase.epoch_loss as JsonNumber[]).forEach((want, epoch) => {
    let total = 0;
    for (const [images, labels] of loader) {
      optimizer.zeroGrad();
      const loss = criterion.call(model.call(images!), labels!);
      loss.backward();
      optimizer.step();
      total += loss.item() * labels!.numel();
    }
    compareNumbers(`epoch_loss[${epoch}]`, total / y.numel(), want, { rtol: 1e-4, atol: 0 });
  });
  using _ = noGrad();
  const right = model.call(x).argmax({ dim: 1 }).eq(y).sum().item();
  compareNumbers('train_accuracy', right / 1500, kase.train_accuracy as JsonNumber, {
    rtol: 0,
    atol: 0.005,
  });
}
