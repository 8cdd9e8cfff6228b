import { ArgumentError } from '../errors.ts';
import { isRecording } from '../op/grad-mode.ts';
import { isInference } from '../op/inference.ts';
import { isTensor } from '../op/record.ts';
import { SavedTensor } from '../op/saved-tensor.ts';
import { enterHooks } from '../op/saved-tensor-hooks.ts';
import { scoped } from '../op/scope.ts';
import { getDefaultGenerator } from '../random/generator.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Recomputation } from './recomputation.ts';

/** What {@link checkpoint} takes. */
export interface CheckpointOptions {
  /** Whether the function draws the same numbers from the default generator when it runs again. Defaults to true. */
  readonly preserveRngState?: boolean | undefined;
  /** Whether the shapes and dtypes of what is recomputed are compared with the first ones. Defaults to `'default'`. */
  readonly determinismCheck?: 'default' | 'none' | undefined;
  /** Whether running again ends with the last tensor that is needed. Defaults to true. */
  readonly earlyStop?: boolean | undefined;
}

/**
 * Calls `fn(...inputs)` and keeps the inputs only: what its operations save for their gradients is computed again, by
 * another call of `fn`, when a backward needs it. That is PyTorch's `checkpoint(…, use_reentrant=False)`: checkpoints
 * nest, `fn` may use what requires grad besides its inputs and return anything, and gradients have every order.
 *
 * `fn` must compute the same each time: a backward throws a GradientError when it saves other tensors than at first or
 * changes them in place, or when an input was changed in place in the meantime.
 * https://docs.pytorch.org/docs/stable/checkpoint.html
 */
export function checkpoint<Inputs extends readonly unknown[], Result>(
  fn: (...inputs: Inputs) => Result,
  inputs: Inputs,
  options: CheckpointOptions = {},
): Result {
  const { preserveRngState = true, determinismCheck = 'default', earlyStop = true } = options;
  if (!isRecording()) return fn(...inputs);
  // nobody can write into an inference tensor meanwhile
  const kept = inputs.map((x) => (isTensor(x) && !isInference(x) ? new SavedTensor(x, { name: 'checkpoint' }) : x));
  const generator = getDefaultGenerator();
  const before = preserveRngState ? generator.getState() : undefined;
  const again = (): void => {
    const now = before && generator.getState();
    if (before) generator.setState(before);
    try {
      fn(...(kept.map((x) => (x instanceof SavedTensor ? x.unpack() : x)) as unknown as Inputs));
    } finally {
      if (now) generator.setState(now);
    }
  };
  const recomputation = new Recomputation(again, { compare: determinismCheck === 'default', earlyStop });
  const enter = (): (() => void) =>
    enterHooks(
      (tensor) => recomputation.note(tensor),
      (index) => recomputation.restore(index),
    );
  const result = scoped('checkpoint', enter, () => fn(...inputs));
  recomputation.complete();
  return result;
}

/** What a module is to {@link checkpointSequential}. */
export interface CallableStep {
  /** From its input to its output. */
  call(x: Tensor): Tensor;
}

/** A function, or a module. */
export type SequentialStep = ((x: Tensor) => Tensor) | CallableStep;

/**
 * Calls `steps` (functions or modules, such as an `nn.Sequential`) one after the other, as `segments` checkpoints of
 * equally many; the last segment, which has the rest too, is called as usual.
 *
 * Throws an ArgumentError unless there are between 1 and as many segments as steps.
 * https://docs.pytorch.org/docs/stable/checkpoint.html#torch.utils.checkpoint.checkpoint_sequential
 */
export function checkpointSequential(
  steps: Iterable<SequentialStep>,
  segments: number,
  input: Tensor,
  options: CheckpointOptions = {},
): Tensor {
  const all = [...steps];
  if (!(Number.isInteger(segments) && segments >= 1 && segments <= all.length)) {
    throw new ArgumentError(
      `checkpointSequential: expected between 1 and ${all.length} segments for ${all.length} steps, got ${segments}`,
    );
  }
  const run = (part: readonly SequentialStep[]) => (x: Tensor) =>
    part.reduce((y, step) => (typeof step === 'function' ? step(y) : step.call(y)), x);
  const size = Math.floor(all.length / segments);
  let x = input;
  for (let i = 0; i < segments - 1; i++) x = checkpoint(run(all.slice(i * size, (i + 1) * size)), [x], options);
  return run(all.slice((segments - 1) * size))(x);
}
