import {
  ArgumentError,
  allElements,
  DTypeError,
  formatShape,
  GradientError,
  IndexError,
  isFloat,
  isTensor,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
} from '@cotangent/core';

/** Where the classes are: dimension 1, or 0 of a single row. */
export function classDimOf({ shape }: Tensor): 0 | 1 {
  return shape.length === 1 ? 0 : 1;
}

/** How many classes there are. */
export function classesOf(input: Tensor): number {
  return input.shape[classDimOf(input)]!;
}

/** The shape of one class index per position: the input's without the classes. */
export function indexShapeOf({ shape }: Tensor): Shape {
  return shape.length === 1 ? [] : [shape[0]!, ...shape.slice(2)];
}

/** Whether a shape is {@link indexShapeOf} an input's, without making that: each loss of each step asks. */
function isIndexShape(shape: Shape, input: Shape): boolean {
  if (shape.length !== input.length - 1) return false;
  for (let d = 0; d < shape.length; d++) if (shape[d] !== input[d === 0 ? 0 : d + 1]) return false;
  return true;
}

/** Refuses an input that is not float values for classes. */
export function checkClassInput(name: string, input: Tensor): void {
  if (!isFloat(input.dtype)) throw new DTypeError(`${name}: the input is ${input.dtype}, expected float32 or float64`);
  if (input.ndim === 0) {
    throw new ShapeError(`${name}: the input [] has no class dimension, expected [C], [N, C] or [N, C, d1, …]`);
  }
}

/**
 * Refuses targets that are not one integer per position. Whether they are in range is not looked at. `alternative` is
 * the shape of what else might have been meant.
 */
export function checkClassIndices(name: string, input: Tensor, target: Tensor, alternative?: Shape): void {
  if (!isIndexShape(target.shape, input.shape)) {
    const expected = indexShapeOf(input);
    const [came, given] = [formatShape(target.shape), formatShape(input.shape)];
    throw new ShapeError(
      `${name}: target ${came} does not fit input ${given}: expected ${formatShape(expected)}` +
        (alternative ? ` or ${formatShape(alternative)}` : ''),
    );
  }
  if (target.dtype === 'int32' || target.dtype === 'uint8') return;
  const first = target.numel() === 0 ? 'the target' : `target ${allElements(target)[0]} at index 0`;
  throw new DTypeError(`${name}: ${first} is ${target.dtype}: class indices in [0, ${classesOf(input)}) are int32`);
}

/** Refuses class weights that are not one float number per class, outside the graph. */
export function checkClassWeights(name: string, option: string, weight: Tensor | undefined, classes: number): void {
  if (weight === undefined) return;
  if (!isTensor(weight)) throw new ArgumentError(`${name}: ${option} must be a tensor, got ${typeof weight}`);
  if (!isFloat(weight.dtype))
    throw new DTypeError(`${name}: ${option} is ${weight.dtype}, expected float32 or float64`);
  if (!sameShape(weight.shape, [classes])) {
    throw new ShapeError(`${name}: ${option} is ${formatShape(weight.shape)}, expected one per class, [${classes}]`);
  }
  if (weight.requiresGrad) throw new GradientError(`${name}: no gradient reaches ${option}; pass ${option}.detach()`);
  const notANumber = allElements(weight).findIndex(Number.isNaN);
  if (notANumber >= 0) throw new ArgumentError(`${name}: ${option} is NaN at class ${notANumber % classes}`);
}

/** Refuses an `ignoreIndex` that no target could be. */
export function checkIgnoreIndex(name: string, ignoreIndex: number): void {
  if (!Number.isInteger(ignoreIndex)) throw new ArgumentError(`${name}: ignoreIndex ${ignoreIndex} is not an integer`);
}

/** Refuses a share of the label outside [0, 1]. */
export function checkLabelSmoothing(name: string, labelSmoothing: number): void {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ArgumentError(`${name}: labelSmoothing ${labelSmoothing} is outside [0, 1]`);
  }
}

/** Throws an IndexError for the first class index outside [0, classes) that is not ignored. */
export function checkClassRange(name: string, target: Tensor, classes: number, ignoreIndex: number): void {
  const indices = allElements(target);
  const size = target.numel();
  for (let i = 0; i < indices.length; i++) {
    const y = indices[i]!;
    if (y === ignoreIndex || (y >= 0 && y < classes)) continue;
    throw new IndexError(`${name}: target ${y} at index ${place(i % size, target.shape)} is outside [0, ${classes})`);
  }
}

/** The index of the `i`-th element: a number in one dimension, else a list. */
function place(i: number, shape: Shape): string {
  if (shape.length <= 1) return `${i}`;
  const index: number[] = [];
  for (let d = shape.length - 1, rest = i; d >= 0; d--) {
    index.unshift(rest % shape[d]!);
    rest = Math.floor(rest / shape[d]!);
  }
  return formatShape(index);
}

/** The weight of each target's class, whatever it is where the target is not `kept`. */
export function gatherWeights(weight: Tensor, target: Tensor, kept?: Tensor): Tensor {
  const index = kept ? target.mul(kept) : target;
  return weight.at(index.long().reshape([index.numel()])).reshape(target.shape);
}
