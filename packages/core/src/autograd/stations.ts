import type { Edge, Gradient, GraphNode } from '../op/graph-node.ts';
import { AccumulateGrad } from './accumulate-grad.ts';
import type { Run } from './current-run.ts';

/** What a run keeps at each node that takes part in it. */
export interface Station {
  readonly run: Run;
  readonly node: GraphNode;
  /** What arrived so far, one per output; absent until something did. */
  grads: Gradient[] | undefined;
  /** Whether nobody else has the gradient that arrived last. */
  owned: boolean;
  /** How many edges lead here from nodes that have not run yet. */
  pending: number;
  /** Which of the targets are outputs of the node. */
  positions: number[] | undefined;
  /** The station of a run around this one, as when a hook starts a backward. */
  readonly outer: unknown;
}

/** Where a node stands in this run; `undefined` for one that takes no part. */
export function stationOf(node: GraphNode, run: Run): Station | undefined {
  const station = node.station as Station | undefined;
  return station?.run === run ? station : undefined;
}

/** Gives a node back to the run around this one. */
export function leave({ node, outer, run }: Station): void {
  if ((node.station as Station | undefined)?.run === run) node.station = outer;
}

function byAge(a: Station, b: Station): number {
  return b.node.sequence - a.node.sequence;
}

/** Whether the gradients of a node's inputs are asked for. */
export function leadsOn({ next }: GraphNode, run: Run): boolean {
  for (let i = 0; i < next.length; i++) if (next[i] && stationOf(next[i]!.node, run)) return true;
  return false;
}

/** The stations of all nodes the roots depend on. */
export function reach(roots: readonly Edge[], run: Run): Station[] {
  const stations: Station[] = [];
  for (let i = 0; i < roots.length; i++) enter(roots[i]!.node, run, stations);
  for (let k = 0; k < stations.length; k++) {
    const { next } = stations[k]!.node;
    for (let i = 0; i < next.length; i++) {
      const edge = next[i];
      if (edge) enter(edge.node, run, stations).pending++;
    }
  }
  return stations;
}

/** The station of a node, a new one if it takes part from now on. */
function enter(node: GraphNode, run: Run, stations: Station[]): Station {
  let station = stationOf(node, run);
  if (!station) {
    station = { run, node, grads: undefined, owned: false, pending: 0, positions: undefined, outer: node.station };
    node.station = station;
    stations.push(station);
  }
  return station;
}

/** The stations but for those of leaves, in the order in which they are visited. */
export function newestFirst(stations: readonly Station[]): Station[] {
  const order: Station[] = [];
  let sorted = true;
  for (let i = 0; i < stations.length; i++) {
    const station = stations[i]!;
    if (station.node instanceof AccumulateGrad) continue;
    sorted &&= order.length === 0 || byAge(order[order.length - 1]!, station) < 0;
    order.push(station);
  }
  // as a rule they were found in this order
  return sorted ? order : order.sort(byAge);
}

/** Lets those stations go from which no target can be reached. */
export function dropLeadingElsewhere(
  targets: readonly Edge[],
  stations: readonly Station[],
  order: readonly Station[],
  run: Run,
): void {
  for (let i = 0; i < targets.length; i++) {
    const station = stationOf(targets[i]!.node, run);
    if (!station) continue;
    station.positions ??= [];
    station.positions.push(i);
  }
  for (let i = 0; i < stations.length; i++) {
    const station = stations[i]!;
    if (station.node instanceof AccumulateGrad && !station.positions) leave(station);
  }
  // those a node leads to are older
  for (let k = order.length - 1; k >= 0; k--) {
    const station = order[k]!;
    if (!station.positions && !leadsOn(station.node, run)) leave(station);
  }
}
