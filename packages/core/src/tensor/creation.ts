import { type DType, type DTypeLike, getDefaultDtype, type TypedArray, toDType } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import {
  type AnyTypedArray,
  checkInteger,
  flatten,
  fromTypedArray,
  type NestedData,
  writeValues,
} from '../nested-data.ts';
import { allocateBatchLike, allocateStorage, fillWith, writeElements } from '../op/allocate.ts';
import { checkTensor, isTensor } from '../op/record.ts';
import { checkShape, contiguousStrides, formatShape, type Shape, sizeOf } from '../shape.ts';
import type { Mutable, NestedShape } from '../shape-types.ts';
import { MadeTensor, type Tensor } from './tensor.ts';

/** What every creation function takes. */
export interface TensorOptions {
  /** Defaults to the default dtype (float32), unless the function says otherwise. */
  readonly dtype?: DTypeLike | undefined;
  /** Whether gradients are wanted; float dtypes only. Defaults to false. */
  readonly requiresGrad?: boolean | undefined;
}

/** A shape literal as a mutable tuple. */
export type Literal<S extends Shape> = number extends S['length'] ? Shape : Mutable<S>;

/** A tensor whose elements are not set yet. */
export function allocate(dtype: DType, shape: Shape): Tensor {
  return new MadeTensor(allocateStorage(dtype, sizeOf(shape)), shape, contiguousStrides(shape), 0);
}

/** A tensor of the given or else the natural dtype, with the elements that `write` sets. */
export function create(
  name: string,
  shape: Shape,
  { dtype, requiresGrad = false }: TensorOptions,
  natural: DType,
  write: (elements: TypedArray, dtype: DType) => void,
): Tensor {
  checkShape(name, shape);
  const chosen = dtype === undefined ? natural : toDType(dtype);
  // a copy of the shape: the caller may go on using its array
  const result = allocate(chosen, [...shape]);
  writeElements(result, (elements) => write(elements, chosen));
  return requiresGrad ? result.requiresGrad_() : result;
}

/**
 * A tensor of the given values: a number, nested arrays (floats unless `dtype` says otherwise, booleans give bools), or
 * a typed array, whose dtype it takes. The values are copied.
 *
 * Throws a ShapeError for ragged input, naming the position, and a DTypeError for values an integer dtype cannot hold.
 * https://docs.pytorch.org/docs/stable/generated/torch.tensor.html
 */
export function tensor<const D extends NestedData>(data: D, options?: TensorOptions): Tensor<NestedShape<D>>;
export function tensor(data: AnyTypedArray, options?: TensorOptions): Tensor<[number]>;
export function tensor(data: NestedData | AnyTypedArray, options?: TensorOptions): Tensor;
export function tensor(data: NestedData | AnyTypedArray, options: TensorOptions = {}): Tensor {
  const flat = ArrayBuffer.isView(data) ? fromTypedArray('tensor', data) : flatten('tensor', data as NestedData);
  const dtype = options.dtype === undefined ? flat.dtype : toDType(options.dtype);
  checkInteger('tensor', flat.values, dtype);
  return create('tensor', flat.shape, options, flat.dtype, (elements) => writeValues(elements, flat.values, dtype));
}

/**
 * A tensor of the given values as {@link tensor} makes it; a tensor itself, converted where its dtype is another one.
 * https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html
 */
export function asTensor<S extends Shape>(data: Tensor<S>, options?: Pick<TensorOptions, 'dtype'>): Tensor<S>;
export function asTensor(data: Tensor | NestedData | AnyTypedArray, options?: Pick<TensorOptions, 'dtype'>): Tensor;
export function asTensor(
  data: Tensor | NestedData | AnyTypedArray,
  { dtype }: Pick<TensorOptions, 'dtype'> = {},
): Tensor {
  if (!isTensor(data)) return tensor(data, { dtype });
  return dtype === undefined ? data : data.to(dtype);
}

