import type { DType } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import type { Operand } from '../memory/memory.ts';
import { broadcastStrides, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { allocateLike } from './allocate.ts';
import { type Batching, batchedShape, openLevels, type Randomness, type VmapLevel } from './batch.ts';
import { batchDimOf, hideLeading, levelsOf, physical, repeatOver } from './batch-dims.ts';
import { leaveBatch } from './batch-view.ts';
import { runBatched } from './batched-call.ts';
import type { OutputMeta } from './graph-node.ts';

const batching: Batching = {
  call: runBatched,

  mapAll(inputs, shape, run) {
    const levels = levelsOf(inputs)!;
    const whole = inputs.map((x) => physical(x, levels, shape.length));
    return run(whole, batchedShape(levels, shape)).map((output) => hideLeading(output, levels));
  },

  whole(x) {
    return physical(x, levelsOf([x])!, x.shape.length);
  },

  allocate(like: Tensor, dtype: DType, shape: Shape): Tensor {
    const levels = levelsOf([like])!;
    return hideLeading(allocateLike(like, dtype, batchedShape(levels, shape)), levels);
  },

  copied(target, source): [to: Tensor, from: Operand] {
    const levels = levelsOf([target]) ?? [];
    if (levelsOf([source])?.some((level) => !levels.includes(level))) {
      throw new ArgumentError(
        'vmap: what differs from sample to sample cannot be written into a tensor that is the same for all of them; ' +
          'use the operation without underscore, or write into a copy such as zerosLike of a tensor that differs',
      );
    }
    const to = physical(target, levels, target.shape.length);
    const from = physical(source, levels, source.shape.length);
    const strides = broadcastStrides(from.shape, from.strides, to.shape);
    return [to, { storage: from.storage, dtype: from.dtype, offset: from.offset, shape: to.shape, strides }];
  },

  // Where samples shared a tensor its gradient is the sum over them, but for those of a vmap whose function still runs:
  // what is asked for in there is the gradient of each sample.
  fit(grad: Tensor, meta: OutputMeta): Tensor {
    const levels = meta.batch?.map(({ level }) => level) ?? [];
    let result = grad;
    for (const { level } of grad.batch ?? []) {
      if (!level.open && !levels.includes(level)) result = leaveBatch(result, level, 0).sum({ dim: 0 });
    }
    for (const level of levels) if (!batchDimOf(result, level)) result = repeatOver(result, level);
    return result;
  },

  refuse({ batch }, what) {
    throw new ArgumentError(
      `vmap: cannot ${what} a tensor inside the function, where it stands for all ${batch!.at(-1)!.level.size} samples at once; ` +
        'return it and do that outside, or write it in tensor operations',
    );
  },

  drawnFor(name, x, levels) {
    if (levelsOf([x])?.some((level) => !levels.includes(level))) {
      throw new ArgumentError(
        `vmap: ${name} cannot draw the same numbers for all samples with a tensor that differs between them; ` +
          "pass vmap { randomness: 'different' }",
      );
    }
    return physical(x, levels, x.shape.length).expand(batchedShape(levels, x.shape));
  },

  drawn: hideLeading,
};

let nextId = 0;

/** Runs `fn` as the function of a new level. */
export function withLevel<T>(size: number, randomness: Randomness, fn: (level: VmapLevel) => T): T {
  const level = { id: nextId++, size, randomness, open: true, batching };
  openLevels.push(level);
  try {
    return fn(level);
  } finally {
    level.open = false;
    openLevels.pop();
  }
}
