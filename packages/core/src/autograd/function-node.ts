import { ArgumentError, GradientError } from '../errors.ts';
import { allocateLike, filledLike } from '../op/allocate.ts';
import { type Edge, type Gradient, GraphNode } from '../op/graph-node.ts';
import { isTensor, metaOf } from '../op/record.ts';
import { SavedTensor } from '../op/saved-tensor.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type CallState, Context, type FunctionCtx, type Savable } from './function-context.ts';

/** What a backward returns: one gradient per argument of forward. A single one need not be in a list. */
export type FunctionGradients = Gradient | null | readonly (Gradient | null)[];

/** Takes the context and one gradient per result of forward. */
export type FunctionBackward = (ctx: FunctionCtx<Savable>, ...grads: Tensor[]) => FunctionGradients;

/** Any tensor, to make others of. */
let pattern: Tensor | undefined;

/** The node of a call of a custom function. */
export class FunctionNode extends GraphNode {
  readonly #ctx: Context<Savable>;
  readonly #state: CallState;
  readonly #tensorArgs: readonly boolean[];
  readonly #tensorResults: readonly boolean[];
  readonly #backward: FunctionBackward | undefined;

  constructor(
    ctx: Context<Savable>,
    args: readonly unknown[],
    next: readonly (Edge | undefined)[],
    results: readonly unknown[],
    backward: FunctionBackward | undefined,
  ) {
    const state = Context.stateOf(ctx);
    super(
      state.name,
      next,
      // no gradient ever comes to a result that is no tensor
      results.map((x) => (isTensor(x) ? metaOf([x])[0]! : { shape: [0], dtype: 'float32' })),
    );
    this.#ctx = ctx;
    this.#state = state;
    this.#tensorArgs = args.map(isTensor);
    this.#tensorResults = results.map(isTensor);
    this.#backward = backward;
    pattern ??= allocateLike(args.find(isTensor)!, 'float32', [0]);
  }

  /** Saves what forward wanted saved, once its results have their place in the graph. */
  save(results: readonly unknown[]): void {
    this.#state.node = this;
    this.#state.saved = this.#state.toSave.map((x) => {
      if (!x) return undefined;
      const index = results.indexOf(x);
      return new SavedTensor(x, this, index < 0 ? undefined : { node: this, index });
    });
    this.#state.toSave = [];
  }

  override get runsWithoutGradients(): boolean {
    return true;
  }

  backward(grads: readonly Gradient[]): readonly Gradient[] {
    const { name } = this;
    if (!this.#backward) throw new GradientError(`${name}: the class has no static method backward`);
    const { materializeGrads } = this.#state;
    const given = grads.map((grad, i) => {
      if (grad || !materializeGrads || !this.#tensorResults[i]) return grad;
      const { dtype, shape } = this.outputs[i]!;
      return filledLike(pattern!, 0, dtype, shape);
    });
    const returned = this.#backward(this.#ctx, ...(given as Tensor[]));
    const gradients: (Gradient | null)[] = Array.isArray(returned) ? [...returned] : [returned as Gradient | null];
    const expected = this.next.length;
    while (gradients.length > expected && !gradients.at(-1)) gradients.pop();
    if (gradients.length !== expected) {
      throw new GradientError(
        `${name}: backward returned ${gradients.length} gradients, expected ${expected}, one per argument of forward`,
      );
    }
    return gradients.map((grad, i) => {
      if (grad === undefined || grad === null) return undefined;
      if (!isTensor(grad)) throw new ArgumentError(`${name}: backward returned ${typeof grad} as gradient ${i}`);
      if (this.#tensorArgs[i]) return grad;
      throw new GradientError(
        `${name}: backward returned a gradient for argument ${i}, which is no tensor; return undefined there`,
      );
    });
  }

  release(): void {
    const { saved } = this.#state;
    this.#state.freed = saved!.length > 0;
    this.#state.saved = [];
    for (const each of saved!) each?.release();
  }
}
