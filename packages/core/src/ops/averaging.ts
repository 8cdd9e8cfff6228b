import { ArgumentError, DTypeError } from '../errors.ts';
import type { AveragedWindows } from '../kernels/pooling.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { AvgPoolOptions } from './avg-pool.ts';
import { defineAveragePool } from './pool-records.ts';
import { checkPooling, type SlidingPooling, slidingWindows } from './pool-windows.ts';
import type { Spatial } from './spatial.ts';

interface Averaging extends SlidingPooling {
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | undefined;
}

function averagedWindows(options: Averaging): AveragedWindows[] {
  const { input, kernelSize, stride, padding, countIncludePad, divisorOverride } = options;
  return slidingWindows(options).map((windows, d) => {
    const { starts, ends } = windows;
    const divisors = starts.map((start, i) => {
      if (divisorOverride !== undefined) return d === 0 ? divisorOverride : 1;
      // what a window reaches beyond the padding never counts
      const first = i * stride[d]! - padding[d]!;
      if (countIncludePad) return Math.min(first + kernelSize[d]!, input[d]! + padding[d]!) - first;
      return Math.max(ends[i]! - start, 1);
    });
    return { ...windows, divisors };
  });
}

const avgPoolOp = /* @__PURE__ */ defineAveragePool('avgPool', averagedWindows);

/** The averages of windows, for the operation of that name. */
export function averagePool(
  name: string,
  rank: number,
  x: Tensor,
  kernelSize: Spatial,
  options: AvgPoolOptions,
): Tensor {
  const pooling = checkPooling(name, rank, x, kernelSize, options);
  if (x.dtype === 'bool') throw new DTypeError(`${name}: bool tensors have no averages; convert them`);
  const { countIncludePad = true, divisorOverride } = options;
  if (divisorOverride === 0) throw new ArgumentError(`${name}: divisorOverride is 0`);
  return avgPoolOp([x], { ...pooling, countIncludePad, divisorOverride });
}
