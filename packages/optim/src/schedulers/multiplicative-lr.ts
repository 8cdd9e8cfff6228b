import type { Optimizer } from '../optimizer.ts';
import { type LRLambda, type LRLambdas, lambdasOf } from './lambda-lr.ts';
import { LRScheduler, type SchedulerOptions } from './lr-scheduler.ts';

/**
 * Multiplies the learning rate by what a function gives for the epoch, from epoch 1 on; a list has one for each group.
 * Functions are not part of the state dict.
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html
 */
export class MultiplicativeLR extends LRScheduler<LRLambdas> {
  /** Throws an ArgumentError for what is no function, and a list that has not one for each group. */
  constructor(optimizer: Optimizer, lrLambda: LRLambda | readonly LRLambda[], options: SchedulerOptions = {}) {
    super(optimizer, { lrLambdas: lambdasOf('MultiplicativeLR', lrLambda, optimizer) }, options);
  }

  protected override nextLr(lr: number, _: number, group: number): number {
    return this.isInitial ? lr : lr * this.settings.lrLambdas[group]!(this.lastEpoch);
  }
}
