import { GradientError } from '../errors.ts';
import { anomalyMode } from '../op/anomaly-mode.ts';
import { batchingOf } from '../op/batch.ts';
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

/** A node that takes part in a run. */
interface Station {
  readonly node: GraphNode;
  /** What arrived so far, one per output; absent until something did. */
  grads: Gradient[] | undefined;
  /** How many edges lead here from nodes that have not run yet. */
  pending: number;
  /** Which of the targets are outputs of the node. */
  positions: number[] | undefined;
}

class Backward {
  readonly #options: RunOptions;
  readonly #stations: Map<GraphNode, Station>;
  /** Oldest first. */
  readonly #order: readonly Station[];
  readonly #captured: Gradient[];

  constructor(roots: readonly Edge[], options: RunOptions, run: Run) {
    const { targets } = options;
    this.#options = options;
    this.#captured = new Array<Gradient>(targets?.length ?? 0).fill(undefined);
    const stations = reach(roots);
    const order = [...stations.values()].sort((a, b) => a.node.sequence - b.node.sequence);
    this.#stations = stations;
    this.#order = targets ? keepLeadingTo(targets, stations, order) : order;
    run.takesPart = (node) => stations.has(node);
  }

  run(roots: readonly Edge[], gradients: readonly Tensor[]): Gradient[] {
    using _ = setGradEnabled(this.#options.createGraph);
    roots.forEach((edge, i) => {
      const station = this.#stations.get(edge.node);
      if (station) arrive(station, edge.index, gradients[i]);
    });
    for (let k = this.#order.length - 1; k >= 0; k--) {
      const station = this.#order[k]!;
      if (!(station.node instanceof AccumulateGrad)) this.#visit(station);
      // a leaf that is a root
      else if (station.pending === 0) this.#visitLeaf(station);
    }
    return this.#captured;
  }

  #visit(station: Station): void {
    const { node, grads, positions } = station;
    if (!grads) return;
    station.grads = undefined;
    const { targets, accumulate, retainGraph } = this.#options;
    const runs = !targets || (accumulate && positions !== undefined) || this.#leadsOn(node);
    // as in PyTorch, a target on the way to another one is given its gradient as it was before the hooks
    if (positions && runs) this.#capture(positions, grads);
    observe(node, grads);
    if (positions && !runs) this.#capture(positions, grads);
    if (!runs) return;
    const given = callPrehooks(node, grads);
    const results = callPostHooks(node, evaluate(node, given), given);
    if (!retainGraph) node.release();
    for (let i = 0; i < results.length; i++) {
      const edge = node.next[i];
      const next = edge && this.#stations.get(edge.node);
      if (!next) continue;
      arrive(next, edge.index, results[i]);
      next.pending--;
      if (next.pending === 0 && next.node instanceof AccumulateGrad) this.#visitLeaf(next);
    }
  }

  #leadsOn(node: GraphNode): boolean {
    return node.next.some((edge) => edge && this.#stations.has(edge.node));
  }

  #visitLeaf(station: Station): void {
    const { node, grads, positions } = station;
    if (!grads) return;
    station.grads = undefined;
    observe(node, grads);
    if (positions) this.#capture(positions, grads);
    if (this.#options.targets && !this.#options.accumulate) return;
    const given = callPrehooks(node, grads);
    callPostHooks(node, node.backward(given), given);
  }

  #capture(positions: readonly number[], grads: readonly Gradient[]): void {
    for (const i of positions) this.#captured[i] = grads[this.#options.targets![i]!.index];
  }
}

function arrive(station: Station, index: number, grad: Gradient): void {
  station.grads ??= new Array<Gradient>(station.node.outputs.length).fill(undefined);
  const sofar = station.grads[index];
  station.grads[index] = sofar && grad ? sofar.add(grad) : (sofar ?? grad);
}

/** The gradients of the inputs of a node. */
function evaluate(node: GraphNode, grads: readonly Gradient[]): Gradient[] {
  const { next } = node;
  const results = new Array<Gradient>(next.length).fill(undefined);
  if (!node.runsWithoutGradients && grads.every((grad) => grad === undefined)) return results;
  const anomaly = anomalyMode();
  const returned = anomaly ? anomaly.watch(node, grads) : node.backward(grads);
  for (let i = 0; i < Math.max(next.length, returned.length); i++) {
    const edge = next[i];
    // inputs at the end that want no gradient, such as indices, may be passed over
    if (i >= next.length || (edge && i >= returned.length)) {
      throw new GradientError(
        `${node.name}: its gradient rule returned ${returned.length} gradients, expected ${next.length}, one per input`,
      );
    }
    const grad = returned[i];
    if (edge && grad) results[i] = fit(node, grad, edge.node.outputs[edge.index]!);
  }
  return results;
}

/** All nodes the roots depend on. */
function reach(roots: readonly Edge[]): Map<GraphNode, Station> {
  const stations = new Map<GraphNode, Station>();
  const stack: GraphNode[] = [];
  const visit = (node: GraphNode): Station => {
    let station = stations.get(node);
    if (!station) {
      station = { node, grads: undefined, pending: 0, positions: undefined };
      stations.set(node, station);
      stack.push(node);
    }
    return station;
  };
  for (const { node } of roots) visit(node);
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const edge of node.next) if (edge) visit(edge.node).pending++;
  }
  return stations;
}

/** Of the stations in their order, oldest first, those from which a target can be reached; the others are dropped. */
function keepLeadingTo(
  targets: readonly Edge[],
  stations: Map<GraphNode, Station>,
  order: readonly Station[],
): readonly Station[] {
  targets.forEach(({ node }, i) => {
    const station = stations.get(node);
    if (!station) return;
    station.positions ??= [];
    station.positions.push(i);
  });
  return order.filter(({ node, positions }) => {
    const leads = positions !== undefined || node.next.some((edge) => edge && stations.has(edge.node));
    if (!leads) stations.delete(node);
    return leads;
  });
}

/** Brings a gradient to the shape of what it belongs to, summing over broadcast dimensions, and to its dtype. */
function fit(node: GraphNode, grad: Tensor, meta: OutputMeta): Tensor {
  let result = (batchingOf(grad) ?? batchingOf(meta))?.fit(grad, meta) ?? grad;
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

function misfit(node: GraphNode, grad: Tensor, meta: OutputMeta): GradientError {
  return new GradientError(
    `${node.name}: its gradient rule gave shape ${formatShape(grad.shape)} for an input of shape ${formatShape(meta.shape)}`,
  );
}
