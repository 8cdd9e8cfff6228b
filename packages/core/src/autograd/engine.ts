import { GradientError } from '../errors.ts';
import { anomalyMode } from '../op/anomaly-mode.ts';
import { batchingOf } from '../op/batch.ts';
import {
  beginEpoch,
  countMade,
  currentEpoch,
  endEpoch,
  forgetMade,
  freeMade,
  freeUnlessHeld,
  leaveMade,
  noteMade,
} from '../op/epoch.ts';
import { setGradEnabled } from '../op/grad-mode.ts';
import type { Edge, Gradient, GraphNode, OutputMeta } from '../op/graph-node.ts';
import { isTracing } from '../op/trace.ts';
import { formatShape, isContiguous, sameShape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { AccumulateGrad } from './accumulate-grad.ts';
import { exchangeRun, type Run } from './current-run.ts';
import { callPostHooks, callPrehooks, observe } from './observe.ts';
import { dropLeadingElsewhere, leadsOn, leave, newestFirst, reach, type Station, stationOf } from './stations.ts';

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
  const run = new Backward(options);
  const outer = exchangeRun(run);
  try {
    return setGradEnabled(options.createGraph, () => run.start(roots, gradients));
  } finally {
    exchangeRun(outer);
    run.end();
  }
}

class Backward implements Run {
  readonly #options: RunOptions;
  /** Of all nodes the roots depend on. */
  #stations: Station[] = [];
  readonly #captured: Gradient[] = [];
  #afterwards: Set<() => void> | undefined;
  readonly #before = countMade();

  constructor(options: RunOptions) {
    this.#options = options;
    const { targets } = options;
    if (targets) for (let i = 0; i < targets.length; i++) this.#captured.push(undefined);
  }

  takesPart(node: GraphNode): boolean {
    return stationOf(node, this) !== undefined;
  }

  afterwards(action: () => void): void {
    this.#afterwards ??= new Set();
    this.#afterwards.add(action);
  }

  start(roots: readonly Edge[], gradients: readonly Tensor[]): Gradient[] {
    const { targets } = this.#options;
    this.#stations = reach(roots, this);
    const order = newestFirst(this.#stations);
    if (targets) dropLeadingElsewhere(targets, this.#stations, order, this);
    for (let i = 0; i < roots.length; i++) {
      const station = stationOf(roots[i]!.node, this);
      leaveToOthers(gradients[i]);
      if (station) this.#arrive(station, roots[i]!.index, gradients[i]);
    }
    for (let k = 0; k < order.length; k++) if (stationOf(order[k]!.node, this)) this.#visit(order[k]!);
    // a leaf that is a root, and nothing else
    for (let i = 0; i < roots.length; i++) {
      const station = stationOf(roots[i]!.node, this);
      if (station?.node instanceof AccumulateGrad) this.#visitLeaf(station);
    }
    return this.#captured;
  }

  end(): void {
    // where code of users threw
    leaveMade(this.#before);
    for (let i = 0; i < this.#stations.length; i++) leave(this.#stations[i]!);
    if (this.#afterwards) for (const action of this.#afterwards) action();
  }

  #visit(station: Station): void {
    const { node, grads, positions } = station;
    if (!grads) return;
    station.grads = undefined;
    const { targets, accumulate, retainGraph } = this.#options;
    const runs = !targets || (accumulate && positions !== undefined) || leadsOn(node, this);
    const closed = !positions && this.#isClosed(node);
    if (!closed) grads.forEach(leaveToOthers);
    // as in PyTorch, a target on the way to another one is given its gradient as it was before the hooks
    if (positions && runs) this.#capture(positions, grads);
    observe(node, grads);
    if (positions && !runs) this.#capture(positions, grads);
    if (!runs) return;
    const given = callPrehooks(node, grads);
    const outer = currentEpoch();
    const epoch = beginEpoch();
    const before = countMade();
    let results: readonly Gradient[] | undefined;
    try {
      results = callPostHooks(node, evaluate(node, given), given);
    } finally {
      endEpoch(outer);
      if (!results || !closed) leaveMade(before);
    }
    this.#sendOn(node, results, closed ? epoch : undefined);
    // not before: a gradient may lie in what the node saved
    if (!retainGraph) node.release();
    if (closed) for (let i = 0; i < grads.length; i++) giveUp(grads[i]);
    freeMade(before);
  }

  /**
   * Whether nobody but the rule of a node sees the gradients that it is given and makes, so that they can be freed as
   * soon as they have been used.
   */
  #isClosed(node: GraphNode): boolean {
    return node.givesAway && !node.observers && this.#runsUnseen();
  }

  #runsUnseen(): boolean {
    return !this.#options.createGraph && !anomalyMode() && !isTracing();
  }

  /** `epoch` is that of the rule which made the gradients, if nobody else has them. */
  #sendOn(node: GraphNode, results: readonly Gradient[], epoch: number | undefined): void {
    const { next } = node;
    for (let i = 0; i < next.length; i++) {
      const edge = next[i];
      const station = edge && stationOf(edge.node, this);
      if (!station) continue;
      const result = results[i];
      const isLeaf = station.node instanceof AccumulateGrad;
      this.#arrive(station, edge.index, result, isLeaf && result !== undefined && isOwn(result, results, epoch));
      station.pending--;
      if (station.pending === 0 && isLeaf) this.#visitLeaf(station);
    }
  }

  #visitLeaf(station: Station): void {
    const { node, grads, positions } = station;
    if (!grads) return;
    station.grads = undefined;
    const closed = !positions && !node.observers && this.#runsUnseen();
    if (!closed) grads.forEach(leaveToOthers);
    observe(node, grads);
    if (positions) this.#capture(positions, grads);
    if (this.#options.targets && !this.#options.accumulate) return;
    const given = callPrehooks(node, grads);
    (node as AccumulateGrad).accumulate(given[0], station.owned && closed);
    callPostHooks(node, [], given);
    if (closed) giveUp(grads[0]);
  }

  #arrive(station: Station, index: number, grad: Gradient, owned = false): void {
    station.grads ??= station.node.outputs.length === 1 ? [undefined] : station.node.outputs.map(() => undefined);
    if (!grad) return;
    const sofar = station.grads[index];
    const sum = sofar ? this.#sum(sofar, grad) : grad;
    sum.storage.holds++;
    station.grads[index] = sum;
    station.owned = sofar !== undefined || owned;
    if (!sofar) return;
    sofar.storage.holds--;
    // not freed now: the same gradient may be about to arrive elsewhere
    noteMade(sofar.storage);
  }

