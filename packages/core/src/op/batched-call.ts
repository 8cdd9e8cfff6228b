import { ArgumentError } from '../errors.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { warnOnce } from '../warn.ts';
import { allocateLike, copyInto } from './allocate.ts';
import { batchedShape } from './batch.ts';
import { batchDimOf, hide, hideLeading, levelsOf, physical, unhide } from './batch-dims.ts';
import type { BatchedCall, BatchRule } from './batch-rule.ts';
import type { OutputMeta } from './graph-node.ts';
import type { OpInput } from './record.ts';

/**
 * Calls an operation for all samples of the innermost level at once; `op` does so for the levels that are left. The
 * results are outside the graph. `metas` are those of one sample.
 */
export function runBatched<In extends readonly OpInput[], Options>(
  name: string,
  rule: BatchRule<In, Options> | undefined,
  op: BatchedCall<In, Options>['op'],
  inputs: In,
  options: Options,
  metas: readonly OutputMeta[],
): Tensor[] {
  const level = levelsOf(inputs)!.at(-1)!;
  const batched = inputs.map((x) => x !== undefined && batchDimOf(x, level) !== undefined);
  const call = {
    inputs: inputs.map((x, i) => (batched[i] ? unhide(x!, level) : x?.alias())) as unknown as In,
    batched,
    size: level.size,
    options,
    op,
  };
  if (!rule) {
    warnOnce(
      `vmap ${name}`,
      `vmap: ${name} has no batching rule, so it is called once for each of ${level.size} samples`,
    );
  }
  const given = rule?.(call);
  const results = given ? listOf(given) : sampleBySample(name, call);
  return results.map((result, i) => {
    const { shape, dtype } = metas[i]!;
    const expected = [level.size, ...shape];
    if (!sameShape(result.shape, expected)) {
      throw new ArgumentError(
        `vmap: the batching rule of ${name} gave ${formatShape(result.shape)}, expected ${formatShape(expected)}`,
      );
    }
    // with the batch a 0-d operand counts as one with dimensions when dtypes are promoted
    return hide(result.dtype === dtype ? result : result.to(dtype), level);
  });
}

function listOf(result: Tensor | readonly Tensor[]): readonly Tensor[] {
  return Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
}

/** What an operation without a rule gets: one call per sample. */
function sampleBySample<In extends readonly OpInput[], Options>(
  name: string,
  { inputs, batched, size, options, op }: BatchedCall<In, Options>,
): Tensor[] {
  if (size === 0) throw new ArgumentError(`vmap: ${name} has no batching rule, and there is no sample to call it with`);
  const samples = Array.from({ length: size }, (_, i) =>
    listOf(op(inputs.map((x, k) => (batched[k] ? x!.select(0, i) : x)) as unknown as In, options)),
  );
  return samples[0]!.map((first, k) => {
    const levels = levelsOf([first]) ?? [];
    const whole = allocateLike(first, first.dtype, [...batchedShape(levels, [size]), ...first.shape]);
    samples.forEach((sample, i) => {
      if (!sameShape(sample[k]!.shape, first.shape)) {
        throw new ArgumentError(
          `vmap: the results of ${name} have shapes that differ from sample to sample: ` +
            `${formatShape(first.shape)} and ${formatShape(sample[k]!.shape)}`,
        );
      }
      copyInto(whole.select(levels.length, i), physical(sample[k]!, levels, first.shape.length));
    });
    return hideLeading(whole, levels);
  });
}
