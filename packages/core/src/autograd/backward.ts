import { ArgumentError, GradientError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { enterBatch, leaveBatch } from '../op/batch-view.ts';
import { withLevel } from '../op/batching.ts';
import type { Gradient } from '../op/graph-node.ts';
import { isTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { runBackward } from './engine.ts';
import { listOf, rootEdge, rootGradients, type TensorOrEdge, targetEdge } from './gradient-edge.ts';

/** What backward takes. */
export interface BackwardOptions {
  /**
   * The gradient of the tensor itself, in its shape; one per tensor when there are several. May be left out for a single
   * element, where it is 1.
   */
  readonly gradient?: Tensor | readonly (Tensor | undefined)[] | undefined;
  /** Keeps what the graph saved, so that backward can run again. Defaults to `createGraph`. */
  readonly retainGraph?: boolean | undefined;
  /** Records the gradients' own computation, for higher derivatives. Defaults to false. */
  readonly createGraph?: boolean | undefined;
  /** Accumulate into the `.grad` of these tensors only, which need not be leaves. */
  readonly inputs?: TensorOrEdge | readonly TensorOrEdge[] | undefined;
}

/** What grad takes. */
export interface GradOptions {
  /** One gradient per output; may be left out for outputs of a single element. */
  readonly gradOutputs?: Tensor | readonly (Tensor | undefined)[] | undefined;
  /** Keeps what the graph saved. Defaults to `createGraph`. */
  readonly retainGraph?: boolean | undefined;
  /** Records the gradients' own computation, for higher derivatives. Defaults to false. */
  readonly createGraph?: boolean | undefined;
  /**
   * Gives `undefined` for an input the outputs do not depend on, instead of throwing. Defaults to false, and to true with
   * `materializeGrads`.
   */
  readonly allowUnused?: boolean | undefined;
  /** Whether `gradOutputs` have one more dimension in front, for as many results at once. Defaults to false. */
  readonly isGradsBatched?: boolean | undefined;
  /** Gives zeros in place of `undefined`. Defaults to false. */
  readonly materializeGrads?: boolean | undefined;
}

/**
 * Adds to each leaf's `.grad` the gradient of the sum of `roots` (weighted by `gradient`) with respect to it. Roots and
 * inputs may be tensors, or edges of the graph.
 *
 * Throws a GradientError when a root has no graph, when its graph was freed, when it has several elements and no
 * `gradient` is given, or when a tensor saved for the gradient was changed in place; a ShapeError when `gradient` has
 * another shape; an ArgumentError when it has another number of entries, or `inputs` is empty.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html
 */
export function backward(roots: TensorOrEdge | readonly TensorOrEdge[], options: BackwardOptions = {}): void {
  const { createGraph = false, retainGraph = createGraph } = options;
  const all = listOf(roots);
  const edges = all.map((root) => rootEdge('backward', root));
  if (all.some((root) => isTensor(root) && root.batch)) {
    throw new GradientError(
      'backward: a tensor inside the function of vmap stands for all samples, whose gradients cannot add to one .grad; ' +
        'use grad there, or backward on what vmap returns',
    );
  }
  const gradients = rootGradients('backward', 'gradient', all, options.gradient && listOf<Gradient>(options.gradient));
  const inputs = options.inputs && listOf(options.inputs);
  if (inputs?.length === 0) throw new ArgumentError('backward: inputs is empty');
  const targets = inputs?.map((input, i) => targetEdge('backward', input, i));
  for (const input of inputs ?? []) if (isTensor(input)) input.retainGrad();
  runBackward(edges, gradients, { retainGraph, createGraph, targets, accumulate: true });
}

/**
 * The gradients of the sum of `outputs` (weighted by `gradOutputs`) with respect to `inputs`, leaving every `.grad`
 * alone. Both may be tensors, or edges of the graph.
 *
 * Throws as {@link backward}, and a GradientError for an input that was not used unless `allowUnused`.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export function grad(
  outputs: TensorOrEdge | readonly TensorOrEdge[],
  input: TensorOrEdge,
  options: GradOptions & { readonly allowUnused: true; readonly materializeGrads?: false | undefined },
): [Tensor | undefined];
export function grad(
  outputs: TensorOrEdge | readonly TensorOrEdge[],
  input: TensorOrEdge,
  options?: GradOptions,
): [Tensor];
export function grad(
  outputs: TensorOrEdge | readonly TensorOrEdge[],
  inputs: TensorOrEdge | readonly TensorOrEdge[],
  options: GradOptions & { readonly allowUnused: true; readonly materializeGrads?: false | undefined },
): (Tensor | undefined)[];
export function grad(
  outputs: TensorOrEdge | readonly TensorOrEdge[],
  inputs: TensorOrEdge | readonly TensorOrEdge[],
  options?: GradOptions,
): Tensor[];
export function grad(
  outputs: TensorOrEdge | readonly TensorOrEdge[],
  inputs: TensorOrEdge | readonly TensorOrEdge[],
  options: GradOptions = {},
): Gradient[] {
  const { createGraph = false, retainGraph = createGraph, materializeGrads = false } = options;
  const { allowUnused = materializeGrads, isGradsBatched = false } = options;
  if (materializeGrads && !allowUnused) {
    throw new ArgumentError('grad: allowUnused is false, but with materializeGrads unused inputs have zeros');
  }
  const [roots, all] = [listOf(outputs), listOf(inputs)];
  const edges = roots.map((root) => rootEdge('grad', root));
  const targets = all.map((input, i) => targetEdge('grad', input, i));
  const gradOutputs = options.gradOutputs && listOf<Gradient>(options.gradOutputs);
  const run = (given: readonly Gradient[] | undefined): Gradient[] => {
    const gradients = rootGradients('grad', 'gradOutputs', roots, given);
    return runBackward(edges, gradients, { retainGraph, createGraph, targets, accumulate: false });
  };
  const captured = isGradsBatched ? runForEach(gradOutputs ?? [], run) : run(gradOutputs);
  return captured.map((gradient, i) => {
    if (gradient || (allowUnused && !materializeGrads)) return gradient;
    const input = all[i];
    if (materializeGrads && isTensor(input)) return filledLike(input, 0).requiresGrad_();
    throw new GradientError(
      `grad: input ${i} was not used in computing the outputs; pass { allowUnused: true } to get undefined for it`,
    );
  });
}

/** Runs once for all samples along the first dimension of the gradients. */
function runForEach(
  gradients: readonly (Tensor | undefined)[],
  run: (gradients: readonly (Tensor | undefined)[]) => Gradient[],
): Gradient[] {
  const size = gradients.find((gradient) => gradient !== undefined)?.shape[0];
  if (size === undefined || gradients.some((gradient) => gradient && gradient.shape[0] !== size)) {
    throw new ArgumentError('grad: with isGradsBatched all gradOutputs need a first dimension of one size');
  }
  return withLevel(size, 'error', (level) =>
    run(gradients.map((gradient) => gradient && enterBatch(gradient, level, 0))).map(
      (gradient) => gradient && leaveBatch(gradient, level, 0),
    ),
  );
}
