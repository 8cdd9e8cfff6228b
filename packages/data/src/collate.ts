import { type AnyTypedArray, ArgumentError, isTensor, stack, type Tensor, tensor } from '@cotangent/core';

/** What {@link defaultCollate} makes of several samples of type `T`. */
export type Collated<T> = T extends Tensor | number | boolean | AnyTypedArray
  ? Tensor
  : T extends string | bigint | null | undefined
    ? T[]
    : T extends readonly unknown[]
      ? { -readonly [K in keyof T]: Collated<T[K]> }
      : T extends object
        ? { -readonly [K in keyof T]: Collated<T[K]> }
        : T[];

/**
 * Joins samples into a batch (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate):
 * tensors and typed arrays are stacked along a new first dimension; numbers become an int32 tensor when all are whole
 * (class numbers are), otherwise one of the default dtype; booleans a bool tensor; strings a list. Arrays and plain
 * objects are joined entry by entry.
 *
 * Throws an ArgumentError for no samples, samples of different kinds or with different entries, and a ShapeError for
 * tensors of different shapes.
 */
export function defaultCollate<T>(samples: readonly T[]): Collated<T> {
  if (samples.length === 0) throw new ArgumentError('defaultCollate: expected at least one sample');
  return join(samples, '') as Collated<T>;
}

function join(samples: readonly unknown[], path: string): unknown {
  const kind = kindOf(samples[0]);
  samples.forEach((sample, i) => {
    if (kindOf(sample) !== kind) {
      throw new ArgumentError(
        `defaultCollate: sample 0${path} is ${kind}, but sample ${i}${path} is ${kindOf(sample)}`,
      );
    }
  });
  switch (kind) {
    case 'a tensor':
      return stack(samples as Tensor[]);
    case 'a typed array':
      return stack((samples as AnyTypedArray[]).map((sample) => tensor(sample)));
    case 'a number': {
      const numbers = samples as number[];
      return numbers.every(Number.isInteger) ? tensor(numbers, { dtype: 'int32' }) : tensor(numbers);
    }
    case 'a boolean':
      return tensor(samples as boolean[]);
    case 'a string':
      return [...samples];
    case 'an array':
      return joinArrays(samples as (readonly unknown[])[], path);
    case 'an object':
      return joinObjects(samples as Readonly<Record<string, unknown>>[], path);
    default:
      throw new ArgumentError(
        `defaultCollate: cannot join ${kind} (at sample${path}); it joins tensors, numbers, booleans, strings, arrays and plain objects. Pass a collate function`,
      );
  }
}

function joinArrays(samples: readonly (readonly unknown[])[], path: string): unknown[] {
  const { length } = samples[0]!;
  samples.forEach((sample, i) => {
    if (sample.length !== length) {
      throw new ArgumentError(
        `defaultCollate: sample 0${path} has ${length} entries, but sample ${i}${path} has ${sample.length}`,
      );
    }
  });
  return Array.from({ length }, (_, k) =>
    join(
      samples.map((sample) => sample[k]),
      `${path}[${k}]`,
    ),
  );
}

function joinObjects(samples: readonly Readonly<Record<string, unknown>>[], path: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(samples[0]!)) {
    samples.forEach((sample, i) => {
      if (!(key in sample))
        throw new ArgumentError(`defaultCollate: sample ${i}${path} has no ${key}, but sample 0 has`);
    });
    result[key] = join(
      samples.map((sample) => sample[key]),
      `${path}.${key}`,
    );
  }
  return result;
}

function kindOf(x: unknown): string {
  if (typeof x !== 'object') return x === undefined ? 'undefined' : `a ${typeof x}`;
  if (x === null) return 'null';
  if (isTensor(x)) return 'a tensor';
  if (ArrayBuffer.isView(x)) return x instanceof DataView ? 'a DataView' : 'a typed array';
  if (Array.isArray(x)) return 'an array';
  const prototype: unknown = Object.getPrototypeOf(x);
  if (prototype === Object.prototype || prototype === null) return 'an object';
  return `a ${(x as object).constructor.name}`;
}
