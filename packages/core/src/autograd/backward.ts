import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError, GradientError, ShapeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import type { Edge, Gradient } from '../op/graph-node.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { runBackward } from './engine.ts';

/** What backward takes. */
export interface BackwardOptions {
  /** The gradient of the tensor itself, in its shape. May be left out for a single element, where it is 1. */
  readonly gradient?: Tensor | undefined;
  /** Keeps what the graph saved, so that backward can run again. Defaults to `createGraph`. */
  readonly retainGraph?: boolean | undefined;
  /** Records the gradients' own computation, for higher derivatives. Defaults to false. */
  readonly createGraph?: boolean | undefined;
  /** Accumulate into the `.grad` of these tensors only, which need not be leaves. */
  readonly inputs?: readonly Tensor[] | undefined;
}

/** What grad takes. */
export interface GradOptions {
  /** One gradient per output; may be left out for outputs of a single element. */
  readonly gradOutputs?: readonly (Tensor | undefined)[] | undefined;
  /** Keeps what the graph saved. Defaults to `createGraph`. */
  readonly retainGraph?: boolean | undefined;
  /** Records the gradients' own computation, for higher derivatives. Defaults to false. */
  readonly createGraph?: boolean | undefined;
  /** Gives `undefined` for an input the outputs do not depend on, instead of throwing. Defaults to false. */
  readonly allowUnused?: boolean | undefined;
}

/**
 * Adds to each leaf's `.grad` the gradient of `root` with respect to it.
 *
 * Throws a GradientError when `root` has no graph, when its graph was freed, when it has several elements and no
 * `gradient` is given, or when a tensor saved for the gradient was changed in place; a ShapeError when `gradient` has
 * another shape.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html
 */
export function backward(root: Tensor, options: BackwardOptions = {}): void {
  const { createGraph = false, retainGraph = createGraph, inputs } = options;
  const edge = rootEdge('backward', root);
  if (root.batch) {
    throw new GradientError(
      'backward: a tensor inside the function of vmap stands for all samples, whose gradients cannot add to one .grad; ' +
        'use grad there, or backward on what vmap returns',
    );
  }
  const gradient = rootGradient('backward', root, options.gradient);
  if (inputs?.length === 0) throw new ArgumentError('backward: inputs is empty');
  const targets = inputs?.map((input, i) => targetEdge('backward', input, i));
  for (const input of inputs ?? []) input.retainGrad();
  runBackward([edge], [gradient], { retainGraph, createGraph, targets, accumulate: true });
}

/**
 * The gradients of the sum of `outputs` (weighted by `gradOutputs`) with respect to `inputs`, leaving every `.grad`
 * alone.
 *
 * Throws as {@link backward}, and a GradientError for an input that was not used unless `allowUnused`.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  input: Tensor,
  options: GradOptions & { readonly allowUnused: true },
): [Tensor | undefined];
export function grad(outputs: Tensor | readonly Tensor[], input: Tensor, options?: GradOptions): [Tensor];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions & { readonly allowUnused: true },
): (Tensor | undefined)[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options?: GradOptions,
): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): Gradient[] {
  const { createGraph = false, retainGraph = createGraph, allowUnused = false, gradOutputs = [] } = options;
  const roots = listOf(outputs);
  const edges = roots.map((root) => rootEdge('grad', root));
  const gradients = roots.map((root, i) => rootGradient('grad', root, gradOutputs[i]));
  const targets = listOf(inputs).map((input, i) => targetEdge('grad', input, i));
  const captured = runBackward(edges, gradients, { retainGraph, createGraph, targets, accumulate: false });
  captured.forEach((gradient, i) => {
    if (!gradient && !allowUnused) {
      throw new GradientError(
        `grad: input ${i} was not used in computing the outputs; pass { allowUnused: true } to get undefined for it`,
      );
    }
  });
  return captured;
}

function listOf(x: Tensor | readonly Tensor[]): readonly Tensor[] {
  return Array.isArray(x) ? (x as readonly Tensor[]) : [x as Tensor];
}

function rootEdge(name: string, root: Tensor): Edge {
  checkTensor(name, root, 0);
  if (!root.edge) {
    throw new GradientError(
      `${name}: the tensor of shape ${formatShape(root.shape)} does not require grad and was not made by a recorded operation`,
    );
  }
  return root.edge;
}

function rootGradient(name: string, root: Tensor, gradient: Tensor | undefined): Tensor {
  if (!gradient) {
    if (root.numel() !== 1) {
      throw new GradientError(
        `${name}: the tensor has shape ${formatShape(root.shape)}; only for a single element can its gradient be left out`,
      );
    }
    return filledLike(root, 1);
  }
  checkTensor(name, gradient, 0);
  if (!sameShape(gradient.shape, root.shape)) {
    throw new ShapeError(
      `${name}: the gradient has shape ${formatShape(gradient.shape)}, expected ${formatShape(root.shape)}`,
    );
  }
  if (!isFloat(gradient.dtype))
    throw new DTypeError(`${name}: the gradient is ${gradient.dtype}, expected ${root.dtype}`);
  return gradient.dtype === root.dtype ? gradient : gradient.to(root.dtype);
}

function targetEdge(name: string, input: Tensor, index: number): Edge {
  checkTensor(name, input, index);
  if (!input.edge) throw new GradientError(`${name}: input ${index} does not require grad`);
  return input.edge;
}
