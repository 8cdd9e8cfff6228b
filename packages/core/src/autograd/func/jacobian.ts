import { movedim } from '../../ops/movement.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type AnyShaped, mapTensors } from '../pytree.ts';
import { pullThrough, pushForward, type RecordedCall, recordCall } from '../recorded-call.ts';
import { forEachUnit } from '../units.ts';
import { type Argnums, type Chosen, inFormOf, positionsOf } from './argnums.ts';

/** What Jacobians take. */
export interface JacobianTransformOptions<N extends Argnums = Argnums> {
  /** Which arguments to differentiate by. Defaults to 0, the first. */
  readonly argnums?: N | undefined;
  /** Whether `fn` returns its output and something to pass on as it is. Defaults to false. */
  readonly hasAux?: boolean | undefined;
  /** Compute at most so many rows (`jacrev`) or columns (`jacfwd`) at a time, to save memory. Defaults to all. */
  readonly chunkSize?: number | undefined;
}

/** The form of a Jacobian: for each tensor of the output one for each tensor of the arguments. */
export type JacobianOf<Out, In> = Out extends Tensor
  ? AnyShaped<In>
  : Out extends ReadonlyMap<infer K, infer V>
    ? Map<K, JacobianOf<V, In>>
    : { -readonly [K in keyof Out]: JacobianOf<Out[K], In> };

type Rows = (call: RecordedCall, chunkSize: number | undefined) => Tensor[][];

/** For each output, its Jacobian by each input. */
const byRows: Rows = (call, chunkSize) =>
  call.outputs.map((y, k) => {
    const pull = (unit: Tensor): Tensor[] =>
      pullThrough(
        call,
        call.outputs.map((_, i) => (i === k ? unit : undefined)),
      );
    const rows = forEachUnit(y, call.inputs, pull, { vectorize: true, chunkSize });
    return rows.map((row, i) => row.reshape([...y.shape, ...call.inputs[i]!.shape]));
  });

const byColumns: Rows = (call, chunkSize) => {
  const push = pushForward(call);
  const columns = call.inputs.map((x, k) => {
    const pushUnit = (unit: Tensor): Tensor[] => push(call.inputs.map((_, i) => (i === k ? unit : undefined)));
    return forEachUnit(x, call.outputs, pushUnit, { vectorize: true, chunkSize });
  });
  return call.outputs.map((y, k) =>
    call.inputs.map(({ shape }, i) => movedim(columns[i]![k]!, 0, -1).reshape([...y.shape, ...shape])),
  );
};

function jacobianTransform(
  name: string,
  rowsOf: Rows,
  fn: (...args: never) => unknown,
  { argnums = 0, hasAux, chunkSize }: JacobianTransformOptions,
): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const positions = positionsOf(name, argnums, args.length);
    const call = recordCall(name, fn, args, { isInput: (i) => positions.includes(i), hasAux });
    const rows = rowsOf(call, chunkSize);
    const result = mapTensors(call.output, () => inFormOf(args, argnums, positions, rows.shift()!));
    return call.tracking.outside(hasAux ? [result, call.aux] : result);
  };
}

/**
 * The Jacobian of `fn` as a function of the same arguments, row by row, which suits functions with fewer outputs than
 * inputs. Its shape is that of the output followed by that of the argument; it has the form of the first argument, or of
 * those that `argnums` names, and for an output in nested arrays and objects that form around it.
 *
 * With `hasAux`, `fn` returns `[output, aux]` and the result is `[jacobian, aux]`.
 *
 * Throws a DTypeError for an argument of integers, an ArgumentError for a position that is not there, and for arguments
 * and outputs that are no tensors. https://docs.pytorch.org/docs/stable/generated/torch.func.jacrev.html
 */
export function jacrev<First, Rest extends readonly unknown[], Out>(
  fn: (first: First, ...rest: Rest) => Out,
): (first: First, ...rest: Rest) => JacobianOf<Out, First>;
export function jacrev<Args extends readonly unknown[], Out, Aux, const N extends Argnums = 0>(
  fn: (...args: Args) => readonly [Out, Aux],
  options: JacobianTransformOptions<N> & { readonly hasAux: true },
): (...args: Args) => [jacobian: JacobianOf<Out, Chosen<Args, N>>, aux: Aux];
export function jacrev<Args extends readonly unknown[], Out, const N extends Argnums = 0>(
  fn: (...args: Args) => Out,
  options: JacobianTransformOptions<N>,
): (...args: Args) => JacobianOf<Out, Chosen<Args, N>>;
export function jacrev(
  fn: (...args: never) => unknown,
  options: JacobianTransformOptions = {},
): (...args: readonly unknown[]) => unknown {
  return jacobianTransform('func.jacrev', byRows, fn, options);
}

/**
 * {@link jacrev} column by column, which suits functions with fewer inputs than outputs.
 * https://docs.pytorch.org/docs/stable/generated/torch.func.jacfwd.html
 */
export function jacfwd<First, Rest extends readonly unknown[], Out>(
  fn: (first: First, ...rest: Rest) => Out,
): (first: First, ...rest: Rest) => JacobianOf<Out, First>;
export function jacfwd<Args extends readonly unknown[], Out, Aux, const N extends Argnums = 0>(
  fn: (...args: Args) => readonly [Out, Aux],
  options: JacobianTransformOptions<N> & { readonly hasAux: true },
): (...args: Args) => [jacobian: JacobianOf<Out, Chosen<Args, N>>, aux: Aux];
export function jacfwd<Args extends readonly unknown[], Out, const N extends Argnums = 0>(
  fn: (...args: Args) => Out,
  options: JacobianTransformOptions<N>,
): (...args: Args) => JacobianOf<Out, Chosen<Args, N>>;
export function jacfwd(
  fn: (...args: never) => unknown,
  options: JacobianTransformOptions = {},
): (...args: readonly unknown[]) => unknown {
  return jacobianTransform('func.jacfwd', byColumns, fn, options);
}

/**
 * The second derivatives of `fn` as a function of the same arguments: `jacfwd(jacrev(fn))`, of the shape of the output
 * followed twice by that of the argument.
 *
 * Throws as {@link jacrev}. https://docs.pytorch.org/docs/stable/generated/torch.func.hessian.html
 */
export function hessian<First, Rest extends readonly unknown[], Out>(
  fn: (first: First, ...rest: Rest) => Out,
): (first: First, ...rest: Rest) => JacobianOf<JacobianOf<Out, First>, First>;
export function hessian<Args extends readonly unknown[], Out, const N extends Argnums = 0>(
  fn: (...args: Args) => Out,
  options: Pick<JacobianTransformOptions<N>, 'argnums'>,
): (...args: Args) => JacobianOf<JacobianOf<Out, Chosen<Args, N>>, Chosen<Args, N>>;
export function hessian(
  fn: (...args: never) => unknown,
  options: Pick<JacobianTransformOptions, 'argnums'> = {},
): (...args: readonly unknown[]) => unknown {
  return jacobianTransform(
    'func.hessian',
    byColumns,
    jacobianTransform('func.hessian', byRows, fn, options) as (...args: never) => unknown,
    options,
  );
}
