import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError, GradientError, ShapeError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { type Edge, GraphNode } from '../op/graph-node.ts';
import { checkTensor, isTensor } from '../op/record.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A tensor, or its place in the graph, which does not keep the tensor alive. */
export type TensorOrEdge = Tensor | Edge;

/**
 * Where the gradient of `tensor` goes: what {@link backward} and {@link grad} take in its place, for a tensor that is
 * not kept or is about to be changed in place. Throws a GradientError when it does not require grad.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.graph.get_gradient_edge.html
 */
export function getGradientEdge(tensor: Tensor): Edge {
  checkTensor('getGradientEdge', tensor, 0);
  if (!tensor.edge) throw new GradientError('getGradientEdge: the tensor does not require grad');
  return tensor.edge;
}

function isEdge(x: unknown): x is Edge {
  return typeof x === 'object' && x !== null && 'node' in x && x.node instanceof GraphNode;
}

export function listOf<T extends TensorOrEdge | undefined>(x: NonNullable<T> | readonly T[]): readonly T[] {
  return Array.isArray(x) ? (x as readonly T[]) : [x as T];
}

export function rootEdge(name: string, root: TensorOrEdge): Edge {
  if (isEdge(root)) return root;
  checkTensor(name, root, 0);
  if (!root.edge) {
    throw new GradientError(
      `${name}: the tensor of shape ${formatShape(root.shape)} does not require grad and was not made by a recorded operation`,
    );
  }
  return root.edge;
}

/** The gradients of the roots, each in the shape and dtype of its root. */
export function rootGradients(
  name: string,
  option: string,
  roots: readonly TensorOrEdge[],
  gradients: readonly (Tensor | undefined)[] | undefined,
): Tensor[] {
  if (gradients && gradients.length !== roots.length) {
    throw new ArgumentError(`${name}: ${option} has ${gradients.length} entries, expected ${roots.length}`);
  }
  return roots.map((root, i) => rootGradient(name, root, gradients?.[i]));
}

function rootGradient(name: string, root: TensorOrEdge, gradient: Tensor | undefined): Tensor {
  const { shape, dtype } = isTensor(root) ? root : root.node.outputs[root.index]!;
  if (!gradient) {
    if (!isTensor(root)) throw new GradientError(`${name}: the gradient at an edge of the graph cannot be left out`);
    if (root.numel() !== 1) {
      throw new GradientError(
        `${name}: the tensor has shape ${formatShape(shape)}; only for a single element can its gradient be left out`,
      );
    }
    return filledLike(root, 1);
  }
  checkTensor(name, gradient, 0);
  if (!sameShape(gradient.shape, shape)) {
    throw new ShapeError(
      `${name}: the gradient has shape ${formatShape(gradient.shape)}, expected ${formatShape(shape)}`,
    );
  }
  if (!isFloat(gradient.dtype)) throw new DTypeError(`${name}: the gradient is ${gradient.dtype}, expected ${dtype}`);
  return gradient.dtype === dtype ? gradient : gradient.to(dtype);
}

export function targetEdge(name: string, input: TensorOrEdge, index: number): Edge {
  if (isEdge(input)) return input;
  checkTensor(name, input, index);
  if (!input.edge) throw new GradientError(`${name}: input ${index} does not require grad`);
  return input.edge;
}
