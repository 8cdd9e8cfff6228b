import type { Operand } from '../memory/memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../shape.ts';

/** Another view of an operand's storage. */
function viewed(of: Operand, shape: Shape, strides: Shape, offset: number): Operand {
  return { storage: of.storage, dtype: of.dtype, shape, strides, offset };
}

/** A 0-d operand as one of a single element; others as they are. */
export function atLeast1d(operand: Operand): Operand {
  return operand.shape.length === 0 ? viewed(operand, [1], [1], operand.offset) : operand;
}

/** A contiguous operand in another shape of as many elements. */
export function reshaped(operand: Operand, shape: Shape): Operand {
  return viewed(operand, shape, contiguousStrides(shape), operand.offset);
}

/** The rows of all matrices of a contiguous batch as those of one matrix. */
export function oneMatrix(operand: Operand): Operand {
  return reshaped(operand, [sizeOf(operand.shape.slice(0, -1)), operand.shape.at(-1)!]);
}

/** The part from `start` along `dim` in which a tensor of this shape fits, its elements there `step` apart. */
export function part(operand: Operand, dim: number, start: number, shape: Shape, step = 1): Operand {
  const { strides, offset } = operand;
  return viewed(operand, shape, strides.with(dim, strides[dim]! * step), offset + start * strides[dim]!);
}

/** The slice at `index` of `dim`, without that dimension. */
export function slice(operand: Operand, dim: number, index: number): Operand {
  const { shape, strides, offset } = operand;
  return viewed(operand, shape.toSpliced(dim, 1), strides.toSpliced(dim, 1), offset + index * strides[dim]!);
}

/** The elements of some dimensions in reverse order. */
export function flipped(operand: Operand, dims: readonly number[]): Operand {
  const { shape } = operand;
  const strides = operand.strides.slice();
  let { offset } = operand;
  for (const d of dims) {
    if (d >= shape.length) continue;
    offset += (shape[d]! - 1) * strides[d]!;
    strides[d] = -strides[d]!;
  }
  return viewed(operand, shape, strides, offset);
}

/** One more dimension, of size 1, at the end. */
export function withColumn(operand: Operand): Operand {
  return viewed(operand, [...operand.shape, 1], [...operand.strides, 0], operand.offset);
}

function lastTwoSwapped(list: Shape): Shape {
  if (list.length === 2) return [list[1]!, list[0]!];
  const swapped = list.slice();
  const last = list.length - 1;
  swapped[last] = list[last - 1]!;
  swapped[last - 1] = list[last]!;
  return swapped;
}

/** The last two dimensions exchanged. */
export function transposed(operand: Operand): Operand {
  return viewed(operand, lastTwoSwapped(operand.shape), lastTwoSwapped(operand.strides), operand.offset);
}

/** A vector as the matrix of one row. */
export function asRow(operand: Operand): Operand {
  return viewed(operand, [1, operand.shape[0]!], [0, operand.strides[0]!], operand.offset);
}

/** A vector as the matrix of one column. */
export function asColumn(operand: Operand): Operand {
  return viewed(operand, [operand.shape[0]!, 1], [operand.strides[0]!, 0], operand.offset);
}

/** An operand read as a larger shape, its elements repeating along dimensions of size 1 and new ones. */
export function expanded(operand: Operand, strides: Shape, shape: Shape): Operand {
  return viewed(operand, shape, strides, operand.offset);
}
