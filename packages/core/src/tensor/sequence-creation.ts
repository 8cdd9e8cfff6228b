import { type DType, getDefaultDtype, isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { create, type TensorOptions } from './creation.ts';
import type { Tensor } from './tensor.ts';

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
    const step = (last - first) / (steps - 1);
    // from both ends, so that the last element is exactly `end`
    for (let i = 0; i < steps; i++) {
      elements[i] = place(i === 0 ? first : i < steps / 2 ? first + i * step : last - (steps - 1 - i) * step);
    }
  });
}

/** Among integers, the bounds are whole too. */
function boundIn(dtype: DType, bound: number): number {
  return isFloat(dtype) ? bound : Math.trunc(bound);
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
