import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { perGroup } from './checks.ts';

/** What a scheduler that cycles the momentum keeps; without `cycleMomentum` it leaves the momentum alone. */
export interface MomentumRange {
  readonly cycleMomentum: boolean;
  readonly baseMomentums: readonly number[];
  readonly maxMomentums: readonly number[];
}

/** What a scheduler that cycles the momentum takes. */
export interface MomentumOptions {
  /** Whether the momentum, or of optimizers with `betas` the first of them, falls while the rate rises. Defaults to true. */
  readonly cycleMomentum?: boolean | undefined;
  /** The lowest momentum, or a list with one for each group. */
  readonly baseMomentum?: number | readonly number[] | undefined;
  /** The highest momentum, or a list with one for each group. */
  readonly maxMomentum?: number | readonly number[] | undefined;
}

/** Throws an ArgumentError for an optimizer without momentum and for lists of another length. */
export function momentumRange(
  name: string,
  optimizer: Optimizer,
  { cycleMomentum, baseMomentum, maxMomentum }: Required<MomentumOptions>,
): MomentumRange {
  if (!cycleMomentum) return { cycleMomentum: false, baseMomentums: [], maxMomentums: [] };
  if (!('betas' in optimizer.defaults || 'momentum' in optimizer.defaults)) {
    throw new ArgumentError(
      `${name}: ${optimizer.constructor.name} has neither momentum nor betas to cycle; set cycleMomentum to false`,
    );
  }
  return {
    cycleMomentum: true,
    baseMomentums: perGroup(name, 'baseMomentum', baseMomentum!, optimizer),
    maxMomentums: perGroup(name, 'maxMomentum', maxMomentum!, optimizer),
  };
}

/** Sets the momentum of each group, or the first of its betas. */
export function setMomentums(optimizer: Optimizer, momentumOf: (group: number) => number): void {
  optimizer.paramGroups.forEach((settings, i) => {
    const group = settings as { betas?: readonly number[]; momentum?: number };
    if (group.betas) group.betas = [momentumOf(i), ...group.betas.slice(1)];
    else group.momentum = momentumOf(i);
  });
}
