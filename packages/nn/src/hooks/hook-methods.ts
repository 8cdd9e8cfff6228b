import type { HookHandle } from '@cotangent/core';
import type { AnyModule } from '../module.ts';
import type { FullBackwardHook, FullBackwardPreHook } from './backward-hooks.ts';
import type { HookOptions } from './hook-list.ts';
import { type ForwardHook, type ForwardPreHook, hooksFor } from './module-hooks.ts';

/**
 * The methods of a module that register hooks. Hooks are called in the order they were registered, unless they were put
 * first by `prepend`; the handle's `remove()`, or `using`, takes one away again. `forward` called directly calls none.
 */
export abstract class HookMethods {
  /**
   * Calls `hook(module, inputs)` before each `forward`. A list that it returns replaces the inputs, anything else than
   * `undefined` the only input.
   * https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_pre_hook
   */
  registerForwardPreHook<M extends AnyModule>(
    this: M,
    hook: ForwardPreHook<NoInfer<M>>,
    options?: HookOptions,
  ): HookHandle {
    return hooksFor(this).forwardPre.add(hook as ForwardPreHook, options);
  }

  /**
   * Calls `hook(module, inputs, output)` after each `forward`. What it returns, unless `undefined`, replaces the output.
   *
   * ```ts
   * const seen: Tensor[] = [];
   * using _ = model.at(0).registerForwardHook((module, inputs, output) => void seen.push(output));
   * ```
   *
   * https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook
   */
  registerForwardHook<M extends AnyModule>(this: M, hook: ForwardHook<NoInfer<M>>, options?: HookOptions): HookHandle {
    return hooksFor(this).forward.add(hook as ForwardHook, options);
  }

  /**
   * Calls `hook(module, gradInputs, gradOutputs)` in each backward through a call of the module, once the gradients of
   * its inputs are there. What it returns replaces these; the gradients of the outputs are not to be changed. Inputs and
   * outputs are those that are tensors themselves, not within lists or options. Where no input requires grad, it is
   * called with the gradients of the outputs. A call keeps the hooks it was made with.
   *
   * A backward throws a GradientError for a returned list of another length.
   * https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook
   */
  registerFullBackwardHook<M extends AnyModule>(
    this: M,
    hook: FullBackwardHook<NoInfer<M>>,
    options?: HookOptions,
  ): HookHandle {
    return hooksFor(this).backward.add(hook as FullBackwardHook, options);
  }

  /**
   * Calls `hook(module, gradOutputs)` in each backward through a call of the module, before it enters. What it returns
   * replaces the gradients of the outputs.
   *
   * A backward throws a GradientError for a returned list of another length.
   * https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_pre_hook
   */
  registerFullBackwardPreHook<M extends AnyModule>(
    this: M,
    hook: FullBackwardPreHook<NoInfer<M>>,
    options?: HookOptions,
  ): HookHandle {
    return hooksFor(this).backwardPre.add(hook as FullBackwardPreHook, options);
  }
}
