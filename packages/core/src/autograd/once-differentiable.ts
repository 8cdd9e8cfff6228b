import { GradientError } from '../errors.ts';
import { isGradEnabled, noGrad } from '../op/grad-mode.ts';
import { type Gradient, GraphNode } from '../op/graph-node.ts';
import { isTensor, metaOf } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Context, type FunctionCtx, type Savable } from './function-context.ts';
import type { FunctionGradients } from './function-node.ts';

/** Where the second derivative of a function that has none begins. */
class OnceDifferentiable extends GraphNode {
  backward(): never {
    throw new GradientError(
      `${this.name}: trying to differentiate twice a function that was marked with onceDifferentiable`,
    );
  }

  release(): void {}
}

/**
 * Marks the backward of an {@link AutogradFunction} that is not written in differentiable operations, as in
 * `static backward = onceDifferentiable((ctx: FunctionCtx<[Tensor]>, grad: Tensor) => …)`. It runs without recording,
 * and its gradients throw a GradientError when they are differentiated.
 */
export function onceDifferentiable<Ctx extends FunctionCtx<Savable>, Grads extends readonly Tensor[]>(
  backward: (ctx: Ctx, ...grads: Grads) => FunctionGradients,
): (ctx: Ctx, ...grads: Grads) => FunctionGradients {
  return (ctx, ...grads) => {
    const returned = noGrad(() => backward(ctx, ...grads));
    const { name, node, saved = [] } = Context.stateOf(ctx);
    const edges = (grads as readonly Gradient[]).map((grad) => grad?.edge);
    // what depends neither on gradients nor on saved tensors that require grad is constant
    if (!isGradEnabled() || !(edges.some(Boolean) || saved.some((each) => each?.requiresGrad))) return returned;
    const list = Array.isArray(returned) ? returned : [returned];
    const tensors = list.filter(isTensor);
    const barrier = new OnceDifferentiable(name, [...edges, ...node!.next], metaOf(tensors));
    return list.map((grad) => (isTensor(grad) ? grad.alias({ node: barrier, index: tensors.indexOf(grad) }) : grad));
  };
}
