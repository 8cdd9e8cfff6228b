import { ArgumentError, IndexError, ShapeError } from './errors.ts';

/** The sizes of a tensor's dimensions. `[]` is a single element. */
export type Shape = readonly number[];

/** The number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let d = 0; d < shape.length; d++) size *= shape[d]!;
  return size;
}

/** A shape as messages show it: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Row-major strides, in elements. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= Math.max(shape[d]!, 1);
  }
  return strides;
}

/** Whether elements lie in row-major order without gaps. */
export function isContiguous(shape: Shape, strides: Shape): boolean {
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] === 0) return true;
    if (shape[d] !== 1) {
      if (strides[d] !== step) return false;
      step *= shape[d]!;
    }
  }
  return true;
}

/** Whether elements fill their part of memory, each at a place of its own, in whatever order. */
export function isDense(shape: Shape, strides: Shape): boolean {
  let step = 1;
  for (const d of byStride(shape, strides)) {
    if (strides[d] !== step) return false;
    step *= shape[d]!;
  }
  return true;
}

/** Whether each element lies at a place of its own, as far as sizes and strides tell without search. */
export function isDistinct(shape: Shape, strides: Shape): boolean {
  if (isContiguous(shape, strides)) return true;
  let reached = 0;
  for (const d of byStride(shape, strides)) {
    if (strides[d]! <= reached) return false;
    reached += strides[d]! * (shape[d]! - 1);
  }
  return true;
}

/** The dimensions of more than one element, the innermost in memory first. */
function byStride(shape: Shape, strides: Shape): number[] {
  const dims = shape.map((_, d) => d).filter((d) => shape[d] !== 1);
  return dims.sort((a, b) => strides[a]! - strides[b]!);
}

/** Whether two shapes have the same sizes. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/** The shape two shapes broadcast to. Throws a {@link ShapeError} that names the operation. */
export function broadcastShapes(name: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let d = 1; d <= rank; d++) {
    const x = a[a.length - d] ?? 1;
    const y = b[b.length - d] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(
        `${name}: ${formatShape(a)} and ${formatShape(b)} do not broadcast: sizes ${x} and ${y} differ at dimension ${rank - d}`,
      );
    }
    out[rank - d] = x === 1 ? y : x;
  }
  return out;
}

/** The strides that make `shape` with `strides` read as `target`: 0 where it repeats. */
export function broadcastStrides(shape: Shape, strides: Shape, target: Shape): Shape {
  if (sameShape(shape, target)) return strides;
  const missing = target.length - shape.length;
  const out = new Array<number>(target.length).fill(0);
  for (let d = 0; d < shape.length; d++) if (shape[d] === target[d + missing]) out[d + missing] = strides[d]!;
  return out;
}

/** `dim` counted from the front. Throws an {@link IndexError}; a 0-d tensor takes 0 and -1, as in PyTorch. */
export function wrapDim(name: string, dim: number, rank: number): number {
  const range = Math.max(rank, 1);
  if (!Number.isInteger(dim) || dim < -range || dim >= range) {
    throw new IndexError(`${name}: dim ${dim} is outside [${-range}, ${range - 1}]`);
  }
  return dim < 0 ? dim + range : dim;
}

/** Several dims, each wrapped; refuses repetition. */
export function wrapDims(name: string, dims: readonly number[], rank: number): number[] {
  const out = dims.map((dim) => wrapDim(name, dim, rank));
  for (let i = 0; i < out.length; i++) {
    if (out.indexOf(out[i]!) !== i)
      throw new ArgumentError(`${name}: dim ${out[i]} appears twice in ${formatShape(dims)}`);
  }
  return out;
}

/** Refuses anything but a list of whole, non-negative sizes. */
export function checkShape(name: string, shape: Shape): void {
  if (shape.length > 64) throw new ShapeError(`${name}: ${shape.length} dimensions; at most 64 are supported`);
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0)
      throw new ShapeError(`${name}: ${formatShape(shape)} is not a shape: sizes are whole numbers ≥ 0`);
  }
}
