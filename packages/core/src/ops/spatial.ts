import { ArgumentError, ShapeError } from '../errors.ts';
import { checkTensor } from '../op/record.ts';
import { formatShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A setting of the spatial dimensions (those after batch and channels): one number for all, or one for each. */
export type Spatial = number | readonly number[];

const layouts = ['', 'L', 'H, W', 'D, H, W'];

/** A setting with a number for each of `rank` dimensions. Refuses what is no whole number of at least `least`. */
export function spatial(name: string, setting: string, value: Spatial, rank: number, least: number): readonly number[] {
  const values: readonly number[] = typeof value === 'number' ? [value] : value;
  if (!Array.isArray(values) || (values.length !== 1 && values.length !== rank)) {
    const came = Array.isArray(values) ? formatShape(values) : JSON.stringify(values);
    const expected = rank === 1 ? 'one number' : `one number or ${rank}`;
    throw new ArgumentError(`${name}: ${setting} is ${came}, expected ${expected}`);
  }
  for (const x of values) {
    if (!Number.isInteger(x) || x < least) {
      throw new ArgumentError(`${name}: ${setting} is ${x}, expected whole numbers ≥ ${least}`);
    }
  }
  return values.length === rank ? values : new Array<number>(rank).fill(values[0]!);
}

/** Refuses an input that is neither `[N, C, …]` nor `[C, …]`, or that has a spatial dimension without elements. */
export function checkSpatial(name: string, input: Tensor, rank: number): void {
  checkTensor(name, input, 0);
  const { shape } = input;
  const leading = shape.length - rank;
  if (leading !== 1 && leading !== 2) {
    const layout = layouts[rank];
    throw new ShapeError(
      `${name}: the input is ${formatShape(shape)}, expected [N, C, ${layout}] or, without a batch, [C, ${layout}]`,
    );
  }
  for (let d = leading; d < shape.length; d++) {
    if (shape[d] === 0) throw new ShapeError(`${name}: dimension ${d} of the input ${formatShape(shape)} is empty`);
  }
}

/** Refuses results without elements where there were some. */
export function checkSpatialResult(name: string, sizes: Shape, input: Shape): void {
  if (sizes.some((size) => size < 1)) {
    throw new ShapeError(`${name}: of ${formatShape(input)} nothing would be left: ${formatShape(sizes)}`);
  }
}
