import { type DType, getDefaultDtype, isFloat, toDType } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { checkInteger } from '../nested-data.ts';
import { create, type TensorOptions } from './creation.ts';
import type { Tensor } from './tensor.ts';

/** A bound as it counts among elements of a dtype. */
function boundIn(dtype: DType, bound: number): number {
  return isFloat(dtype) ? bound : Math.trunc(bound);
}

/**
 * `start`, `start + step`, … below `end`; `arange(end)` starts at 0. int32 when all are whole numbers.
 *
 * Throws an ArgumentError when `step` is 0, points away from `end`, or a bound is not finite.
 * https://docs.pytorch.org/docs/stable/generated/torch.arange.html
 */
export function arange(end: number, options?: TensorOptions): Tensor<[number]>;
export function arange(start: number, end: number, options?: TensorOptions): Tensor<[number]>;
export function arange(start: number, end: number, step: number, options?: TensorOptions): Tensor<[number]>;
export function arange(...args: (number | TensorOptions | undefined)[]): Tensor<[number]> {
  const options = args.find((arg) => typeof arg === 'object') ?? {};
  const given = args.filter((arg) => typeof arg === 'number');
  const natural = given.every(Number.isInteger) ? 'int32' : getDefaultDtype();
  const dtype = options.dtype === undefined ? natural : toDType(options.dtype);
  // among integers, PyTorch counts in whole numbers
  const numbers = given.map((x) => boundIn(dtype, x));
  const [start, end, step = 1] = numbers.length === 1 ? [0, numbers[0]!] : [numbers[0]!, numbers[1]!, numbers[2]];
  if (!Number.isFinite(start) || !Number.isFinite(end))
    throw new ArgumentError(`arange: unsupported range ${start} to ${end}`);
  if (!(step > 0 || step < 0)) throw new ArgumentError(`arange: step must not be ${step}`);
  if ((end - start) / step < 0)
    throw new ArgumentError(`arange: step ${step} leads away from ${end}, starting at ${start}`);
  const size = Math.ceil((end - start) / step);
  // the rest lies between first and last
  const ends = size > 0 ? [start, start + (size - 1) * step] : [];
  ends.forEach((end, i) => {
    checkInteger('arange', [end], dtype, i * (size - 1));
  });
  return create('arange', [size], options, natural, (elements) => {
    for (let i = 0; i < size; i++) elements[i] = start + i * step;
  }) as Tensor<[number]>;
}

/** How {@link logspace} is spaced. */
export interface LogspaceOptions extends TensorOptions {
  /** What the exponents are of. Defaults to 10. */
  readonly base?: number | undefined;
}

/** `steps` evenly spaced numbers, each of which `place` may change. */
function spaced(
  name: string,
  [start, end]: readonly [number, number],
  steps: number,
  options: TensorOptions,
  place: (x: number) => number,
): Tensor {
  if (!(Number.isInteger(steps) && steps >= 0))
    throw new ArgumentError(`${name}: steps must be a whole number ≥ 0, got ${steps}`);
  if (options.dtype === 'bool') throw new DTypeError(`${name}: expected a dtype of numbers, got bool`);
  return create(name, [steps], options, getDefaultDtype(), (elements, dtype) => {
    const [first, last] = [boundIn(dtype, start), boundIn(dtype, end)];
    const step = steps > 1 ? (last - first) / (steps - 1) : 0;
    // from both ends, so that the last element is exactly `end`
    for (let i = 0; i < steps; i++) {
      const near = i === 0 || i < Math.floor(steps / 2);
      elements[i] = place(near ? first + i * step : last - (steps - 1 - i) * step);
    }
  });
}

/**
 * `steps` evenly spaced numbers from `start` to `end`, both included. Throws an ArgumentError for negative `steps`.
 * https://docs.pytorch.org/docs/stable/generated/torch.linspace.html
 */
export function linspace<N extends number>(
  start: number,
  end: number,
  steps: N,
  options: TensorOptions = {},
): Tensor<[N]> {
  return spaced('linspace', [start, end], steps, options, (x) => x) as Tensor<[N]>;
}

/**
 * The powers of `base` with `steps` evenly spaced exponents from `start` to `end`, both included. Throws an
 * ArgumentError for negative `steps`. https://docs.pytorch.org/docs/stable/generated/torch.logspace.html
 */
export function logspace<N extends number>(
  start: number,
  end: number,
  steps: N,
  { base = 10, ...options }: LogspaceOptions = {},
): Tensor<[N]> {
  // PyTorch does not round the exponent of a single element
  if (steps === 1) return spaced('logspace', [base ** start, end], steps, options, (x) => x) as Tensor<[N]>;
  return spaced('logspace', [start, end], steps, options, (x) => base ** x) as Tensor<[N]>;
}
