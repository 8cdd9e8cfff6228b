import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError, IndexError } from '../errors.ts';
import type { Ellipsis, Index, Slice } from '../index-items.ts';
import { flatten, type NestedData } from '../nested-data.ts';
import { allocateLike, readElement, writeElements } from '../op/allocate.ts';
import { checkTensor, isTensor } from '../op/record.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkMask, indexVector, isMask, maskIndices } from './mask-indices.ts';
import { sliceRange } from './slice-range.ts';
import { selectOp, sliceOp } from './slice-views.ts';

/** An index list taken apart. */
export interface ParsedIndex {
  /** The part that is a view (numbers, slices, new axes), applied. The tensor itself when there is none. */
  readonly view: Tensor;
  /** The rest: for dimensions of the view the int32 index tensor that picks from them. Empty: nothing is left. */
  readonly advanced: readonly (Tensor | undefined)[];
}

/** Index lists are read from left to right; this is how far one has come. */
interface Progress {
  readonly name: string;
  readonly x: Tensor;
  view: Tensor;
  /** The dimension of the view that the next item is about, and the one of x that it was. */
  dim: number;
  axis: number;
  readonly advanced: (Tensor | undefined)[];
}

/**
 * Reads an index list as PyTorch does. Index tensors keep their shapes; `advanced` may be shorter than the view has
 * dimensions.
 *
 * Throws an IndexError for a number out of range, too many indices, or a mask of another size; a DTypeError for index
 * tensors of floats.
 */
export function parseIndex(name: string, x: Tensor, list: readonly Index[]): ParsedIndex {
  const items = list.map((item) => prepared(name, x, item));
  const named = items.reduce<number>((sum, item) => sum + dimsOf(item), 0);
  const rank = x.shape.length;
  if (named > rank) {
    const count = named === 1 ? '1 index is' : `${named} indices are`;
    throw new IndexError(`${name}: ${count} too many for ${formatShape(x.shape)}`);
  }
  const at: Progress = { name, x, view: x, dim: 0, axis: 0, advanced: [] };
  for (const item of items) {
    if (item === null) takeNewAxis(at);
    else if (typeof item === 'boolean') takeBoolean(at, item);
    else if (typeof item === 'number') takeNumber(at, item);
    else if (isTensor(item)) takeTensor(at, item);
    else if (item.kind === 'slice') takeSlice(at, item);
    else {
      at.dim += rank - named;
      at.axis += rank - named;
    }
  }
  return { view: at.view, advanced: at.advanced };
}

/**
 * Reads a list of index tensors, one for each dimension of x in order, as `index_put` takes them; `null` leaves a
 * dimension out.
 *
 * Throws as {@link parseIndex}, and an ArgumentError when the list holds no index tensor.
 */
export function parseIndexTensors(
  name: string,
  x: Tensor,
  list: readonly (Tensor | null)[],
): readonly (Tensor | undefined)[] {
  const at: Progress = { name, x, view: x, dim: 0, axis: 0, advanced: [] };
  for (const index of list) {
    if (index === null) {
      sizeHere(at);
      at.dim++;
      continue;
    }
    checkTensor(name, index, 1);
    checkDtype(name, index);
    takeTensor(at, index);
  }
  if (at.advanced.length === 0) throw new ArgumentError(`${name}: at least one index tensor is needed`);
  return at.advanced;
}

type Item = number | boolean | null | Slice | Ellipsis | Tensor;

/** Lists become tensors, and tensors of one element what they mean: a number, or a boolean. */
function prepared(name: string, x: Tensor, item: Index): Item {
  if (isTensor(item)) return preparedTensor(name, item);
  if (Array.isArray(item)) return fromList(name, x, item as NestedData);
  if (typeof item === 'number' && !Number.isInteger(item)) {
    throw new IndexError(`${name}: index ${item} is not a whole number`);
  }
  const known = item === null || typeof item === 'number' || typeof item === 'boolean' || isRange(item);
  if (!known) {
    throw new IndexError(
      `${name}: expected numbers, slices, ellipsis, null, booleans, lists or tensors as indices, got ${typeof item}`,
    );
  }
  return item as Item;
}

function isRange(item: unknown): boolean {
  if (typeof item !== 'object' || item === null || !('kind' in item)) return false;
  return item.kind === 'slice' || item.kind === 'ellipsis';
}

function checkDtype(name: string, index: Tensor): void {
  if (!isFloat(index.dtype)) return;
  throw new DTypeError(`${name}: an index tensor is ${index.dtype}, expected int32 or bool; convert it with long()`);
}

function preparedTensor(name: string, index: Tensor): Item {
  checkDtype(name, index);
  if (index.shape.length > 0) return index;
  const value = readElement(index);
  return isMask(index) ? value !== 0 : value;
}

function fromList(name: string, x: Tensor, list: NestedData): Tensor {
  const { shape, values, dtype } = flatten(name, list);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isInteger(values[i])) throw new IndexError(`${name}: index ${values[i]} is not a whole number`);
  }
  const result = allocateLike(x, dtype === 'bool' ? 'bool' : 'int32', shape);
  if (values.length > 0) writeElements(result, (elements) => elements.set(values));
  return result;
}

/** How many dimensions of the tensor an item is about. */
function dimsOf(item: Item): number {
  if (item === null || typeof item === 'boolean') return 0;
  if (typeof item === 'number') return 1;
  if (isTensor(item)) return isMask(item) ? item.shape.length : 1;
  return item.kind === 'slice' ? 1 : 0;
}

/** The size of the dimension whose turn it is. */
function sizeHere({ name, x, view, dim }: Progress): number {
  // a second ellipsis can lead beyond the last one
  if (dim >= view.shape.length) throw new IndexError(`${name}: too many indices for ${formatShape(x.shape)}`);
  return view.shape[dim]!;
}

function takeNewAxis(at: Progress): void {
  if (at.dim > at.view.shape.length) sizeHere(at);
  at.view = at.view.unsqueeze(at.dim);
  at.dim++;
}

function takeBoolean(at: Progress, value: boolean): void {
  takeNewAxis(at);
  // true keeps the new axis, false empties it
  at.advanced[at.dim - 1] = indexVector(at.x, Number(value), () => 0);
}

function takeNumber(at: Progress, index: number): void {
  const { name, dim, axis } = at;
  const size = sizeHere(at);
  if (index < -size || index >= size) {
    throw new IndexError(`${name}: index ${index} is outside [${-size}, ${size}), the range of dimension ${axis}`);
  }
  at.view = selectOp(at.view, { dim, index: index < 0 ? index + size : index });
  at.axis++;
}

function takeSlice(at: Progress, item: Slice): void {
  const size = sizeHere(at);
  const range = sliceRange(item, size);
  if (range.length < size) at.view = sliceOp(at.view, { dim: at.dim, ...range });
  at.dim++;
  at.axis++;
}

function takeTensor(at: Progress, index: Tensor): void {
  sizeHere(at);
  if (!isMask(index)) {
    at.advanced[at.dim++] = index;
    at.axis++;
    return;
  }
  checkMask(at.name, at.view, at.dim, index);
  for (const places of maskIndices(index)) {
    at.advanced[at.dim++] = places;
    at.axis++;
  }
}
