import { ArgumentError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { leavesOf, mapLeaves } from '../pytree.ts';
import { checkLike, pullThrough, pushForward, recordCall } from '../recorded-call.ts';

/** What products with a Jacobian take. */
export interface ProductOptions {
  /** Whether `fn` returns its output and something to pass on as it is. Defaults to false. */
  readonly hasAux?: boolean | undefined;
}

/** What {@link jvp} takes. */
export interface JvpOptions extends ProductOptions {
  /** Throw when the output depends on no primal, instead of giving zeros. Defaults to false. */
  readonly strict?: boolean | undefined;
}

function filled(tree: unknown, leaves: readonly unknown[]): unknown {
  let next = 0;
  return mapLeaves(tree, () => leaves[next++]);
}

/**
 * The output of `fn` at `primals`, its list of arguments, and a function from cotangents, in the form of the output, to
 * `vᵀ J`, which has the form of the primals. It may be called more than once.
 *
 * With `hasAux`, `fn` returns `[output, aux]`, and `aux` is the third result.
 *
 * Throws a DTypeError for primals of integers, an ArgumentError for what is no tensor; the returned function a
 * ShapeError or ArgumentError for cotangents that do not have the form of the output.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.vjp.html
 */
export function vjp<const Args extends readonly unknown[], Out, Aux>(
  fn: (...args: Args) => readonly [Out, Aux],
  primals: Args,
  options: ProductOptions & { readonly hasAux: true },
): [output: Out, pull: (cotangents: Out) => Args, aux: Aux];
export function vjp<const Args extends readonly unknown[], Out>(
  fn: (...args: Args) => Out,
  primals: Args,
  options?: ProductOptions,
): [output: Out, pull: (cotangents: Out) => Args];
export function vjp(
  fn: (...args: never) => unknown,
  primals: readonly unknown[],
  { hasAux }: ProductOptions = {},
): unknown[] {
  const call = recordCall('func.vjp', fn, primals, { hasAux });
  const pull = (cotangents: unknown): unknown => {
    const given = leavesOf(cotangents);
    checkLike('func.vjp', 'cotangents', given, call.outputs);
    return filled(primals, pullThrough(call, given as Tensor[]));
  };
  const results = [call.tracking.outside(call.output), pull];
  return hasAux ? [...results, call.tracking.outside(call.aux)] : results;
}

/**
 * The output of `fn` at `primals`, its list of arguments, and `J v` for tangents in the form of the primals.
 *
 * With `hasAux`, `fn` returns `[output, aux]`, and `aux` is the third result.
 *
 * Throws a DTypeError for primals of integers, a ShapeError or ArgumentError for tangents that do not have the form of
 * the primals, and with `strict` an ArgumentError when the output does not depend on the primals.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.jvp.html
 */
export function jvp<const Args extends readonly unknown[], Out, Aux>(
  fn: (...args: Args) => readonly [Out, Aux],
  primals: Args,
  tangents: Args,
  options: JvpOptions & { readonly hasAux: true },
): [output: Out, tangents: Out, aux: Aux];
export function jvp<const Args extends readonly unknown[], Out>(
  fn: (...args: Args) => Out,
  primals: Args,
  tangents: Args,
  options?: JvpOptions,
): [output: Out, tangents: Out];
export function jvp(
  fn: (...args: never) => unknown,
  primals: readonly unknown[],
  tangents: readonly unknown[],
  { hasAux, strict = false }: JvpOptions = {},
): unknown[] {
  const call = recordCall('func.jvp', fn, primals, { hasAux });
  const given = leavesOf(tangents);
  checkLike('func.jvp', 'tangents', given, call.inputs);
  if (strict && call.outputs.some((y) => !y.edge)) {
    throw new ArgumentError('func.jvp: an output does not depend on the primals, which strict refuses');
  }
  const pushed = pushForward(call)(given as Tensor[]);
  const results = [call.tracking.outside(call.output), filled(call.output, pushed)];
  return hasAux ? [...results, call.tracking.outside(call.aux)] : results;
}

/**
 * The output of `fn` at `primals` and the linear function `v ↦ J v` there, which takes as many tangents as there are
 * primals and does not call `fn` again.
 *
 * Throws as {@link jvp}. https://docs.pytorch.org/docs/stable/generated/torch.func.linearize.html
 */
export function linearize<const Args extends readonly unknown[], Out>(
  fn: (...args: Args) => Out,
  primals: Args,
): [output: Out, push: (...tangents: Args) => Out] {
  const call = recordCall('func.linearize', fn, primals, {});
  const push = pushForward(call);
  return [
    call.tracking.outside(call.output) as Out,
    (...tangents) => {
      const given = leavesOf(tangents);
      checkLike('func.linearize', 'tangents', given, call.inputs);
      return filled(call.output, push(given as Tensor[])) as Out;
    },
  ];
}
