import { GradientError } from '../errors.ts';
import type { Gradient, GraphNode, OutputMeta } from '../op/graph-node.ts';
import { isTensor } from '../op/record.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * Runs the hooks of a node's outputs in the order they were registered, then adds to `.grad` where that was asked for.
 * Replaces what hooks replace in `grads`. A hook removed meanwhile still runs, one added meanwhile does not.
 */
export function observe(node: GraphNode, grads: Gradient[]): void {
  if (!node.observers) return;
  for (const [index, hooks] of node.observers.tensor) {
    for (const hook of [...hooks]) {
      const replacement = hook(grads[index]);
      if (replacement) grads[index] = checkReplacement(node, replacement, node.outputs[index]!);
    }
  }
  for (const [index, tensor] of node.observers.retained) {
    const grad = grads[index];
    if (grad) tensor.gradient = tensor.gradient ? tensor.gradient.add(grad) : grad.clone();
  }
}

/** The gradients a node runs with. */
export function callPrehooks(node: GraphNode, gradOutputs: readonly Gradient[]): readonly Gradient[] {
  if (!node.observers) return gradOutputs;
  let current = gradOutputs;
  for (const hook of [...node.observers.pre]) {
    const replacement = hook(current);
    if (replacement) current = checkList(node, 'prehook', replacement, node.outputs);
  }
  return current;
}

/** The gradients a node sends on. */
export function callPostHooks(
  node: GraphNode,
  gradInputs: readonly Gradient[],
  gradOutputs: readonly Gradient[],
): readonly Gradient[] {
  if (!node.observers) return gradInputs;
  let current = gradInputs;
  for (const hook of [...node.observers.post]) {
    const replacement = hook(current, gradOutputs);
    if (!replacement) continue;
    const metas = node.next.map((edge) => edge?.node.outputs[edge.index]);
    current = checkList(node, 'hook', replacement, metas);
  }
  return current;
}

function checkList(
  node: GraphNode,
  kind: string,
  grads: readonly Gradient[],
  metas: readonly (OutputMeta | undefined)[],
): readonly Gradient[] {
  if (grads.length !== metas.length) {
    throw new GradientError(`${node.name}: a ${kind} returned ${grads.length} gradients, expected ${metas.length}`);
  }
  return grads.map((grad, i) => {
    const meta = metas[i];
    return grad && meta && checkReplacement(node, grad, meta);
  });
}

function checkReplacement(node: GraphNode, grad: unknown, { shape, dtype }: OutputMeta): Tensor {
  if (!isTensor(grad)) {
    throw new GradientError(`${node.name}: a hook returned ${typeof grad}, expected a gradient or nothing`);
  }
  if (!sameShape(grad.shape, shape)) {
    throw new GradientError(
      `${node.name}: a hook returned a gradient of shape ${formatShape(grad.shape)}, expected ${formatShape(shape)}`,
    );
  }
  return grad.dtype === dtype ? grad : grad.to(dtype);
}
