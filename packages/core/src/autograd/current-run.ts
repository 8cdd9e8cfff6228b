import type { GraphNode } from '../op/graph-node.ts';

/** A backward that is under way, for code that it calls. */
export interface Run {
  /** Whether the gradients of a node's outputs are computed. */
  takesPart: (node: GraphNode) => boolean;
  /** Called when the run has ended, also by an error. */
  readonly afterwards: Set<() => void>;
}

let current: Run | undefined;

/** The innermost backward that is under way. */
export function currentRun(): Run | undefined {
  return current;
}

export function duringRun<T>(fn: (run: Run) => T): T {
  const outer = current;
  const run: Run = { takesPart: () => false, afterwards: new Set() };
  current = run;
  try {
    return fn(run);
  } finally {
    current = outer;
    for (const after of run.afterwards) after();
  }
}
