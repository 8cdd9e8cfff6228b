import { GradientError } from '../errors.ts';
import { disposed } from '../memory/memory.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { freeUnlessHeld } from './epoch.ts';
import type { Edge } from './graph-node.ts';
import { inferenceError, isInference } from './inference.ts';

/** Keeps a tensor that `owner` saves in some other form; what it returns makes the tensor again. */
export type Packing = (tensor: Tensor, owner: string) => () => Tensor;

// set from outside, so that a bundle without hooks has nothing of them
let pack: Packing | undefined;

/** What becomes of tensors that are saved now; `undefined` while they are kept as they are. */
export function packing(): Packing | undefined {
  return pack;
}

export function setPacking(next: Packing | undefined): void {
  pack = next;
}

let unpacked: Tensor[] | undefined;

/** Runs `fn`, entering the saved tensors that it unpacks into `list`. */
export function listUnpacked<T>(list: Tensor[], fn: () => T): T {
  const outer = unpacked;
  unpacked = list;
  try {
    return fn();
  } finally {
    unpacked = outer;
  }
}

/** A tensor kept for a gradient: checks on return that nobody wrote into it, and knows the node that made it. */
export class SavedTensor {
  // declared alone, as in tensors
  declare private readonly tensor: Tensor | undefined;
  declare private readonly packed: (() => Tensor) | undefined;
  declare private readonly version: number;
  declare private readonly owner: string;
  declare private readonly edge: Edge | undefined;
  /** What its owner saved before it. */
  declare readonly before: SavedTensor | undefined;

  /** `own` is the place of `tensor` in the graph when its owner made it. */
  constructor(tensor: Tensor, owner: { readonly name: string }, own?: Edge, before?: SavedTensor) {
    if (isInference(tensor)) throw inferenceError(owner.name, 'be saved for its gradient');
    // an own output is kept without its node, or node and tensor would hold each other; unpacking puts it back
    const kept = own ? tensor.alias() : tensor;
    this.edge = own ?? tensor.edge;
    this.version = tensor.storage.version;
    this.owner = owner.name;
    this.before = before;
    this.packed = pack?.(kept, owner.name);
    this.tensor = this.packed ? undefined : kept;
    // what hooks were given is held for good
    tensor.storage.holds++;
  }

  /** Lets go of the elements, once and for all. */
  release(): void {
    if (!this.tensor) return;
    const { storage } = this.tensor;
    storage.holds--;
    // what a gradient rule has made is still its own: a backward inside the rule does not end its use
    if (storage.epoch === disposed) freeUnlessHeld(storage);
  }

  /** Whether gradients flow on from where it is used. */
  get requiresGrad(): boolean {
    return this.edge !== undefined;
  }

  unpack(): Tensor {
    if (this.packed) return this.#placed(this.packed());
    const tensor = this.tensor!;
    const found = tensor.storage.version;
    if (found !== this.version) {
      throw new GradientError(
        `${this.owner}: a tensor of shape ${formatShape(tensor.shape)} that it saved for its gradient` +
          `${this.edge && this.edge.node.next.length > 0 ? `, output of ${this.edge.node.name},` : ''} was changed in place: ` +
          `version ${found}, expected ${this.version}. Clone it before the change, or change it after backward.`,
      );
    }
    return this.#placed(tensor);
  }

  #placed(tensor: Tensor): Tensor {
    unpacked?.push(tensor);
    return tensor.edge === this.edge ? tensor : tensor.alias(this.edge);
  }
}
