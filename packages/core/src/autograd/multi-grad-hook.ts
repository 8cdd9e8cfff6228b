import { ArgumentError, GradientError } from '../errors.ts';
import { type Gradient, hookEdge } from '../op/graph-node.ts';
import { type HookHandle, hookHandle } from '../op/hook-handle.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { currentRun, type Run } from './current-run.ts';

/** What {@link registerMultiGradHook} takes. */
export interface MultiGradHookOptions {
  /** Whether the hook waits for all gradients, or is called with the first. Defaults to `'all'`. */
  readonly mode?: 'all' | 'any' | undefined;
}

/**
 * Calls `hook` once per backward: with the gradients of all `tensors` when the last of them is there, or with
 * `mode: 'any'` with the first.
 *
 * Tensors that take no part in a backward are not waited for, and have `undefined` among the gradients. What the hook
 * returns is ignored. Throws a GradientError for a tensor that does not require grad, unless the mode is `'any'`, and an
 * ArgumentError for another mode.
 * https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.graph.register_multi_grad_hook
 */
export function registerMultiGradHook(
  tensors: readonly Tensor[],
  hook: (grad: Tensor) => void,
  options: MultiGradHookOptions & { readonly mode: 'any' },
): HookHandle;
export function registerMultiGradHook(
  tensors: readonly Tensor[],
  hook: (grads: readonly Gradient[]) => void,
  options?: MultiGradHookOptions & { readonly mode?: 'all' | undefined },
): HookHandle;
export function registerMultiGradHook(
  tensors: readonly Tensor[],
  hook: ((grads: readonly Gradient[]) => void) | ((grad: Tensor) => void),
  { mode = 'all' }: MultiGradHookOptions = {},
): HookHandle {
  switch (mode) {
    case 'all':
      return onAll(tensors, hook as (grads: readonly Gradient[]) => void);
    case 'any':
      return onFirst(tensors, hook as (grad: Tensor) => void);
    default:
      throw new ArgumentError(`registerMultiGradHook: mode must be 'all' or 'any', got ${mode satisfies never}`);
  }
}

function onAll(tensors: readonly Tensor[], hook: (grads: readonly Gradient[]) => void): HookHandle {
  const edges = tensors.map(({ edge }, i) => {
    if (!edge) throw new GradientError(`registerMultiGradHook: tensor ${i} does not require grad`);
    return edge;
  });
  const runs = new WeakMap<Run, { missing: number; readonly grads: Gradient[] }>();
  const handles = edges.map((edge, i) =>
    hookEdge(edge, (grad) => {
      const run = currentRun()!;
      let state = runs.get(run);
      if (!state) {
        const missing = edges.filter(({ node }) => run.takesPart(node)).length;
        state = { missing, grads: new Array<Gradient>(edges.length).fill(undefined) };
        runs.set(run, state);
      }
      state.grads[i] = grad;
      if (--state.missing === 0) hook(state.grads);
    }),
  );
  return together(handles);
}

function onFirst(tensors: readonly Tensor[], hook: (grad: Tensor) => void): HookHandle {
  const done = new WeakSet<Run>();
  const handles = tensors.flatMap(({ edge }) =>
    edge
      ? hookEdge(edge, (grad) => {
          const run = currentRun()!;
          if (!grad || done.has(run)) return;
          done.add(run);
          hook(grad);
        })
      : [],
  );
  return together(handles);
}

function together(handles: readonly HookHandle[]): HookHandle {
  return hookHandle(() => {
    for (const handle of handles) handle.remove();
  });
}
