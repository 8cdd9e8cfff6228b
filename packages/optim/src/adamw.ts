import { ArgumentError } from '@cotangent/core';
import { Adam, type AdamOptions, type AdamSettings } from './adam.ts';
import type { ParamsLike } from './param-group.ts';

/** What {@link AdamW} takes beside the parameters; `weightDecay` defaults to 1e-2. */
export type AdamWOptions = Omit<AdamOptions, 'decoupledWeightDecay'>;

/**
 * AdamW (https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html): {@link Adam} whose weight decay shrinks
 * the parameters by `1 − lr · weightDecay` and stays out of the averages.
 */
export class AdamW extends Adam {
  /** Throws as {@link Adam} does. */
  constructor(params: ParamsLike<AdamSettings>, { weightDecay = 1e-2, ...options }: AdamWOptions = {}) {
    super(params, { ...options, weightDecay, decoupledWeightDecay: true });
  }

  protected override check(settings: Readonly<AdamSettings>): void {
    super.check(settings);
    if (!settings.decoupledWeightDecay) {
      throw new ArgumentError(`${this.name}: decoupledWeightDecay must be true; coupled decay is Adam's`);
    }
  }
}
