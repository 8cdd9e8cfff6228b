import { captureStack } from './call-site.ts';
import type { Gradient, GraphNode } from './graph-node.ts';

/** How anomalies are looked for. */
export interface AnomalyMode {
  readonly checkNan: boolean;
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
let within: Creation['within'];

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

/** Notes, while anomalies are looked for, where a node of this name is made. */
export function noteCreation(name: string): Creation | undefined {
  return mode && { stack: captureStack(`the call of ${name}`), within };
}

/** Runs the gradient of a node, of which the nodes made meanwhile are part. */
export function withinGradientOf<T>(node: NonNullable<Creation['within']>, fn: () => T): T {
  const outer = within;
  within = { name: node.name, creation: node.creation };
  try {
    return fn();
  } finally {
    within = outer;
  }
}
