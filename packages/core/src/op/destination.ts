import type { DType } from '../dtype.ts';
import { isDistinct, type Shape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { copyLike } from './allocate.ts';

/** What an operation in place offers the formula that it consists of, so that the result need not be copied. */
export interface Destination {
  /** Where the result belongs. */
  readonly target: Tensor;
  /** The operand that stands for its old elements: the target itself, or while gradients are recorded an alias. */
  readonly source: Tensor;
  /** Whether the formula has written there. */
  written: boolean;
}

let offered: Destination | undefined;

/** Runs `compute`, whose first formula may put its result into the destination. */
export function offerDestination(destination: Destination, compute: () => Tensor): Tensor {
  offered = destination;
  try {
    return compute();
  } finally {
    offered = undefined;
  }
}

/** What was offered to the formula that runs now, once. */
export function takeDestination(): Destination | undefined {
  const destination = offered;
  offered = undefined;
  return destination;
}

/**
 * Whether a formula may write each element as soon as it is computed: the result fits, and no element of the inputs is
 * read after another one was written over it.
 */
export function mayWriteInto(
  { target, source }: Destination,
  dtype: DType,
  shape: Shape,
  inputs: readonly Tensor[],
): boolean {
  if (dtype !== target.dtype || !sameShape(shape, target.shape)) return false;
  if (!inputs.includes(source) || !isDistinct(target.shape, target.strides)) return false;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.batch) return false;
    if (input.storage === target.storage && !sameView(input, target) && !liesBeside(input, target)) return false;
  }
  return true;
}

/** The operands, with a copy of the old elements where a gradient will read them; `undefined` stands for all. */
export function withOldElements(
  { source }: Destination,
  inputs: readonly Tensor[],
  read?: readonly number[],
): readonly Tensor[] {
  return inputs.map((input, i) => (input === source && read?.includes(i) !== false ? oldElements(source) : input));
}

/** The elements before the write at their place in the graph, for gradients that need them. */
export function oldElements(source: Tensor): Tensor {
  const copy = copyLike(source);
  copy.edge = source.edge;
  return copy;
}

/** Whether both show the same elements, which share a storage, in the same way. */
export function sameView(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && sameShape(a.shape, b.shape) && sameShape(a.strides, b.strides);
}

/** Whether one ends before the other begins. */
function liesBeside(a: Tensor, b: Tensor): boolean {
  return a.offset > lastPlace(b) || b.offset > lastPlace(a);
}

function lastPlace({ shape, strides, offset }: Tensor): number {
  let place = offset;
  for (let d = 0; d < shape.length; d++) place += (shape[d]! - 1) * strides[d]!;
  return place;
}
