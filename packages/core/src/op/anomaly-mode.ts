import type { Gradient, GraphNode } from './graph-node.ts';

/** How anomalies are looked for. */
export interface AnomalyMode {
  readonly checkNan: boolean;
  /** Notes where a node of this name is made. */
  readonly creation: (name: string) => Creation;
  /** Runs the gradient rule of a node and looks at what it returns. */
  readonly watch: (node: GraphNode, grads: readonly Gradient[]) => readonly Gradient[];
}

/** Where a node was made, kept while anomalies are looked for. */
export interface Creation {
  readonly stack: Error;
  /** For a node of a gradient, the one whose gradient that is. */
  readonly within: { readonly name: string; readonly creation: Creation | undefined } | undefined;
}

let mode: AnomalyMode | undefined;

export function anomalyMode(): AnomalyMode | undefined {
  return mode;
}

/** Returns what takes the change back. */
export function changeAnomalyMode(next: AnomalyMode | undefined): () => void {
  const before = mode;
  mode = next;
  return () => {
    mode = before;
  };
}
