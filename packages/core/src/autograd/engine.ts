import { GradientError } from '../errors.ts';
import { batchDimOf, repeatOver } from '../op/batch.ts';
import { leaveBatch } from '../op/batch-view.ts';
import { setGradEnabled } from '../op/grad-mode.ts';
import type { Edge, Gradient, GraphNode, OutputMeta } from '../op/graph-node.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { AccumulateGrad } from './accumulate-grad.ts';
import { duringRun, type Run } from './current-run.ts';
import { callPostHooks, callPrehooks, observe } from './observe.ts';

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
 * count; a node is older than all its consumers, so running the newest first finds each one's gradient complete. Leaves
 * do not wait for their turn: they accumulate as soon as their last consumer has run, so that what hooks do with a
 * finished gradient (a step, setting it to null) happens early.
 */
export function runBackward(roots: readonly Edge[], gradients: readonly Tensor[], options: RunOptions): Gradient[] {
  return duringRun((run) => new Backward(roots, options, run).run(roots, gradients));
}

class Backward {
  readonly #options: RunOptions;
  /** Those that take part, oldest first. */
  readonly #nodes: readonly GraphNode[];
  /** How many consumers of a leaf have not run yet. */
  readonly #pending = new Map<GraphNode, number>();
  readonly #arrived = new Map<GraphNode, Gradient[]>();
  /** By node, the positions of the targets that are outputs of it. */
  readonly #targets = new Map<GraphNode, number[]>();
  readonly #captured: Gradient[];
  readonly #takesPart: (node: GraphNode) => boolean;

