import { noGrad } from '@cotangent/core';
import type { Module } from '../module.ts';
import { BatchNorm } from '../normalization/batch-norm.ts';

/**
 * Computes the running statistics of a model's BatchNorm layers anew, as the mean over the batches of `loader`: those of
 * a model of averaged parameters are none that were seen in training. A batch is an input, or a list that begins with it.
 * https://docs.pytorch.org/docs/stable/optim.html#torch.optim.swa_utils.update_bn
 */
export function updateBn<X>(loader: Iterable<X | readonly [X, ...unknown[]]>, model: Module<[X], unknown>): void {
  const layers = [...model.modules()].filter((module) => module instanceof BatchNorm);
  if (layers.length === 0) return;
  // readonly for everyone else
  const settings: { momentum: number | null }[] = layers;
  const momenta = settings.map(({ momentum }) => momentum);
  const modes = [...model.modules()].map((module) => [module, module.training] as const);
  for (const layer of layers) layer.resetRunningStats();
  try {
    for (const each of settings) each.momentum = null;
    model.train();
    using _ = noGrad();
    for (const batch of loader) model.call(Array.isArray(batch) ? (batch[0] as X) : (batch as X));
  } finally {
    settings.forEach((each, i) => {
      each.momentum = momenta[i]!;
    });
    for (const [module, training] of modes) module.training = training;
  }
}
