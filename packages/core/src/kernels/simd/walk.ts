import type { Shape } from '../../shape.ts';
import type { VectorOperand } from './operands.ts';

/** How the dimensions of several operands of one shape are walked. */
export interface Walk {
  /** Where the innermost dimension stands in the lists; the others follow. */
  readonly first: number;
  readonly end: number;
  readonly sizes: readonly number[];
  /** For each dimension the strides of all operands, in elements. */
  readonly strides: readonly (readonly number[])[];
}

// one walk at a time: an object and its lists for each call would cost more than most calls
const order: number[] = [];
const sizes: number[] = [1];
const strides: number[][] = [[]];
const walk = { first: 1, end: 1, sizes, strides };

/**
 * The walk over `shape`, along the memory of the first output; inputs broadcast to it. Dimensions that lie seamlessly
 * in one another for all operands are one. In the innermost dimension all strides are 0 or 1: where the operands have
 * others, it is one of size 1. It holds until the next call.
 */
export function walkOver(shape: Shape, outputs: readonly VectorOperand[], inputs: readonly VectorOperand[]): Walk {
  const count = outputs.length + inputs.length;
  sortDims(shape, outputs[0]!.strides);
  walk.end = 1;
  for (let k = order.length - 1; k >= 0; k--) {
    const d = order[k]!;
    strides[walk.end] ??= [];
    const own = strides[walk.end]!;
    for (let i = 0; i < count; i++) {
      const operand = i < outputs.length ? outputs[i]! : inputs[i - outputs.length]!;
      const at = d - shape.length + operand.shape.length;
      own[i] = at < 0 || operand.shape[at] === 1 ? 0 : operand.strides[at]!;
    }
    if (walk.end > 1 && isContinued(walk.end - 1, count)) sizes[walk.end - 1]! *= shape[d]!;
    else sizes[walk.end++] = shape[d]!;
  }
  walk.first = walk.end > 1 && isRow(strides[1]!, count) ? 1 : 0;
  if (walk.first === 0) for (let i = 0; i < count; i++) strides[0]![i] = 1;
  return walk;
}

/** The dimensions of more than one element, those of larger strides first. */
function sortDims(shape: Shape, along: readonly number[]): void {
  order.length = 0;
  for (let d = 0; d < shape.length; d++) {
    if (shape[d] === 1) continue;
    let place = order.length;
    for (; place > 0 && along[order[place - 1]!]! < along[d]!; place--) order[place] = order[place - 1]!;
    order[place] = d;
  }
}

/** Whether the dimension after this one goes on where this ends. */
function isContinued(dim: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (strides[dim + 1]![i] !== strides[dim]![i]! * sizes[dim]!) return false;
  return true;
}

function isRow(own: readonly number[], count: number): boolean {
  for (let i = 0; i < count; i++) if (own[i] !== 0 && own[i] !== 1) return false;
  return true;
}
