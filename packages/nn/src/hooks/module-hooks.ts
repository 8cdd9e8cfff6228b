import type { AnyModule } from '../module.ts';
import { BackwardHooks, type FullBackwardHook, type FullBackwardPreHook } from './backward-hooks.ts';
import { HookList } from './hook-list.ts';

/** What a module is called with. */
export type InputsOf<M extends AnyModule> = Parameters<M['forward']>;

/** What calling a module gives. */
export type OutputOf<M extends AnyModule> = ReturnType<M['forward']>;

/** Called before `forward` with its inputs. A list that it returns replaces them, anything else the only one. */
export type ForwardPreHook<M extends AnyModule = AnyModule> = (
  module: M,
  inputs: InputsOf<M>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
) => readonly InputsOf<M>[number][] | InputsOf<M>[0] | void;

/** Called after `forward` with its inputs and its output, which what it returns replaces. */
export type ForwardHook<M extends AnyModule = AnyModule> = (
  module: M,
  inputs: InputsOf<M>,
  output: OutputOf<M>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook may return nothing at all
) => OutputOf<M> | void;

/** The hooks of a module. */
class ModuleHooks {
  forwardPre: HookList<ForwardPreHook> = new HookList();
  forward: HookList<ForwardHook> = new HookList();
  backwardPre: HookList<FullBackwardPreHook> = new HookList();
  backward: HookList<FullBackwardHook> = new HookList();
}

const hooksOfModules = new WeakMap<AnyModule, ModuleHooks>();
/** Whether any module ever had hooks: as a rule none has, and nothing needs to be looked up. */
let inUse = false;

/** The hooks of a module, to add to. */
export function hooksFor(module: AnyModule): ModuleHooks {
  let hooks = hooksOfModules.get(module);
  if (!hooks) {
    hooks = new ModuleHooks();
    inUse = true;
    hooksOfModules.set(module, hooks);
  }
  return hooks;
}

/** Gives a copy of a module the hooks of the original. */
export function copyHooks(from: AnyModule, to: AnyModule): void {
  const hooks = hooksOfModules.get(from);
  if (!hooks) return;
  const copies = hooksFor(to);
  copies.forwardPre = hooks.forwardPre.copy();
  copies.forward = hooks.forward.copy();
  copies.backwardPre = hooks.backwardPre.copy();
  copies.backward = hooks.backward.copy();
}

/** Whether somebody is called with what a module is given or gives. */
export function hasHooks(module: AnyModule): boolean {
  return inUse && hooksOfModules.has(module);
}

/** `module.forward(...inputs)` with the hooks of the module around it. */
export function forwardWithHooks(module: AnyModule, given: readonly unknown[]): unknown {
  const hooks = inUse ? hooksOfModules.get(module) : undefined;
  if (!hooks) {
    // most layers take one tensor, and a list that is spread takes longer
    return given.length === 1 ? module.forward(given[0] as never) : module.forward(...(given as never[]));
  }
  let inputs = given;
  for (const hook of hooks.forwardPre.hooks) {
    const replaced: unknown = hook(module, inputs as never[]);
    if (replaced !== undefined) inputs = Array.isArray(replaced) ? replaced : [replaced];
  }
  const [backward, backwardPre] = [hooks.backward.hooks, hooks.backwardPre.hooks];
  const boundary = backward.length + backwardPre.length > 0 && new BackwardHooks(module, backward, backwardPre);
  if (boundary) inputs = boundary.inputs(inputs);
  let output = module.forward(...(inputs as never[]));
  for (const hook of hooks.forward.hooks) output = hook(module, inputs as never[], output) ?? output;
  return boundary ? boundary.output(output) : output;
}
