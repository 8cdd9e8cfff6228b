import { isFloat } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import { allocateBatchLike, fillWith } from '../op/allocate.ts';
import { isGradEnabled } from '../op/grad-mode.ts';
import { type Edge, type Gradient, GraphNode, sequenceOfNext } from '../op/graph-node.ts';
import { metaOf } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { grad } from './backward.ts';
import { mapTensors } from './pytree.ts';

/** Where a transform begins: the input's own history, which its derivatives do not follow, lies beyond. */
class TransformInput extends GraphNode {
  constructor(x: Tensor, before: Edge | undefined) {
    super('transformInput', [before], metaOf([x]));
  }

  backward(grads: readonly Gradient[]): readonly Gradient[] {
    return grads;
  }

  release(): void {}
}

/**
 * One call of a function by a transform. Its inputs are the caller's tensors at new places in the graph, so that the
 * derivatives are those by the inputs alone, whatever else the function uses, and so that transforms nest.
 */
export class Tracking {
  /** Whether whoever called the transform wants gradients of what it gives. */
  readonly recording: boolean;
  readonly #start = sequenceOfNext();
  readonly #inputs = new Set<GraphNode>();

  constructor(recording: boolean = isGradEnabled()) {
    this.recording = recording;
  }

  /** The tensor as an input. Throws a DTypeError for integers and bools. */
  input(name: string, x: Tensor): Tensor {
    if (!isFloat(x.dtype)) {
      throw new DTypeError(`${name}: only float tensors have derivatives by them, an argument is ${x.dtype}`);
    }
    const node = new TransformInput(x, this.recording ? x.edge : undefined);
    this.#inputs.add(node);
    return x.alias({ node, index: 0 });
  }

  /** Whether gradients of these go to anything but the inputs. */
  dependsOutside(tensors: readonly Tensor[]): boolean {
    const seen = new Set<GraphNode>();
    const stack: GraphNode[] = [];
    const visit = (edge: Edge | undefined): void => {
      if (!edge || seen.has(edge.node)) return;
      seen.add(edge.node);
      stack.push(edge.node);
    };
    for (const { edge } of tensors) visit(edge);
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node.sequence < this.#start) return true;
      const leaf = node.next.every((edge) => edge === undefined);
      if (leaf && !this.#inputs.has(node)) return true;
      for (const edge of node.next) visit(edge);
    }
    return false;
  }

  /** What the transform gives, without the graph of its own where the caller has none that it could belong to. */
  outside<T>(tree: T): T {
    return mapTensors(tree, (x) => (x.edge && !(isGradEnabled() && this.dependsOutside([x])) ? x.detach() : x));
  }
}

/**
 * The gradients of several outputs, weighted by `cotangents`, by each input: `undefined` where nothing depends on it.
 * The graph can be used again.
 */
export function pullBack(
  outputs: readonly Gradient[],
  inputs: readonly Tensor[],
  cotangents: readonly Gradient[],
  createGraph: boolean,
): Gradient[] {
  const roots = outputs.flatMap((x, i) => (x?.edge && cotangents[i] ? [i] : []));
  if (roots.length === 0) return inputs.map(() => undefined);
  return grad(
    roots.map((i) => outputs[i]!),
    inputs,
    { gradOutputs: roots.map((i) => cotangents[i]), createGraph, retainGraph: true, allowUnused: true },
  );
}

/**
 * `J v` for the tangents that the returned function takes, by two backward passes: `Jᵀ u` is linear in `u`, and its
 * gradient by `u`, weighted by `v`, is `J v`. `undefined` for an output that depends on no input.
 */
export function pushingForward(
  tracking: Tracking,
  outputs: readonly Gradient[],
  inputs: readonly Tensor[],
): (tangents: readonly Gradient[], createGraph: boolean) => Gradient[] {
  const duals = outputs.map((y) => (y?.edge ? tracking.input('jvp', zerosFor(y)) : undefined));
  const pulled = pullBack(outputs, inputs, duals, true);
  const given = duals.filter((u) => u !== undefined);
  return (tangents, createGraph) => {
    const pushed = pullBack(pulled, given, tangents, createGraph);
    return duals.map((u) => u && pushed.shift());
  };
}

/** Zeros, outside the graph. */
export function zerosFor(x: Tensor): Tensor {
  const zeros = allocateBatchLike(x);
  fillWith(zeros, 0);
  return zeros;
}
