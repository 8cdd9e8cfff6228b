import type { GraphNode } from '../op/graph-node.ts';

/** A backward that is under way, for code that it calls. */
export interface Run {
  /** Whether the gradients of a node's outputs are computed. */
  takesPart(node: GraphNode): boolean;
  /** Has `action` called when the run has ended, also by an error; once, however often it is given. */
  afterwards(action: () => void): void;
}

let current: Run | undefined;

/** The innermost backward that is under way. */
export function currentRun(): Run | undefined {
  return current;
}

/** Makes another run the current one. Returns the one before. */
export function exchangeRun(run: Run | undefined): Run | undefined {
  const outer = current;
  current = run;
  return outer;
}
