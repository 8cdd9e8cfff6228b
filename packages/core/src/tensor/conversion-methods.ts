import { type DType, type DTypeLike, isFloat, type TypedArray, toDType } from '../dtype.ts';
import { ArgumentError, IndexError } from '../errors.ts';
import { formatElements, formatSuffixes, withSuffixes } from '../format.ts';
import { checkInteger } from '../nested-data.ts';
import { allElements, extremesOf, readElement, readElements } from '../op/allocate.ts';
import { wholeBatch } from '../op/batch.ts';
import { cast } from '../ops/cast.ts';
import { select } from '../ops/slicing.ts';
import { formatShape, type Shape, sizeOf, wrapDim } from '../shape.ts';
import { AutogradMethods } from './autograd-methods.ts';
import type { Tensor } from './tensor.ts';

/** Nested arrays of numbers or booleans; a bare one for a 0-d tensor. */
export type NestedArray = number | boolean | NestedArray[];

/** Throws a DTypeError for a float that int32 cannot hold: it would become another number. */
function converted(name: string, x: Tensor, dtype: DType): Tensor {
  if (dtype === 'int32' && isFloat(x.dtype)) {
    // the extremes of many elements are found sooner than each is looked at
    const [least, greatest] = x.numel() < 512 ? [Number.NaN, Number.NaN] : extremesOf(x);
    if (!(least >= -(2 ** 31) && greatest < 2 ** 31)) checkInteger(name, allElements(x), dtype);
  }
  return cast(x, dtype);
}

/** From tensors to JavaScript values, to other dtypes, to text. */
export abstract class ConversionMethods<S extends Shape = Shape> extends AutogradMethods<S> {
  static {
    // what `console.log` of Node calls; a method of a computed name could not be declared
    Object.defineProperty(ConversionMethods.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value(this: Tensor): string {
        return this.toString();
      },
    });
  }

  /** The shape, or the size of one dimension. Throws an IndexError for a `dim` out of range. */
  size(): S;
  size(dim: number): number;
  size(dim?: number): S | number {
    return dim === undefined ? this.shape : this.shape[wrapDim('size', dim, this.shape.length)]!;
  }

  /** The only element as a number (0 or 1 for bools). Throws an ArgumentError for any other number of elements. */
  item(this: Tensor): number {
    if (sizeOf(this.shape) !== 1) {
      throw new ArgumentError(
        `item: a tensor of shape ${formatShape(this.shape)} has ${this.numel()} elements, expected 1`,
      );
    }
    return readElement(this);
  }

  /** A row-major copy of the elements; bools are bytes. */
  toTypedArray(this: Tensor): TypedArray {
    return readElements(this);
  }

  /** The elements as nested arrays; bools as booleans. */
  tolist(this: Tensor): NestedArray {
    const elements = readElements(this);
    const { shape } = this;
    const bool = this.dtype === 'bool';
    let next = 0;
    const nest = (d: number): NestedArray => {
      if (d === shape.length) return bool ? elements[next++] !== 0 : elements[next++]!;
      return Array.from({ length: shape[d]! }, () => nest(d + 1));
    };
    return nest(0);
  }

  /** The slices along the first dimension. Throws an IndexError for a 0-d tensor. */
  *[Symbol.iterator](this: Tensor): IterableIterator<Tensor> {
    if (this.shape.length === 0) throw new IndexError('iteration: a 0-d tensor has no first dimension');
    for (let i = 0; i < this.shape[0]!; i++) yield select(this, 0, i);
  }

  /** The elements converted to `dtype`; the tensor itself where that is its dtype. */
  to<A extends Shape>(this: Tensor<A>, dtype: DTypeLike): Tensor<A> {
    return converted('to', this, toDType(dtype)) as Tensor<A>;
  }

  /** The elements as float32. */
  float<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return cast(this, 'float32') as Tensor<A>;
  }

  /** The elements as float64. */
  double<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return cast(this, 'float64') as Tensor<A>;
  }

  /** int32, the integers there are; the name follows PyTorch. */
  long<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return converted('long', this, 'int32') as Tensor<A>;
  }

  /** The elements as int32. */
  int<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return converted('int', this, 'int32') as Tensor<A>;
  }

  /** Whether each element is nonzero. */
  bool<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return cast(this, 'bool') as Tensor<A>;
  }

  /** As PyTorch prints it: `tensor([[1., 2.], [3., 4.]])`. */
  override toString(): string {
    const self = this as unknown as Tensor;
    if (this.batch) return `batchedTensor(all samples in front: ${wholeBatch(self)})`;
    const opening = 'tensor(';
    const elements = formatElements(readElements(self), this.shape, this.dtype, opening.length);
    const suffixes = formatSuffixes(this.dtype, this.shape, self.gradFn?.name, this.requiresGrad);
    return withSuffixes(opening + elements, suffixes, opening.length);
  }
}
