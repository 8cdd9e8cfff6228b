import { GradientError } from '../errors.ts';
import { setGradEnabled } from '../op/grad-mode.ts';
import type { Edge, Gradient, GraphNode, OutputMeta } from '../op/graph-node.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { AccumulateGrad } from './accumulate-grad.ts';

/** What run takes. */
export interface RunOptions {
  readonly retainGraph: boolean;
  readonly createGraph: boolean;
  /** Only these places get gradients: returned, unless `accumulate`. Absent: every leaf accumulates. */
  readonly targets?: readonly Edge[] | undefined;
  /** Whether targets that are leaves add to `.grad`. */
  readonly accumulate: boolean;
}

/**
 * Sends gradients from `roots` down the graph. Returns the gradients at `targets`.
 *
 * Nothing recurses. Which nodes take part is found by a walk from the roots, so consumers outside this graph do not
 * count; a node is older than all its consumers, so running the newest first finds each one's gradient complete.
 */
export function runBackward(roots: readonly Edge[], gradients: readonly Tensor[], options: RunOptions): Gradient[] {
  const nodes = reachable(roots);
  const wanted = options.targets && leadingTo(nodes, options.targets);
  const arrived = new Map<GraphNode, Gradient[]>();
  const captured = new Array<Gradient>(options.targets?.length ?? 0).fill(undefined);
  using _ = setGradEnabled(options.createGraph);
  roots.forEach((edge, i) => {
    send(arrived, edge, gradients[i]!);
  });
  for (let k = nodes.length - 1; k >= 0; k--) {
    const node = nodes[k]!;
    const grads = arrived.get(node);
    if (!grads) continue;
    arrived.delete(node);
    if (wanted && !wanted.has(node)) continue;
    observe(node, grads);
    options.targets?.forEach((target, i) => {
      if (target.node === node) captured[i] = grads[target.index];
    });
    if (node instanceof AccumulateGrad) {
      if (!options.targets || options.accumulate) node.backward(grads);
      continue;
    }
    if (wanted && !node.next.some((edge) => edge && wanted.has(edge.node))) continue;
    const results = node.backward(grads);
    for (let i = 0; i < node.next.length; i++) {
      const edge = node.next[i];
      const grad = results[i];
      if (edge && grad) send(arrived, edge, fit(node, grad, edge.node.outputs[edge.index]!));
    }
    if (!options.retainGraph) node.release();
  }
  return captured;
}

/** All nodes the roots depend on, oldest first. */
function reachable(roots: readonly Edge[]): GraphNode[] {
  const seen = new Set<GraphNode>();
  const stack: GraphNode[] = [];
  const visit = (node: GraphNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push(node);
  };
  for (const { node } of roots) visit(node);
  for (let node = stack.pop(); node; node = stack.pop()) for (const edge of node.next) if (edge) visit(edge.node);
  return [...seen].sort((a, b) => a.sequence - b.sequence);
}

/** The nodes (given oldest first) from which a target can be reached. */
function leadingTo(nodes: readonly GraphNode[], targets: readonly Edge[]): Set<GraphNode> {
  const leading = new Set<GraphNode>(targets.map(({ node }) => node));
  for (const node of nodes) if (node.next.some((edge) => edge && leading.has(edge.node))) leading.add(node);
  return leading;
}

function send(arrived: Map<GraphNode, Gradient[]>, { node, index }: Edge, grad: Tensor): void {
  let grads = arrived.get(node);
  if (!grads) {
    grads = new Array<Gradient>(node.outputs.length).fill(undefined);
    arrived.set(node, grads);
  }
  const sofar = grads[index];
  grads[index] = sofar ? sofar.add(grad) : grad;
}

/** Runs an output's hooks in the order they were registered, then adds to `.grad` where that was asked for. */
function observe(node: GraphNode, grads: Gradient[]): void {
  for (const [index, hooks] of node.hooks) {
    for (const hook of hooks) {
      const grad = grads[index];
      if (!grad) break;
      const replacement = hook(grad);
      if (replacement) grads[index] = checkReplacement(node, replacement, node.outputs[index]!);
    }
  }
  for (const [index, tensor] of node.retained) {
    const grad = grads[index];
    if (grad) tensor.gradient = tensor.gradient ? tensor.gradient.add(grad) : grad.clone();
  }
}

function checkReplacement(node: GraphNode, grad: Tensor, { shape, dtype }: OutputMeta): Tensor {
  if (!sameShape(grad.shape, shape)) {
    throw new GradientError(
      `${node.name}: a hook returned a gradient of shape ${formatShape(grad.shape)}, expected ${formatShape(shape)}`,
    );
  }
  return grad.dtype === dtype ? grad : grad.to(dtype);
}

/** Brings a gradient to the shape of what it belongs to, summing over broadcast dimensions, and to its dtype. */
function fit(node: GraphNode, grad: Tensor, meta: OutputMeta): Tensor {
  let result = grad;
  if (!sameShape(grad.shape, meta.shape)) {
    const extra = grad.shape.length - meta.shape.length;
    const dims: number[] = [];
    for (let d = 0; d < grad.shape.length; d++) {
      const size = d < extra ? 1 : meta.shape[d - extra]!;
      if (d < extra || (size === 1 && grad.shape[d] !== 1)) dims.push(d);
      else if (size !== grad.shape[d]) throw misfit(node, grad, meta);
    }
    if (extra < 0) throw misfit(node, grad, meta);
    result = grad.sum({ dim: dims, keepdim: true }).reshape(meta.shape);
  }
  return result.dtype === meta.dtype ? result : result.to(meta.dtype);
}

function misfit(node: GraphNode, grad: Tensor, meta: OutputMeta): GradientError {
  return new GradientError(
    `${node.name}: its gradient rule gave shape ${formatShape(grad.shape)} for an input of shape ${formatShape(meta.shape)}`,
  );
}
