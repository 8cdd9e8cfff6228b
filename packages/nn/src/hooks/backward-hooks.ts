import {
  AutogradFunction,
  type FunctionCtx,
  type Gradient,
  GradientError,
  type GraphNode,
  isGradEnabled,
  isTensor,
  type Tensor,
} from '@cotangent/core';
import type { AnyModule } from '../module.ts';
import { warnOnce } from '../warn.ts';

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
class ModuleBoundary extends AutogradFunction {
  static readonly generateVmapRule = true;

  static forward(ctx: FunctionCtx, ...tensors: Tensor[]): Tensor[] {
    ctx.markNonDifferentiable(...tensors.filter((x) => !x.requiresGrad));
    return tensors;
  }

  static backward(_ctx: FunctionCtx, ...grads: Tensor[]): Tensor[] {
    return grads;
  }
}

/** Values of which some are tensors at a {@link ModuleBoundary}. */
interface Passed {
  readonly values: readonly unknown[];
  /** Where in `values` the tensors are. */
  readonly places: readonly number[];
  /** Absent when no gradient will come by. */
  readonly node: GraphNode | undefined;
}

function pass(values: readonly unknown[]): Passed {
  const places = values.flatMap((x, i) => (isTensor(x) ? [i] : []));
  const tensors = places.map((i) => values[i] as Tensor);
  if (!isGradEnabled() || !tensors.some((x) => x.requiresGrad)) return { values, places, node: undefined };
  const passed = [...values];
  const results = ModuleBoundary.apply(...tensors);
  places.forEach((at, i) => {
    passed[at] = results[i];
  });
  return { values: passed, places, node: results.find((x) => x.requiresGrad)?.gradFn ?? undefined };
}

/** The backward hooks of one call of a module, as they were when it was called. */
export class BackwardHooks {
  readonly #module: AnyModule;
  readonly #hooks: readonly FullBackwardHook[];
  readonly #preHooks: readonly FullBackwardPreHook[];
  #inputs: Passed = { values: [], places: [], node: undefined };
  /** Set while a backward is between the outputs and the inputs. */
  #gradOutputs: Gradients | undefined;

  constructor(module: AnyModule, hooks: readonly FullBackwardHook[], preHooks: readonly FullBackwardPreHook[]) {
    this.#module = module;
    this.#hooks = hooks;
    this.#preHooks = preHooks;
  }

  /** The inputs for `forward`, with what sees their gradients. */
  inputs(values: readonly unknown[]): readonly unknown[] {
    const passed = pass(values);
    this.#inputs = passed;
    passed.node?.registerHook((grads) => {
      const gradOutputs = this.#gradOutputs;
      // the gradient came past the outputs, as that of a gradient does
      if (!gradOutputs) return undefined;
      this.#gradOutputs = undefined;
      return taken(passed, this.#gradInputs(spread(passed, grads), gradOutputs));
    });
    return passed.values;
  }

  /** The output for the caller, with what sees the gradients. */
  output(output: unknown): unknown {
    const several = Array.isArray(output);
    const passed = pass(several ? (output as readonly unknown[]) : [output]);
    if (passed.places.length === 0) {
      const { name } = this.#module.constructor;
      warnOnce(`backward hooks ${name}`, `${name}: its backward hooks are not called: the output is no tensor`);
    }
    passed.node?.registerHook((grads) => {
      const gradOutputs = this.#gradOutputsFrom(spread(passed, grads));
      if (this.#inputs.node) this.#gradOutputs = gradOutputs;
      else this.#withoutGradInputs(gradOutputs);
      return taken(passed, gradOutputs);
    });
    return several ? passed.values : passed.values[0];
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
    const none = this.#inputs.values.map(() => undefined);
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
function spread({ values, places }: Passed, grads: Gradients): Gradients {
  const all: Gradient[] = values.map(() => undefined);
  places.forEach((at, i) => {
    all[at] = grads[i];
  });
  return all;
}

/** The reverse of {@link spread}. */
function taken({ places }: Passed, grads: Gradients): Gradients {
  return places.map((at) => grads[at]);
}
