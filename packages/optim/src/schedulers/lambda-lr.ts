import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/** The factor of an epoch. */
export type LRLambda = (epoch: number) => number;

/** The settings of LambdaLR and MultiplicativeLR: a function for each group. */
export interface LRLambdas {
  readonly lrLambdas: readonly LRLambda[];
}

/** Functions of all groups, of one for all or a list. Throws an ArgumentError for a list of another length. */
export function lambdasOf(
  name: string,
  lrLambda: LRLambda | readonly LRLambda[],
  { paramGroups }: Optimizer,
): readonly LRLambda[] {
  const lrLambdas = Array.isArray(lrLambda)
    ? [...(lrLambda as LRLambda[])]
    : paramGroups.map(() => lrLambda as LRLambda);
  if (lrLambdas.length !== paramGroups.length) {
    throw new ArgumentError(
      `${name}: lrLambda has ${lrLambdas.length} functions for ${paramGroups.length} parameter groups`,
    );
  }
  for (const each of lrLambdas) {
    if (typeof each !== 'function')
      throw new ArgumentError(`${name}: lrLambda must be a function or a list of them, got ${String(each)}`);
  }
  return lrLambdas;
}

/**
 * Sets the learning rate to the initial one times what a function gives for the epoch; a list has one for each group.
 * Functions are not part of the state dict.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html
 */
export class LambdaLR extends LRScheduler<LRLambdas> {
  /** Throws an ArgumentError for what is no function, and a list that has not one for each group. */
  constructor(optimizer: Optimizer, lrLambda: LRLambda | readonly LRLambda[], options: SchedulerOptions = {}) {
    super(optimizer, { lrLambdas: lambdasOf('LambdaLR', lrLambda, optimizer) }, options);
  }

  protected override nextLr(_: number, baseLr: number, group: number): number {
    return baseLr * this.settings.lrLambdas[group]!(this.lastEpoch);
  }
}
