import { ArgumentError, ShapeError } from '../../errors.ts';
import { filledLike } from '../../op/allocate.ts';
import { isTensor } from '../../op/record.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { grad as gradientsOf } from '../backward.ts';
import { tensorsOf } from '../pytree.ts';
import { recordCall } from '../recorded-call.ts';
import { zerosFor } from '../tracking.ts';
import { type Argnums, type Chosen, inFormOf, positionsOf } from './argnums.ts';

/** What gradient transforms take. */
export interface GradTransformOptions<N extends Argnums = Argnums> {
  /** Which arguments to differentiate by. Defaults to 0, the first. */
  readonly argnums?: N | undefined;
  /** Whether `fn` returns its output and something to pass on as it is. Defaults to false. */
  readonly hasAux?: boolean | undefined;
}

interface Parts {
  readonly gradient: unknown;
  readonly value: unknown;
  readonly aux: unknown;
}

function differentiate(
  name: string,
  fn: (...args: never) => unknown,
  { argnums = 0, hasAux }: GradTransformOptions,
  args: readonly unknown[],
): Parts {
  const positions = positionsOf(name, argnums, args.length);
  const call = recordCall(name, fn, args, { isInput: (i) => positions.includes(i), hasAux });
  const { tracking, inputs, output, aux } = call;
  if (!isTensor(output)) throw new ArgumentError(`${name}: the function must return one tensor`);
  if (output.shape.length > 0) {
    throw new ShapeError(
      `${name}: the function must return a 0-d tensor, got shape ${formatShape(output.shape)}; reduce it, as by sum(), ` +
        'or use func.jacrev',
    );
  }
  const createGraph = tracking.recording && tracking.dependsOutside([output, ...tensorsOf(aux)]);
  const gradients = output.edge
    ? gradientsOf(output, inputs, { gradOutputs: [filledLike(output, 1)], createGraph, allowUnused: true })
    : [];
  const results = inputs.map((x, i) => gradients[i] ?? zerosFor(x));
  return tracking.outside({ gradient: inFormOf(args, argnums, positions, results), value: output, aux });
}

/**
 * The gradient of `fn`, which returns a 0-d tensor, as a function of the same arguments. It has the form of the first
 * argument, a tensor or tensors in nested arrays and objects, or of those that `argnums` names. Transforms nest:
 * `grad(grad(fn))` is the second derivative, `vmap(grad(fn))` gives the gradients of samples.
 *
 * With `hasAux`, `fn` returns `[output, aux]` and the result is `[gradient, aux]`.
 *
 * Throws a ShapeError unless the output is 0-d, a DTypeError for an argument of integers, an ArgumentError for a position
 * that is not there, and for arguments and outputs that are no tensors.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.grad.html
 */
export function grad<First, Rest extends readonly unknown[]>(
  fn: (first: First, ...rest: Rest) => Tensor,
): (first: First, ...rest: Rest) => First;
export function grad<Args extends readonly unknown[], const N extends Argnums = 0, Aux = unknown>(
  fn: (...args: Args) => readonly [Tensor, Aux],
  options: GradTransformOptions<N> & { readonly hasAux: true },
): (...args: Args) => [gradient: Chosen<Args, N>, aux: Aux];
export function grad<Args extends readonly unknown[], const N extends Argnums = 0>(
  fn: (...args: Args) => Tensor,
  options: GradTransformOptions<N>,
): (...args: Args) => Chosen<Args, N>;
export function grad(
  fn: (...args: never) => unknown,
  options: GradTransformOptions = {},
): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const { gradient, aux } = differentiate('func.grad', fn, options, args);
    return options.hasAux ? [gradient, aux] : gradient;
  };
}

/**
 * {@link grad}, and what `fn` returned: `[gradient, value]`, and with `hasAux` `[gradient, [value, aux]]`.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.grad_and_value.html
 */
export function gradAndValue<First, Rest extends readonly unknown[]>(
  fn: (first: First, ...rest: Rest) => Tensor,
): (first: First, ...rest: Rest) => [gradient: First, value: Tensor];
export function gradAndValue<Args extends readonly unknown[], const N extends Argnums = 0, Aux = unknown>(
  fn: (...args: Args) => readonly [Tensor, Aux],
  options: GradTransformOptions<N> & { readonly hasAux: true },
): (...args: Args) => [gradient: Chosen<Args, N>, output: [value: Tensor, aux: Aux]];
export function gradAndValue<Args extends readonly unknown[], const N extends Argnums = 0>(
  fn: (...args: Args) => Tensor,
  options: GradTransformOptions<N>,
): (...args: Args) => [gradient: Chosen<Args, N>, value: Tensor];
export function gradAndValue(
  fn: (...args: never) => unknown,
  options: GradTransformOptions = {},
): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const { gradient, value, aux } = differentiate('func.gradAndValue', fn, options, args);
    return [gradient, options.hasAux ? [value, aux] : value];
  };
}

/**
 * {@link gradAndValue} in the order in which the two come about: `[value, gradient]`, with `hasAux`
 * `[[value, aux], gradient]`. A training step is `const [loss, gradients] = valueAndGrad(lossOf)(parameters, batch)`.
 */
export function valueAndGrad<First, Rest extends readonly unknown[]>(
  fn: (first: First, ...rest: Rest) => Tensor,
): (first: First, ...rest: Rest) => [value: Tensor, gradient: First];
export function valueAndGrad<Args extends readonly unknown[], const N extends Argnums = 0, Aux = unknown>(
  fn: (...args: Args) => readonly [Tensor, Aux],
  options: GradTransformOptions<N> & { readonly hasAux: true },
): (...args: Args) => [output: [value: Tensor, aux: Aux], gradient: Chosen<Args, N>];
export function valueAndGrad<Args extends readonly unknown[], const N extends Argnums = 0>(
  fn: (...args: Args) => Tensor,
  options: GradTransformOptions<N>,
): (...args: Args) => [value: Tensor, gradient: Chosen<Args, N>];
export function valueAndGrad(
  fn: (...args: never) => unknown,
  options: GradTransformOptions = {},
): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const { gradient, value, aux } = differentiate('valueAndGrad', fn, options, args);
    return [options.hasAux ? [value, aux] : value, gradient];
  };
}
