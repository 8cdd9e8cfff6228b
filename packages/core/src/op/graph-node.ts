import type { DType } from '../dtype.ts';
import { GradientError } from '../errors.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { anomalyMode, type Creation } from './anomaly-mode.ts';
import type { BatchDim } from './batch.ts';
import { addHook, type HookHandle } from './hook-handle.ts';

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
  /** @internal The samples that it differs between, under vmap. */
  readonly batch?: readonly BatchDim[] | undefined;
}

/** What is called with a gradient on its way; a returned tensor replaces it. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
export type TensorHook = (grad: Tensor) => Tensor | void | undefined;

/** What is called with the gradients of a node's outputs before it runs; a returned list replaces them. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
export type NodePrehook = (gradOutputs: readonly Gradient[]) => readonly Gradient[] | void | undefined;

/** What is called once a node has run, with the gradients of its inputs, which a returned list replaces, and outputs. */
export type NodeHook = (
  gradInputs: readonly Gradient[],
  gradOutputs: readonly Gradient[],
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
) => readonly Gradient[] | void | undefined;

/** Who wants to know of the gradients at a node. */
export class Observers {
  /** Hooks on the gradient of an output, by output. They are called without gradient too. */
  readonly tensor: Map<number, Set<(grad: Gradient) => ReturnType<TensorHook>>> = new Map();
  /** Non-leaf tensors that want their gradient kept, by output. */
  readonly retained: Map<number, Tensor> = new Map();
  readonly pre: Set<NodePrehook> = new Set();
  readonly post: Set<NodeHook> = new Set();
}

let nextSequence = 0;

/** The sequence number of the next step: all that is recorded already has a smaller one. */
export function sequenceOfNext(): number {
  return nextSequence;
}

/**
 * A step of the recorded computation. The graph holds nodes, never the tensors between them: what a gradient needs is
 * saved in the node itself.
 * https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.graph.Node
 */
export abstract class GraphNode {
  // declared alone, as in tensors: a field that is also defined is written twice, and slowly
  /** The operation's name. */
  declare readonly name: string;
  /** Rises with each recorded step: the engine runs newer steps first. */
  declare readonly sequence: number;
  /** For each input, where its gradient goes; `undefined` where none is needed. */
  declare readonly next: readonly (Edge | undefined)[];
  declare readonly outputs: readonly OutputMeta[];
  /** @internal Where it was made, when anomalies were looked for. */
  declare readonly creation: Creation | undefined;
  /** @internal Absent until somebody observes. */
  declare observers: Observers | undefined;
  /** @internal What the innermost backward that it takes part in keeps here. */
  declare station: unknown;
  declare private notes: Map<string, unknown> | undefined;

  constructor(name: string, next: readonly (Edge | undefined)[], outputs: readonly OutputMeta[]) {
    this.name = name;
    this.sequence = nextSequence++;
    this.next = next;
    this.outputs = outputs;
    this.creation = anomalyMode()?.creation(name);
    this.observers = undefined;
    this.station = undefined;
    this.notes = undefined;
  }

  /** The nodes this one depends on, for whoever walks the graph. */
  get parents(): readonly GraphNode[] {
    return this.next.flatMap((edge) => (edge ? [edge.node] : []));
  }

  /** The stack of the call that made it, when that happened inside {@link detectAnomaly}. */
  get creationStack(): string | undefined {
    return this.creation?.stack.stack;
  }

  /** Room for what users want to keep with the node. */
  get metadata(): Map<string, unknown> {
    this.notes ??= new Map();
    return this.notes;
  }

  /**
   * Calls `hook` with the gradients of the outputs whenever this node is about to run, after the hooks of the tensors;
   * a returned list replaces them.
   * https://docs.pytorch.org/docs/stable/generated/torch.autograd.graph.Node.register_prehook.html
   */
  registerPrehook(hook: NodePrehook): HookHandle {
    return addHook(this.observed().pre, (gradOutputs) => hook(gradOutputs));
  }

  /**
   * Calls `hook` with the gradients of the inputs, which a returned list replaces, and of the outputs whenever this node
   * has run. https://docs.pytorch.org/docs/stable/generated/torch.autograd.graph.Node.register_hook.html
   */
  registerHook(hook: NodeHook): HookHandle {
    return addHook(this.observed().post, (gradInputs, gradOutputs) => hook(gradInputs, gradOutputs));
  }

  /** @internal Where to enter an observer. */
  observed(): Observers {
    this.observers ??= new Observers();
    return this.observers;
  }

  /** @internal Whether it runs even when no gradient reached any of its outputs. */
  get runsWithoutGradients(): boolean {
    return false;
  }

  /** @internal Whether what its rule makes is kept by nobody else, so that a leaf may take it as its `.grad`. */
  get givesAway(): boolean {
    return false;
  }

  /** From the gradients of the outputs to those of the inputs, still in the broadcast shape. */
  abstract backward(grads: readonly Gradient[]): readonly Gradient[];

  /** Lets go of what was saved; a second backward then throws, unless nothing was. */
  abstract release(): void;
}

/** Calls `hook` with what reaches an output of a node, `undefined` where nothing does. */
export function hookEdge({ node, index }: Edge, hook: (grad: Gradient) => ReturnType<TensorHook>): HookHandle {
  const { tensor } = node.observed();
  const hooks = tensor.get(index) ?? new Set();
  tensor.set(index, hooks);
  return addHook(hooks, hook);
}

/** Lets a tensor whose history was replaced keep the gradient of what it holds now. */
export function moveRetained(from: Edge | undefined, to: Edge | undefined, tensor: Tensor): void {
  if (!from || !to || from.node.observers?.retained.get(from.index) !== tensor) return;
  from.node.observers.retained.delete(from.index);
  to.node.observed().retained.set(to.index, tensor);
}

/** The error of a second backward through a graph that was freed. */
export function freedGraphError(name: string): GradientError {
  return new GradientError(
    `${name}: the values saved for the gradient are gone: backward already ran through this graph. ` +
      'Pass { retainGraph: true } to the first backward or grad to run it twice.',
  );
}
