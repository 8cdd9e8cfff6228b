import { GradientError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { enableGrad, isRecording } from './grad-mode.ts';
import type { Edge } from './graph-node.ts';

/** One view of a tensor: called again, it makes the same view of another tensor of that shape. */
export interface ViewStep {
  /** The operation, of whatever options. */
  readonly op: (input: Tensor, options: never) => Tensor;
  readonly options: unknown;
}

/**
 * How a tensor follows from the one whose elements it shows, so that a write into either is seen by the gradients of
 * both.
 */
export interface View {
  /** The operation that made it. */
  readonly name: string;
  /** What all views show in the end; no view itself. */
  readonly base: Tensor;
  /** The view that this one was made of, unless it was made of the base. */
  readonly previous: View | undefined;
  /** Absent for one of several views that were made at once. */
  readonly step: ViewStep | undefined;
  /** Whether the view, and all before it, were made with gradients enabled. */
  readonly recorded: boolean;
  /** The version of the elements for which the tensor's place in the graph holds. */
  version: number;
}

/** The record of a new view of `input`. */
export function viewOf(name: string, input: Tensor, step: ViewStep | undefined): View {
  const previous = input.origin;
  return {
    name,
    base: previous?.base ?? input,
    previous,
    step,
    recorded: isRecording() && (previous?.recorded ?? true),
    version: input.storage.version,
  };
}

/** From the base to the view; `undefined` when one of them came with others. */
export function stepsOf(view: View): readonly ViewStep[] | undefined {
  const steps: ViewStep[] = [];
  for (let at: View | undefined = view; at; at = at.previous) {
    if (!at.step) return undefined;
    steps.push(at.step);
  }
  return steps.reverse();
}

/** The same view of another tensor. */
export function replay(steps: readonly ViewStep[], base: Tensor): Tensor {
  let view = base;
  for (const { op, options } of steps) view = op(view, options as never);
  return view;
}

/** The view among those that lead here which was made together with others. */
export function oneOfSeveral(view: View): View | undefined {
  let at: View | undefined = view;
  while (at?.step) at = at.previous;
  return at;
}

/** Where the gradient of a view goes after its base, or another view of it, was written to. */
export function renewEdge(view: View, edge: Edge | undefined): Edge | undefined {
  // what noGrad keeps out of the graph stays out
  if (!view.base.edge || !view.recorded) return edge;
  const steps = stepsOf(view);
  if (!steps) {
    throw new GradientError(
      `${oneOfSeveral(view)!.name}: one of the several views it returned is used after their base was changed in place; ` +
        'use select or narrow, or change the base out of place',
    );
  }
  return enableGrad(() => replay(steps, view.base).edge);
}
