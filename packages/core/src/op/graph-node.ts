import type { DType } from '../dtype.ts';
import { GradientError } from '../errors.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A gradient, or `undefined` where nothing reached. */
export type Gradient = Tensor | undefined;

/** The output of a node that a tensor stands for: where its gradient is sent. */
export interface Edge {
  readonly node: GraphNode;
  readonly index: number;
}

/** Shape and dtype of one output of a node, which its gradient must have. */
export interface OutputMeta {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What is called with a gradient on its way; a returned tensor replaces it. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
export type TensorHook = (grad: Tensor) => Tensor | void | undefined;

let nextSequence = 0;

/**
 * A step of the recorded computation. The graph holds nodes, never the tensors between them: what a gradient needs is
 * saved in the node itself.
 */
export abstract class GraphNode {
  /** The operation's name. */
  readonly name: string;
  /** Rises with each recorded step: the engine runs newer steps first. */
  readonly sequence: number = nextSequence++;
  /** For each input, where its gradient goes; `undefined` where none is needed. */
  readonly next: readonly (Edge | undefined)[];
  readonly outputs: readonly OutputMeta[];
  /** Hooks on the gradient of an output, by output. */
  readonly hooks: Map<number, Set<TensorHook>> = new Map();
  /** Non-leaf tensors that want their gradient kept, by output. */
  readonly retained: Map<number, Tensor> = new Map();

  constructor(name: string, next: readonly (Edge | undefined)[], outputs: readonly OutputMeta[]) {
    this.name = name;
    this.next = next;
    this.outputs = outputs;
  }

  /** The nodes this one depends on, for whoever walks the graph. */
  get parents(): readonly GraphNode[] {
    return this.next.flatMap((edge) => (edge ? [edge.node] : []));
  }

  /** From the gradients of the outputs to those of the inputs, still in the broadcast shape. */
  abstract backward(grads: readonly Gradient[]): readonly Gradient[];

  /** Lets go of what was saved; a second backward then throws, unless nothing was. */
  abstract release(): void;
}

/** Lets a tensor whose history was replaced keep the gradient of what it holds now. */
export function moveRetained(from: Edge | undefined, to: Edge | undefined, tensor: Tensor): void {
  if (!from || !to || from.node.retained.get(from.index) !== tensor) return;
  from.node.retained.delete(from.index);
  to.node.retained.set(to.index, tensor);
}

/** The error of a second backward through a graph that was freed. */
export function freedGraphError(name: string): GradientError {
  return new GradientError(
    `${name}: the values saved for the gradient are gone: backward already ran through this graph. ` +
      'Pass { retainGraph: true } to the first backward or grad to run it twice.',
  );
}

/** A tensor kept for a gradient: checks on return that nobody wrote into it, and knows the node that made it. */
export class SavedTensor {
  readonly #tensor: Tensor;
  readonly #version: number;
  readonly #owner: string;
  readonly #edge: Edge | undefined;

  /** `output` is the index of `tensor` among the results of `node` when it is one of them. */
  constructor(tensor: Tensor, node: GraphNode, output?: number) {
    // an own output is kept without its node, or node and tensor would hold each other; unpacking puts it back
    this.#tensor = output === undefined ? tensor : tensor.alias();
    this.#edge = output === undefined ? tensor.edge : { node, index: output };
    this.#version = tensor.storage.version;
    this.#owner = node.name;
  }

  unpack(): Tensor {
    const found = this.#tensor.storage.version;
    if (found !== this.#version) {
      throw new GradientError(
        `${this.#owner}: a tensor of shape ${formatShape(this.#tensor.shape)} that it saved for its gradient` +
          `${this.#edge && this.#edge.node.next.length > 0 ? `, output of ${this.#edge.node.name},` : ''} was changed in place: ` +
          `version ${found}, expected ${this.#version}. Clone it before the change, or change it after backward.`,
      );
    }
    return this.#tensor.edge === this.#edge ? this.#tensor : this.#tensor.alias(this.#edge);
  }
}
