import type { DType, TypedArray } from './dtype.ts';
import { getDefaultDtype } from './dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from './errors.ts';

/** What a tensor can be made from: a number, a boolean, or arrays of them, nested evenly. */
export type NestedData = number | boolean | readonly NestedData[];

/** Every typed array of JavaScript. */
export type AnyTypedArray =
  | TypedArray
  | Int8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Values in row-major order with their shape and the dtype they have by themselves. */
export interface FlatData {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values: ArrayLike<number>;
}

/** Refuses ragged input, naming the position: `tensor: expected 3 elements at [1], got 2`. */
export function flatten(name: string, data: NestedData): FlatData {
  const shape: number[] = [];
  for (let level: NestedData = data; Array.isArray(level); level = level[0] as NestedData) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const values: number[] = [];
  let numbers = 0;
  let booleans = 0;
  const walk = (item: NestedData, depth: number, path: readonly number[]): void => {
    const at = `[${path.join(', ')}]`;
    if (depth < shape.length) {
      if (!Array.isArray(item))
        throw new ShapeError(`${name}: expected ${shape[depth]} elements at ${at}, got ${String(item)}`);
      if (item.length !== shape[depth]) {
        throw new ShapeError(`${name}: expected ${shape[depth]} elements at ${at}, got ${item.length}`);
      }
      for (let i = 0; i < item.length; i++) walk(item[i] as NestedData, depth + 1, [...path, i]);
    } else if (typeof item === 'number') {
      numbers++;
      values.push(item);
    } else if (typeof item === 'boolean') {
      booleans++;
      values.push(item ? 1 : 0);
    } else if (Array.isArray(item)) {
      throw new ShapeError(`${name}: expected a number at ${at}, got ${item.length} elements`);
    } else {
      throw new ArgumentError(`${name}: expected a number at ${at}, got ${item === null ? 'null' : typeof item}`);
    }
  };
  walk(data, 0, []);
  return { shape, dtype: numbers === 0 && booleans > 0 ? 'bool' : getDefaultDtype(), values };
}

/** The elements of a typed array, in the dtype that holds them all. */
export function fromTypedArray(name: string, data: AnyTypedArray): FlatData {
  const shape = [data.length];
  if (data instanceof Float32Array) return { shape, dtype: 'float32', values: data };
  if (data instanceof Float64Array) return { shape, dtype: 'float64', values: data };
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return { shape, dtype: 'uint8', values: data };
  const values =
    data instanceof BigInt64Array || data instanceof BigUint64Array ? Float64Array.from(data, Number) : data;
  checkInteger(name, values, 'int32');
  return { shape, dtype: 'int32', values };
}

/** Writes values as elements of a dtype that holds them: what is not 0 is a true bool. */
export function writeValues(elements: TypedArray, values: ArrayLike<number>, dtype: DType): void {
  if (dtype === 'bool') for (let i = 0; i < elements.length; i++) elements[i] = values[i] !== 0 ? 1 : 0;
  else elements.set(values);
}

/** Refuses values that an integer dtype cannot hold; fractions are cut off, as in PyTorch. `first` is added to indices. */
export function checkInteger(name: string, values: ArrayLike<number>, dtype: DType, first = 0): void {
  if (dtype !== 'int32' && dtype !== 'uint8') return;
  const [low, high] = dtype === 'uint8' ? [0, 255] : [-(2 ** 31), 2 ** 31 - 1];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(Math.trunc(value) >= low && Math.trunc(value) <= high)) {
      throw new DTypeError(
        `${name}: ${value} at index ${first + i} does not fit ${dtype}, which holds ${low} to ${high}`,
      );
    }
  }
}
