import { batchNorm, noGrad, type Tensor } from '@cotangent/core';
import { ChannelNorm, type ChannelNormOptions } from './channel-norm.ts';

/** {@link batchNorm} with running statistics; subclasses say of which inputs. */
export abstract class BatchNorm extends ChannelNorm {
  protected abstract readonly ranks: readonly number[];

  constructor(numFeatures: number, options: ChannelNormOptions = {}) {
    super(numFeatures, options);
  }

  protected normalize(x: Tensor): Tensor {
    this.checkRank(x, this.ranks);
    const { runningMean, runningVar, numBatchesTracked, weight, bias, eps } = this;
    if (!this.training) {
      return batchNorm(x, runningMean, runningVar, { weight, bias, eps, training: runningMean === undefined });
    }
    const momentum = this.momentum ?? 1 / ((numBatchesTracked?.item() ?? 0) + 1);
    const y = batchNorm(x, runningMean, runningVar, { weight, bias, eps, training: true, momentum });
    if (numBatchesTracked) noGrad(() => numBatchesTracked.add_(1));
    return y;
  }
}

/**
 * {@link batchNorm} of `[N, C]` or `[N, C, L]`: by the batch while training, by running statistics after `eval()`, unless
 * there are none.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  static readonly keepsNothing = true;
  protected get ranks(): readonly number[] {
    return [2, 3];
  }
}

/** {@link BatchNorm1d} for `[N, C, H, W]`. https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html */
export class BatchNorm2d extends BatchNorm {
  static readonly keepsNothing = true;
  protected get ranks(): readonly number[] {
    return [4];
  }
}

/** {@link BatchNorm1d} for `[N, C, D, H, W]`. https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html */
export class BatchNorm3d extends BatchNorm {
  static readonly keepsNothing = true;
  protected get ranks(): readonly number[] {
    return [5];
  }
}
