import {
  defineOp,
  type Gradient,
  GradientError,
  type GraphNode,
  isGradEnabled,
  isTensor,
  leadingBatch,
  type Tensor,
  warnOnce,
  zeros,
} from '@cotangent/core';
import type { AnyModule } from '../module.ts';

/** One gradient per input or output of the module; `undefined` for what is no tensor or has none. */
export type Gradients = readonly Gradient[];

/** Called with the gradients of the outputs before those of the inputs are computed; what it returns replaces them. */
export type FullBackwardPreHook<M extends AnyModule = AnyModule> = (
  module: M,
  gradOutputs: Gradients,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
) => Gradients | Gradient | void;

/** Called with the gradients of the inputs, which what it returns replaces, and those of the outputs. */
export type FullBackwardHook<M extends AnyModule = AnyModule> = (
  module: M,
  gradInputs: Gradients,
  gradOutputs: Gradients,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
) => Gradients | Gradient | void;

/** Gives the tensors that pass a module a node of their own, where all their gradients are at hand together. */
const boundaryOp = /* @__PURE__ */ defineOp<readonly Tensor[]>({
  name: 'moduleBoundary',
  outputs: (tensors) => tensors,
  forward: (kernels, tensors, copies) => {
    tensors.forEach((x, i) => {
      kernels.copy(x, copies[i]!);
    });
  },
  vjp: () => (grads) => grads,
  batch: leadingBatch(),
});

/** What became of values that passed a {@link boundaryOp}. It does not hold them. */
interface Passage {
  /** How many values there were. */
  readonly size: number;
  /** Where among them the tensors are. */
  readonly places: readonly number[];
  /** Absent when no gradient will come by. */
  readonly node: GraphNode | undefined;
}

function pass(values: readonly unknown[]): [passed: readonly unknown[], passage: Passage] {
  const size = values.length;
  const places = values.flatMap((x, i) => (isTensor(x) ? [i] : []));
  const tensors = places.map((i) => values[i] as Tensor);
  if (!isGradEnabled() || !tensors.some((x) => x.requiresGrad)) return [values, { size, places, node: undefined }];
  const passed = [...values];
  const results = boundaryOp(tensors, undefined);
  places.forEach((at, i) => {
    if (tensors[i]!.requiresGrad) passed[at] = results[i];
  });
  return [passed, { size, places, node: results.find((x) => x.requiresGrad)?.gradFn ?? undefined }];
}

/** The backward hooks of one call of a module, as they were when it was called. */
export class BackwardHooks {
  readonly #module: AnyModule;
  readonly #hooks: readonly FullBackwardHook[];
  readonly #preHooks: readonly FullBackwardPreHook[];
  #inputs: Passage = { size: 0, places: [], node: undefined };
  /** Set while a backward is between the outputs and the inputs. */
  #gradOutputs: Gradients | undefined;

  constructor(module: AnyModule, hooks: readonly FullBackwardHook[], preHooks: readonly FullBackwardPreHook[]) {
    this.#module = module;
    this.#hooks = hooks;
    this.#preHooks = preHooks;
  }

  /** The inputs for `forward`, with what sees their gradients. */
  inputs(values: readonly unknown[]): readonly unknown[] {
    const [passed, inputs] = pass(values);
    this.#inputs = inputs;
    const { node } = inputs;
    node?.registerHook((grads) => {
      const gradOutputs = this.#gradOutputs;
      // the gradient came past the outputs, as that of a gradient does
      if (!gradOutputs) return undefined;
      this.#gradOutputs = undefined;
      // as in PyTorch, a tensor that no gradient reaches has one of zeros
      const all = grads.map((grad, i) => grad ?? zeros(node.outputs[i]!.shape, { dtype: node.outputs[i]!.dtype }));
      return taken(inputs, this.#gradInputs(spread(inputs, all), gradOutputs));
    });
    return passed;
  }

  /** The output for the caller, with what sees the gradients. */
  output(output: unknown): unknown {
    const several = Array.isArray(output);
    const [passed, outputs] = pass(several ? (output as readonly unknown[]) : [output]);
    if (outputs.places.length === 0) {
      const { name } = this.#module.constructor;
      warnOnce(`backward hooks ${name}`, `${name}: its backward hooks are not called: the output is no tensor`);
    }
    outputs.node?.registerHook((_, grads) => {
      const gradOutputs = this.#gradOutputsFrom(spread(outputs, grads));
      if (this.#inputs.node) this.#gradOutputs = gradOutputs;
      else this.#withoutGradInputs(gradOutputs);
      return taken(outputs, gradOutputs);
    });
    return several ? passed : passed[0];
  }

  #gradOutputsFrom(given: Gradients): Gradients {
    return this.#preHooks.reduce(
      (grads, hook) => this.#replaced('registerFullBackwardPreHook', grads, hook(this.#module, grads)),
      given,
    );
  }

  #gradInputs(given: Gradients, gradOutputs: Gradients): Gradients {
    return this.#hooks.reduce(
      (grads, hook) => this.#replaced('registerFullBackwardHook', grads, hook(this.#module, grads, gradOutputs)),
      given,
    );
  }

  /** No input requires grad: the hooks see the gradients of the outputs alone, and have nothing to replace. */
  #withoutGradInputs(gradOutputs: Gradients): void {
    const none = new Array<Gradient>(this.#inputs.size).fill(undefined);
    if (this.#gradInputs(none, gradOutputs).every((grad) => grad === undefined)) return;
    throw new GradientError(
      `registerFullBackwardHook: no input of ${this.#module.constructor.name} requires grad, so a hook has no gradient to replace`,
    );
  }

  #replaced(registered: string, before: Gradients, returned: ReturnType<FullBackwardPreHook>): Gradients {
    if (returned === undefined) return before;
    const grads = Array.isArray(returned) ? (returned as Gradients) : [returned as Tensor];
    if (grads.length === before.length) return grads;
    const { name } = this.#module.constructor;
    throw new GradientError(
      `${registered}: a hook of ${name} returned ${grads.length} gradients, expected ${before.length}`,
    );
  }
}

/** The gradients of the tensors among the values, in the places of those. */
function spread({ size, places }: Passage, grads: Gradients): Gradients {
  const all = new Array<Gradient>(size).fill(undefined);
  places.forEach((at, i) => {
    all[at] = grads[i];
  });
  return all;
}

/** The reverse of {@link spread}. */
function taken({ places }: Passage, grads: Gradients): Gradients {
  return places.map((at) => grads[at]);
}