  constructor(roots: readonly Edge[], options: RunOptions, run: Run) {
    const { targets } = options;
    this.#options = options;
    this.#captured = new Array<Gradient>(targets?.length ?? 0).fill(undefined);
    targets?.forEach(({ node }, i) => {
      this.#targets.set(node, [...(this.#targets.get(node) ?? []), i]);
    });
    const reached = reachable(roots);
    this.#nodes = targets ? leadingTo(reached, this.#targets) : reached;
    const all = new Set(this.#nodes);
    this.#takesPart = (node) => all.has(node);
    run.takesPart = this.#takesPart;
    for (const node of this.#nodes) {
      for (const edge of node.next) {
        if (edge?.node instanceof AccumulateGrad) {
          this.#pending.set(edge.node, (this.#pending.get(edge.node) ?? 0) + 1);
        }
      }
    }
  }

  run(roots: readonly Edge[], gradients: readonly Tensor[]): Gradient[] {
    using _ = setGradEnabled(this.#options.createGraph);
    roots.forEach((edge, i) => {
      this.#send(edge, gradients[i]);
    });
    for (const { node } of roots) if (this.#takesPart(node) && !this.#pending.get(node)) this.#visitLeaf(node);
    for (let k = this.#nodes.length - 1; k >= 0; k--) {
      const node = this.#nodes[k]!;
      if (!(node instanceof AccumulateGrad)) this.#visit(node);
    }
    return this.#captured;
  }

  #visit(node: GraphNode): void {
    const grads = this.#take(node);
    if (!grads) return;
    const { accumulate, retainGraph } = this.#options;
    const positions = this.#targets.get(node);
    const runs = (accumulate && positions) || node.next.some((edge) => edge && this.#takesPart(edge.node));
    // as in PyTorch, a target on the way to another one is given its gradient as it was before the hooks
    if (positions && runs) this.#capture(positions, grads);
    observe(node, grads);
    if (positions && !runs) this.#capture(positions, grads);
    if (!runs) return;
    const given = callPrehooks(node, grads);
    const results = callPostHooks(node, this.#evaluate(node, given), given);
    if (!retainGraph) node.release();
    node.next.forEach((edge, i) => {
      if (!edge || !this.#takesPart(edge.node)) return;
      this.#send(edge, results[i]);
      if (!(edge.node instanceof AccumulateGrad)) return;
      const left = this.#pending.get(edge.node)! - 1;
      this.#pending.set(edge.node, left);
      if (left === 0) this.#visitLeaf(edge.node);
    });
  }

  /** The gradients of the inputs of a node. */
  #evaluate(node: GraphNode, grads: readonly Gradient[]): readonly Gradient[] {
    const { next } = node;
    if (!node.runsWithoutGradients && grads.every((grad) => grad === undefined)) return next.map(() => undefined);
    const results = node.backward(grads);
    // inputs at the end that want no gradient, such as indices, may be passed over
    if (results.length > next.length || next.some((edge, i) => edge && i >= results.length)) {
      throw new GradientError(
        `${node.name}: its gradient rule returned ${results.length} gradients, expected ${next.length}, one per input`,
      );
    }
    return next.map((edge, i) => {
      const grad = results[i];
      return edge && grad && fit(node, grad, edge.node.outputs[edge.index]!);
    });
  }

  #visitLeaf(node: GraphNode): void {
    if (!(node instanceof AccumulateGrad)) return;
    const grads = this.#take(node);
    if (!grads) return;
    observe(node, grads);
    const positions = this.#targets.get(node);
    if (positions) this.#capture(positions, grads);
    if (this.#options.targets && !this.#options.accumulate) return;
    const given = callPrehooks(node, grads);
    callPostHooks(node, node.backward(given), given);
  }

  #capture(positions: readonly number[], grads: readonly Gradient[]): void {
    for (const i of positions) this.#captured[i] = grads[this.#options.targets![i]!.index];
  }

  #send({ node, index }: Edge, grad: Gradient): void {
    let grads = this.#arrived.get(node);
    if (!grads) {
      grads = new Array<Gradient>(node.outputs.length).fill(undefined);
      this.#arrived.set(node, grads);
    }
    const sofar = grads[index];
    grads[index] = sofar && grad ? sofar.add(grad) : (sofar ?? grad);
  }

  #take(node: GraphNode): Gradient[] | undefined {
    const grads = this.#arrived.get(node);
    this.#arrived.delete(node);
    return grads;
  }
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

/** Those of the nodes (given oldest first) from which a target can be reached. */
function leadingTo(nodes: readonly GraphNode[], targets: ReadonlyMap<GraphNode, unknown>): GraphNode[] {
  const leading = new Set<GraphNode>();
  for (const node of nodes) {
    if (targets.has(node) || node.next.some((edge) => edge && leading.has(edge.node))) leading.add(node);
  }
  return [...leading];
}

/** Brings a gradient to the shape of what it belongs to, summing over broadcast dimensions, and to its dtype. */
function fit(node: GraphNode, grad: Tensor, meta: OutputMeta): Tensor {
  let result = grad.batch || meta.batch ? fitBatch(grad, meta) : grad;
  if (!sameShape(grad.shape, meta.shape)) {
    const extra = grad.shape.length - meta.shape.length;
    const dims: number[] = [];
    for (let d = 0; d < grad.shape.length; d++) {
      const size = d < extra ? 1 : meta.shape[d - extra]!;
      if (d < extra || (size === 1 && grad.shape[d] !== 1)) dims.push(d);
      else if (size !== grad.shape[d]) throw misfit(node, grad, meta);
    }
    if (extra < 0) throw misfit(node, grad, meta);
    result = result.sum({ dim: dims, keepdim: true }).reshape(meta.shape);
  }
  return result.dtype === meta.dtype ? result : result.to(meta.dtype);
}

/**
 * Where samples shared a tensor its gradient is the sum over them, but for those of a vmap whose function still runs:
 * what is asked for in there is the gradient of each sample.
 */
function fitBatch(grad: Tensor, meta: OutputMeta): Tensor {
  const levels = meta.batch?.map(({ level }) => level) ?? [];
  let result = grad;
  for (const { level } of grad.batch ?? []) {
    if (!level.open && !levels.includes(level)) result = leaveBatch(result, level, 0).sum({ dim: 0 });
  }
  for (const level of levels) if (!batchDimOf(result, level)) result = repeatOver(result, level);
  return result;
}

function misfit(node: GraphNode, grad: Tensor, meta: OutputMeta): GradientError {
  return new GradientError(
    `${node.name}: its gradient rule gave shape ${formatShape(grad.shape)} for an input of shape ${formatShape(meta.shape)}`,
  );
}
