import type { TypedArray } from '../dtype.ts';
import { ShapeError } from '../errors.ts';
import { allocateLike, integersLike, readElements, writeElements } from '../op/allocate.ts';
import { checkTensor } from '../op/record.ts';
import { emitOp, isTracing } from '../op/trace.ts';
import { formatShape, sizeOf, wrapDim } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What `uniqueConsecutive` takes. */
export interface UniqueConsecutiveOptions {
  /** Whether to give, in the shape of what was compared, where each is among the results. Defaults to false. */
  readonly returnInverse?: boolean | undefined;
  /** Whether to give how many each result stands for. Defaults to false. */
  readonly returnCounts?: boolean | undefined;
  /** Compare the slices along this dimension; the elements unless given. */
  readonly dim?: number | undefined;
}

/** What `unique` takes. */
export interface UniqueOptions extends UniqueConsecutiveOptions {
  /** The results are always sorted. */
  readonly sorted?: boolean | undefined;
}

/** One tensor; with indices or counts, a list with the results first. */
export type UniqueResult<Options> = Options extends { readonly returnInverse: true }
  ? Options extends { readonly returnCounts: true }
    ? [values: Tensor, inverse: Tensor, counts: Tensor]
    : [values: Tensor, inverse: Tensor]
  : Options extends { readonly returnCounts: true }
    ? [values: Tensor, counts: Tensor]
    : Tensor;

/** Elements as slices along a dimension: `[outer, length, inner]`. */
interface Slices {
  readonly elements: TypedArray;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

function slicesOf(name: string, x: Tensor, dim: number | undefined): Slices {
  const elements = readElements(x);
  if (dim === undefined) return { elements, outer: 1, length: elements.length, inner: 1 };
  if (x.shape.length === 0) throw new ShapeError(`${name}: a 0-d tensor has no slices`);
  const [outer, inner] = [sizeOf(x.shape.slice(0, dim)), sizeOf(x.shape.slice(dim + 1))];
  if (outer * inner === 0) throw new ShapeError(`${name}: the slices of ${formatShape(x.shape)} have no elements`);
  return { elements, outer, length: x.shape[dim]!, inner };
}

/** The order of two slices by their first elements that differ, NaN as greatest; 0 when none does. */
function compare({ elements, outer, length, inner }: Slices, a: number, b: number): number {
  for (let row = 0; row < outer; row++) {
    for (let column = 0; column < inner; column++) {
      const left = elements[(row * length + a) * inner + column]!;
      const right = elements[(row * length + b) * inner + column]!;
      if (left < right) return -1;
      if (left > right) return 1;
      if (left !== right && Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1;
    }
  }
  return 0;
}

/** Whether all elements are equal, which a NaN never is. */
function isSame({ elements, outer, length, inner }: Slices, a: number, b: number): boolean {
  for (let row = 0; row < outer; row++) {
    for (let column = 0; column < inner; column++) {
      if (elements[(row * length + a) * inner + column] !== elements[(row * length + b) * inner + column]) return false;
    }
  }
  return true;
}

/** Groups neighbours in the given order that are the same. */
function run(
  name: string,
  x: Tensor,
  options: UniqueConsecutiveOptions,
  orderOf: (slices: Slices) => Int32Array,
): Tensor | Tensor[] {
  checkTensor(name, x, 0);
  const dim = options.dim === undefined ? undefined : wrapDim(name, options.dim, x.shape.length);
  const slices = slicesOf(name, x, dim);
  const order = orderOf(slices);
  const firsts: number[] = [];
  const counts: number[] = [];
  const inverse = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    if (i === 0 || !isSame(slices, order[i - 1]!, order[i]!)) {
      firsts.push(order[i]!);
      counts.push(0);
    }
    counts[counts.length - 1]!++;
    inverse[order[i]!] = firsts.length - 1;
  }
  const outputs = [picked(x, dim, slices, firsts)];
  if (options.returnInverse) outputs.push(integersLike(x, inverse, dim === undefined ? x.shape : [slices.length]));
  if (options.returnCounts) outputs.push(integersLike(x, counts));
  if (isTracing()) emitOp({ name, inputs: [x], outputs, options });
  return outputs.length > 1 ? outputs : outputs[0]!;
}

/** The slices at the given indices. */
function picked(x: Tensor, dim: number | undefined, slices: Slices, indices: readonly number[]): Tensor {
  const { elements, outer, length, inner } = slices;
  const shape = dim === undefined ? [indices.length] : x.shape.with(dim, indices.length);
  const result = allocateLike(x, x.dtype, shape);
  writeElements(result, (out) => {
    let at = 0;
    for (let row = 0; row < outer; row++) {
      for (const index of indices) {
        const start = (row * length + index) * inner;
        for (let i = start; i < start + inner; i++) out[at++] = elements[i]!;
      }
    }
  });
  return result;
}

function inPlace({ length }: Slices): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}

/**
 * The order in which elements ascend, equal ones and NaNs as they come: each takes the next place of those that its value
 * has. Sorting numbers takes a tenth of the time that sorting indices does.
 */
function orderOfElements(elements: TypedArray): Int32Array {
  const values = elements.slice().sort();
  const order = new Int32Array(values.length);
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && (values[i] === values[i - 1] || Number.isNaN(values[i - 1]))) continue;
    values[places.length] = values[i]!;
    places.push(i);
  }
  for (let i = 0; i < elements.length; i++) order[places[rankOf(elements[i]!, values, places.length)]!++] = i;
  return order;
}

/** Where a value stands among the first `count`, which ascend up to NaN. */
function rankOf(value: number, values: TypedArray, count: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    // false for a NaN, which so is the last
    if (value <= values[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The different elements, or slices along `dim`, in ascending order; slices by their first elements that differ. No NaN
 * is equal to another. Has no gradient.
 *
 * Throws a ShapeError for slices without elements, an IndexError for a dimension out of range.
 * https://docs.pytorch.org/docs/stable/generated/torch.unique.html
 */
export function unique<const Options extends UniqueOptions>(x: Tensor, options?: Options): UniqueResult<Options> {
  const sorted = (slices: Slices): Int32Array =>
    slices.outer * slices.inner === 1
      ? orderOfElements(slices.elements)
      : inPlace(slices).sort((a, b) => compare(slices, a, b));
  return run('unique', x, options ?? {}, sorted) as UniqueResult<Options>;
}

/**
 * The elements, or slices along `dim`, that differ from the one before. Has no gradient.
 *
 * Throws as {@link unique}. https://docs.pytorch.org/docs/stable/generated/torch.unique_consecutive.html
 */
export function uniqueConsecutive<const Options extends UniqueConsecutiveOptions>(
  x: Tensor,
  options?: Options,
): UniqueResult<Options> {
  return run('uniqueConsecutive', x, options ?? {}, inPlace) as UniqueResult<Options>;
}
