import { isFloat } from '../dtype.ts';
import { ArgumentError, GradientError } from '../errors.ts';
import { levelsOf } from '../op/batch-dims.ts';
import { noGrad } from '../op/grad-mode.ts';
import type { Edge } from '../op/graph-node.ts';
import { rebaseHistory, startWrite } from '../op/in-place.ts';
import { isTensor, mustRecord } from '../op/record.ts';
import { viewOf } from '../op/view.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Context, type FunctionCtx, type Savable } from './function-context.ts';
import { type FunctionBackward, type FunctionGradients, FunctionNode } from './function-node.ts';

/** A custom function whose forward takes the context first. */
export interface CombinedFunction<Args extends readonly unknown[], Result> {
  readonly name: string;
  /** Whether forward and backward are made of operations, which vmap can run for all samples at once. */
  readonly generateVmapRule?: boolean | undefined;
  /** From the arguments to the results, without recording. */
  forward(ctx: FunctionCtx<Savable>, ...args: Args): Result;
  /** From one gradient per result to one gradient, or `undefined`, per argument. */
  backward?(ctx: FunctionCtx<Savable>, ...grads: Tensor[]): FunctionGradients;
}

/** A custom function whose forward does not know the context, which another method fills afterwards. */
export interface SplitFunction<Args extends readonly unknown[], Result> {
  readonly name: string;
  /** Whether forward and backward are made of operations, which vmap can run for all samples at once. */
  readonly generateVmapRule?: boolean | undefined;
  /** From the arguments to the results, without recording. */
  forward(...args: Args): Result;
  /** Saves for backward, after forward. */
  setupContext(ctx: FunctionCtx<Savable>, inputs: Args, output: Result): void;
  /** From one gradient per result to one gradient, or `undefined`, per argument. */
  backward?(ctx: FunctionCtx<Savable>, ...grads: Tensor[]): FunctionGradients;
}

/**
 * An operation with a gradient of your own: PyTorch's `torch.autograd.Function`, under a name that cannot be mistaken
 * for JavaScript's `Function`. A subclass has two static methods and is called by {@link AutogradFunction.apply}.
 *
 * ```ts
 * class Exp extends AutogradFunction {
 *   static forward(ctx: FunctionCtx<[Tensor]>, x: Tensor): Tensor {
 *     const y = x.exp();
 *     ctx.saveForBackward(y);
 *     return y;
 *   }
 *   static backward(ctx: FunctionCtx<[Tensor]>, grad: Tensor): Tensor {
 *     const [y] = ctx.savedTensors;
 *     return grad.mul(y);
 *   }
 * }
 * Exp.apply(x);
 * ```
 *
 * `forward` runs without recording. `backward` is given one gradient per result (zeros where nothing depends on one) and
 * returns one per argument, `undefined` for those that have none; written in differentiable operations it has higher
 * derivatives, and {@link onceDifferentiable} says that it has not. Arguments and results need not be tensors.
 * Instead of `forward(ctx, ...args)` a class may have `forward(...args)` and `setupContext(ctx, args, result)`. Under vmap
 * it needs `static generateVmapRule = true`.
 * https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function
 */
// biome-ignore lint/complexity/noStaticOnlyClass: as in PyTorch, a subclass is a function and is never constructed
export abstract class AutogradFunction {
  /**
   * Calls `forward` and records the call. Throws a GradientError when an argument was marked dirty but is no result, or
   * may not be changed in place.
   */
  static apply<Args extends readonly unknown[], Result>(this: SplitFunction<Args, Result>, ...args: Args): Result;
  static apply<Args extends readonly unknown[], Result>(this: CombinedFunction<Args, Result>, ...args: Args): Result;
  static apply<Args extends readonly unknown[], Result>(this: AnyFunction<Args, Result>, ...args: Args): Result {
    // biome-ignore lint/complexity/noThisInStatic: the subclass
    return call(this, args);
  }
}

type AnyFunction<Args extends readonly unknown[], Result> =
  | SplitFunction<Args, Result>
  | CombinedFunction<Args, Result>;

function call<Args extends readonly unknown[], Result>(fn: AnyFunction<Args, Result>, args: Args): Result {
  const tensors: readonly Tensor[] = args.filter(isTensor);
  if (levelsOf(tensors) && !fn.generateVmapRule) {
    throw new ArgumentError(
      `vmap: the custom function ${fn.name} does not say that vmap may run it; ` +
        'where its forward and backward are made of tensor operations, set static generateVmapRule = true',
    );
  }
  const recording = mustRecord(tensors);
  const edges = args.map((x) => (isTensor(x) ? x.edge : undefined));
  const ctx = new Context<Savable>(
    fn.name,
    edges.map((edge) => edge !== undefined),
  );
  const result = noGrad(() => {
    if (!('setupContext' in fn)) return fn.forward(ctx, ...args);
    const output = fn.forward(...args);
    fn.setupContext(ctx, args, output);
    return output;
  });
  const results: readonly unknown[] = Array.isArray(result) ? result : [result];
  const { name, dirty, nonDifferentiable } = Context.stateOf(ctx);
  for (const x of dirty) {
    if (!results.includes(x)) {
      throw new GradientError(`${name}: an argument that was marked dirty is not among the results`);
    }
    if (tensors.includes(x)) startWrite(name, x, tensors);
  }
  const backward: FunctionBackward | undefined = fn.backward && ((...all) => fn.backward!(...all));
  const node = recording ? new FunctionNode(ctx, args, edges, results, backward) : undefined;
  const placed = results.map((x, index) => {
    if (!isTensor(x)) return x;
    const edge = node && isFloat(x.dtype) && !nonDifferentiable.has(x) ? { node, index } : undefined;
    const given = tensors.includes(x);
    if (given && !dirty.has(x)) return showing(name, x, edge);
    if (!edge) return x.requiresGrad ? x.alias() : x;
    if (given) rebaseHistory(x, edges[args.indexOf(x)], edge);
    else x.edge = edge;
    return x;
  });
  if (node) node.save(placed);
  return (Array.isArray(result) ? placed : placed[0]) as Result;
}

/** An argument that was returned as it is: a view of it, which has a place of its own in the graph. */
function showing(name: string, x: Tensor, edge: Edge | undefined): Tensor {
  const view = x.alias(edge);
  view.origin = viewOf(name, x, undefined);
  return view;
}
