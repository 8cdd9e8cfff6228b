import { ArgumentError } from '../errors.ts';
import { freedGraphError, type GraphNode } from '../op/graph-node.ts';
import { isTensor } from '../op/record.ts';
import type { SavedTensor } from '../op/saved-tensor.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What a custom function may save: tensors, and `undefined` for those that are absent. */
export type Savable = readonly (Tensor | undefined)[];

/**
 * What the forward of an {@link AutogradFunction} leaves for its backward: the tensors it saves, of the types `Saved`,
 * and whatever else it sets as attributes, as in `FunctionCtx<[Tensor], { scale: number }>`.
 * https://docs.pytorch.org/docs/stable/autograd.html#context-method-mixins
 */
export type FunctionCtx<
  Saved extends Savable = readonly Tensor[],
  Attributes extends object = object,
> = Context<Saved> & Attributes;

/** How one call of a custom function stands. */
export interface CallState {
  readonly name: string;
  readonly dirty: Set<Tensor>;
  readonly nonDifferentiable: Set<Tensor>;
  materializeGrads: boolean;
  toSave: Savable;
  /** From the end of forward until the graph is freed. */
  saved: readonly (SavedTensor | undefined)[] | undefined;
  /** When the call is recorded. */
  node: GraphNode | undefined;
  freed: boolean;
}

/** The methods of {@link FunctionCtx}. */
export class Context<Saved extends Savable = readonly Tensor[]> {
  /** Which arguments are tensors that want a gradient; others need none computed. */
  readonly needsInputGrad: readonly boolean[];
  readonly #state: CallState;

  /** @internal */
  constructor(name: string, needsInputGrad: readonly boolean[]) {
    this.needsInputGrad = needsInputGrad;
    this.#state = {
      name,
      dirty: new Set(),
      nonDifferentiable: new Set(),
      materializeGrads: true,
      toSave: [],
      saved: undefined,
      node: undefined,
      freed: false,
    };
  }

  /** @internal */
  static stateOf(ctx: Context<Savable>): CallState {
    return ctx.#state;
  }

  /**
   * Keeps arguments and results for backward, watched for changes in place, and freed with the graph. To be called once.
   * Throws an ArgumentError for what is no tensor: that may be an attribute.
   */
  saveForBackward(...tensors: Saved): void {
    tensors.forEach((x: unknown, i) => {
      if (isTensor(x) || x === undefined) return;
      throw new ArgumentError(`${this.#state.name}: saveForBackward takes tensors, got ${typeof x} at position ${i}`);
    });
    this.#state.toSave = tensors;
  }

  /** What was saved. Throws a GradientError when it was changed in place, or the graph was freed. */
  get savedTensors(): Saved {
    const { name, saved, freed } = this.#state;
    if (freed) throw freedGraphError(name);
    return (saved ?? []).map((each) => each?.unpack()) as unknown as Saved;
  }

  /** Says which arguments forward changed in place. Each of them must be among the results. */
  markDirty(...inputs: readonly Tensor[]): void {
    for (const x of inputs) this.#state.dirty.add(x);
  }

  /** Says which results have no gradient, besides integers and bools, which never have one. */
  markNonDifferentiable(...outputs: readonly Tensor[]): void {
    for (const x of outputs) this.#state.nonDifferentiable.add(x);
  }

  /** With `false`, backward gets `undefined` in place of zeros for results that nothing depends on. */
  setMaterializeGrads(value: boolean): void {
    this.#state.materializeGrads = value;
  }
}
