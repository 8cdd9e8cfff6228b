import { formatShape, instanceNorm, ShapeError, type Tensor } from '@cotangent/core';
import { ChannelNorm, type ChannelNormOptions } from './channel-norm.ts';

/** {@link instanceNorm} of inputs with so many dimensions after the channels; by default nothing is learned or kept. */
export abstract class InstanceNorm extends ChannelNorm {
  protected abstract readonly rank: number;

  constructor(numFeatures: number, { affine = false, trackRunningStats = false, ...options }: ChannelNormOptions = {}) {
    super(numFeatures, { affine, trackRunningStats, ...options });
  }

  protected normalize(x: Tensor): Tensor {
    const { rank, affine, numFeatures, runningMean, runningVar, weight, bias, eps } = this;
    this.checkRank(x, [rank + 1, rank + 2]);
    const channels = x.shape.at(-rank - 1);
    if (affine && channels !== numFeatures) {
      throw new ShapeError(`instanceNorm: ${formatShape(x.shape)} has ${channels} channels, expected ${numFeatures}`);
    }
    const batched = x.ndim === rank + 2;
    const y = instanceNorm(batched ? x : x.unsqueeze(0), {
      runningMean,
      runningVar,
      weight,
      bias,
      eps,
      useInputStats: this.training || runningMean === undefined,
      momentum: this.momentum ?? 0,
    });
    return batched ? y : y.squeeze(0);
  }
}

/**
 * {@link instanceNorm} of `[N, C, L]` or `[C, L]`. With `trackRunningStats`, running statistics are used after `eval()`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
 */
export class InstanceNorm1d extends InstanceNorm {
  protected get rank(): number {
    return 1;
  }
}

/**
 * {@link InstanceNorm1d} for `[N, C, H, W]` or `[C, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
export class InstanceNorm2d extends InstanceNorm {
  protected get rank(): number {
    return 2;
  }
}

/**
 * {@link InstanceNorm1d} for `[N, C, D, H, W]` or `[C, D, H, W]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html
 */
export class InstanceNorm3d extends InstanceNorm {
  protected get rank(): number {
    return 3;
  }
}
