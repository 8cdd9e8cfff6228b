import { type DTypeLike, toDType } from '../dtype.ts';
import {
  type AnyTypedArray,
  checkInteger,
  flatten,
  fromTypedArray,
  type NestedData,
  writeValues,
} from '../nested-data.ts';
import { allocateBatchLike, allocateLike, fillWith, writeElements } from '../op/allocate.ts';
import { checkShape, type Shape } from '../shape.ts';
import type { Mutable } from '../shape-types.ts';
import { ArrangementMethods } from './arrangement-methods.ts';
import type { Tensor } from './tensor.ts';

/** What new tensors may differ in from the one they are made beside. */
export interface NewTensorOptions {
  /** Defaults to the dtype of the tensor. */
  readonly dtype?: DTypeLike | undefined;
  /** Whether gradients are wanted; float dtypes only. Defaults to false. */
  readonly requiresGrad?: boolean | undefined;
}

type Sized<S extends Shape> = Tensor<number extends S['length'] ? Shape : Mutable<S>>;

function made(result: Tensor, { requiresGrad = false }: NewTensorOptions): Tensor {
  return requiresGrad ? result.requiresGrad_() : result;
}

function filled(name: string, x: Tensor, shape: Shape, value: number, options: NewTensorOptions): Tensor {
  checkShape(name, shape);
  const dtype = toDType(options.dtype ?? x.dtype);
  checkInteger(name, [value], dtype);
  // a copy of the shape: the caller may go on using its array
  const result = allocateBatchLike(x, dtype, [...shape]);
  fillWith(result, value);
  return made(result, options);
}

/** New tensors of the dtype of this one, which is otherwise not looked at. */
export abstract class NewTensorMethods<S extends Shape = Shape> extends ArrangementMethods<S> {
  /**
   * A tensor of the given values, as `tensor` makes it.
   *
   * Throws a ShapeError for ragged input, a DTypeError for values an integer dtype cannot hold.
   * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_tensor.html
   */
  newTensor(this: Tensor, data: NestedData | AnyTypedArray, options: NewTensorOptions = {}): Tensor {
    const flat = ArrayBuffer.isView(data)
      ? fromTypedArray('newTensor', data)
      : flatten('newTensor', data as NestedData);
    const dtype = toDType(options.dtype ?? this.dtype);
    checkInteger('newTensor', flat.values, dtype);
    const result = allocateLike(this, dtype, flat.shape);
    writeElements(result, (elements) => writeValues(elements, flat.values, dtype));
    return made(result, options);
  }

  /**
   * Zeros. Throws a ShapeError for what is no shape.
   * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_zeros.html
   */
  newZeros<const B extends Shape>(this: Tensor, shape: B, options: NewTensorOptions = {}): Sized<B> {
    return filled('newZeros', this, shape, 0, options) as Sized<B>;
  }

  /**
   * Ones. Throws a ShapeError for what is no shape.
   * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_ones.html
   */
  newOnes<const B extends Shape>(this: Tensor, shape: B, options: NewTensorOptions = {}): Sized<B> {
    return filled('newOnes', this, shape, 1, options) as Sized<B>;
  }

  /**
   * One value everywhere. Throws a ShapeError for what is no shape, a DTypeError for a value that does not fit.
   * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_full.html
   */
  newFull<const B extends Shape>(
    this: Tensor,
    shape: B,
    value: number | boolean,
    options: NewTensorOptions = {},
  ): Sized<B> {
    return filled('newFull', this, shape, Number(value), options) as Sized<B>;
  }

  /**
   * Elements that are not set. Throws a ShapeError for what is no shape.
   * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_empty.html
   */
  newEmpty<const B extends Shape>(this: Tensor, shape: B, options: NewTensorOptions = {}): Sized<B> {
    checkShape('newEmpty', shape);
    return made(allocateBatchLike(this, toDType(options.dtype ?? this.dtype), [...shape]), options) as Sized<B>;
  }
}