/** A tensor with `value` everywhere. A whole number gives floats too, unless `dtype` says otherwise. */
export function full<const S extends Shape>(
  shape: S,
  value: number | boolean,
  options: TensorOptions = {},
): Tensor<Literal<S>> {
  return filled('full', shape, value, options) as Tensor<Literal<S>>;
}

function filled(name: string, shape: Shape, value: number | boolean, options: TensorOptions = {}): Tensor {
  const natural = typeof value === 'boolean' ? 'bool' : getDefaultDtype();
  checkInteger(name, [Number(value)], options.dtype ? toDType(options.dtype) : natural);
  return create(name, shape, options, natural, (elements, dtype) => {
    elements.fill(dtype === 'bool' ? Number(Number(value) !== 0) : Number(value));
  });
}

/** A tensor of zeros. https://docs.pytorch.org/docs/stable/generated/torch.zeros.html */
export function zeros<const S extends Shape>(shape: S, options?: TensorOptions): Tensor<Literal<S>> {
  return filled('zeros', shape, 0, options) as Tensor<Literal<S>>;
}

/** A tensor of ones. */
export function ones<const S extends Shape>(shape: S, options?: TensorOptions): Tensor<Literal<S>> {
  return filled('ones', shape, 1, options) as Tensor<Literal<S>>;
}

/** A tensor whose elements are whatever the memory held. */
export function empty<const S extends Shape>(shape: S, options: TensorOptions = {}): Tensor<Literal<S>> {
  return create('empty', shape, options, getDefaultDtype(), () => {}) as Tensor<Literal<S>>;
}

/** The identity matrix, or an `n × m` one. Throws an ArgumentError for negative sizes. */
export function eye<N extends number>(n: N, options?: TensorOptions): Tensor<[N, N]>;
export function eye<N extends number, M extends number>(n: N, m: M, options?: TensorOptions): Tensor<[N, M]>;
export function eye(n: number, second?: number | TensorOptions, third?: TensorOptions): Tensor {
  const m = typeof second === 'number' ? second : n;
  const options = (typeof second === 'number' ? third : second) ?? {};
  if (!(n >= 0 && m >= 0)) throw new ArgumentError(`eye: expected sizes ≥ 0, got ${formatShape([n, m])}`);
  return create('eye', [n, m], options, getDefaultDtype(), (elements) => {
    elements.fill(0);
    for (let i = 0; i < Math.min(n, m); i++) elements[i * m + i] = 1;
  });
}

function like<S extends Shape>(
  name: string,
  x: Tensor<S>,
  value: number,
  { dtype = x.dtype, requiresGrad = false }: TensorOptions,
): Tensor<S> {
  checkTensor(name, x, 0);
  checkInteger(name, [value], toDType(dtype));
  const result = allocateBatchLike(x, toDType(dtype));
  fillWith(result, value);
  return (requiresGrad ? result.requiresGrad_() : result) as Tensor<S>;
}

/** Zeros in the shape and dtype of `x`. */
export function zerosLike<S extends Shape>(x: Tensor<S>, options: TensorOptions = {}): Tensor<S> {
  return like('zerosLike', x, 0, options);
}

/** Ones in the shape and dtype of `x`. */
export function onesLike<S extends Shape>(x: Tensor<S>, options: TensorOptions = {}): Tensor<S> {
  return like('onesLike', x, 1, options);
}

/** One value everywhere, in the shape and dtype of `x`. */
export function fullLike<S extends Shape>(x: Tensor<S>, value: number, options: TensorOptions = {}): Tensor<S> {
  return like('fullLike', x, value, options);
}

/** Elements that are not set, in the shape and dtype of `x`. */
export function emptyLike<S extends Shape>(
  x: Tensor<S>,
  { dtype = x.dtype, requiresGrad = false }: TensorOptions = {},
): Tensor<S> {
  checkTensor('emptyLike', x, 0);
  const result = allocateBatchLike(x, toDType(dtype));
  return (requiresGrad ? result.requiresGrad_() : result) as Tensor<S>;
}