  /** A sum that is freed as what rules make is. */
  #sum(a: Tensor, b: Tensor): Tensor {
    if (!this.#runsUnseen()) return a.add(b);
    const outer = currentEpoch();
    const before = countMade();
    beginEpoch();
    try {
      return a.add(b);
    } finally {
      endEpoch(outer);
      forgetMade(before);
    }
  }

  #capture(positions: readonly number[], grads: readonly Gradient[]): void {
    for (const i of positions) this.#captured[i] = grads[this.#options.targets![i]!.index];
  }
}

/** Whether a gradient was made in this epoch, in elements of its own and without a graph. */
function isOwn(grad: Tensor, among: readonly Gradient[], epoch: number | undefined): boolean {
  const { storage, shape, strides } = grad;
  if (grad.edge || storage.epoch !== epoch || storage.length !== sizeOf(shape) || !isContiguous(shape, strides))
    return false;
  let times = 0;
  for (let i = 0; i < among.length; i++) if (among[i]?.storage === storage) times++;
  return times === 1;
}

/** Whoever sees a gradient may keep it. */
function leaveToOthers(grad: Gradient): void {
  if (grad && grad.storage.epoch > 0) grad.storage.epoch = 0;
}

/** The end of a gradient's way to one node; it may still be on its way to another. */
function giveUp(grad: Gradient): void {
  if (!grad) return;
  grad.storage.holds--;
  freeUnlessHeld(grad.storage);
}

/** The gradients of the inputs of a node, `undefined` where none goes on. */
function evaluate(node: GraphNode, grads: readonly Gradient[]): readonly Gradient[] {
  const { next } = node;
  if (!node.runsWithoutGradients && !hasAny(grads)) return [];
  const anomaly = anomalyMode();
  const returned = anomaly ? anomaly.watch(node, grads) : node.backward(grads);
  const results = new Array<Gradient>(next.length);
  for (let i = 0; i < next.length; i++) {
    const edge = next[i];
    // inputs at the end that want no gradient, such as indices, may be passed over
    if (edge && i >= returned.length) throw miscount(node, returned);
    const grad = returned[i];
    results[i] = edge && grad && fit(node, grad, edge.node.outputs[edge.index]!);
  }
  if (returned.length > next.length) throw miscount(node, returned);
  return results;
}

function hasAny(grads: readonly Gradient[]): boolean {
  for (let i = 0; i < grads.length; i++) if (grads[i]) return true;
  return false;
}

function miscount(node: GraphNode, returned: readonly Gradient[]): GradientError {
  return new GradientError(
    `${node.name}: its gradient rule returned ${returned.length} gradients, expected ${node.next.length}, one per input`,
  );
}

/** Brings a gradient to the shape of what it belongs to, summing over broadcast dimensions, and to its dtype. */
function fit(node: GraphNode, grad: Tensor, meta: OutputMeta): Tensor {
  let result = (batchingOf(grad) ?? batchingOf(meta))?.fit(grad, meta) ?? grad;
  if (!sameShape(grad.shape, meta.shape)) {
    const extra = grad.shape.length - meta.shape.length;
    if (extra < 0) throw misfit(node, grad, meta);
    const dims: number[] = [];
    let stretched = false;
    for (let d = 0; d < grad.shape.length; d++) {
      const size = d < extra ? 1 : meta.shape[d - extra]!;
      if (d < extra) dims.push(d);
      else if (size === 1 && grad.shape[d] !== 1) {
        dims.push(d);
        stretched = true;
      } else if (size !== grad.shape[d]) throw misfit(node, grad, meta);
    }
    result = result.sum({ dim: dims, keepdim: stretched });
    if (stretched && extra > 0) result = result.reshape(meta.shape);
  }
  return result.dtype === meta.dtype ? result : result.to(meta.dtype);
}

function misfit(node: GraphNode, grad: Tensor, meta: OutputMeta): GradientError {
  return new GradientError(
    `${node.name}: its gradient rule gave shape ${formatShape(grad.shape)} for an input of shape ${formatShape(meta.shape)}`,
  );
}
