import { contiguousStrides, type Shape } from '../../../shape.ts';
import type { AveragedWindows, PoolWindows } from '../../pooling.ts';
import type { VectorOperand } from '../operands.ts';

/** How volumes are pooled as planes twice: first each plane of them, then lines along the depth. */
export interface DepthSteps {
  /** The shape of what the planes give, that with the rows and columns of a plane as one dimension, and so the result's. */
  readonly planes: Shape;
  readonly lines: Shape;
  readonly result: Shape;
  /** The windows across the lines: each is one element. */
  readonly columns: AveragedWindows;
}

/** Those of `[…, D, H, W]`. */
export function depthSteps(input: Shape, windows: readonly PoolWindows[]): DepthSteps {
  const [depth, rows, columns] = windows.map(({ starts }) => starts.length) as [number, number, number];
  const outer = input.slice(0, -3);
  const area = rows * columns;
  const places = Array.from({ length: area }, (_, i) => i);
  return {
    planes: [...outer, input[input.length - 3]!, rows, columns],
    lines: [...outer, input[input.length - 3]!, area],
    result: [...outer, depth, area],
    columns: { starts: places, ends: places.map((i) => i + 1), step: 1, divisors: places.map(() => 1) },
  };
}

/** A contiguous operand with another shape of as many elements. */
export function reshaped(operand: VectorOperand, shape: Shape): VectorOperand {
  return { ...operand, shape, strides: contiguousStrides(shape) };
}
