import {
  ArgumentError,
  broadcastShapes,
  formatShape,
  isTensor,
  ShapeError,
  sameShape,
  type Tensor,
} from '@cotangent/core';

/** Refuses a target of another shape than the input's. */
export function checkSameShape(name: string, input: Tensor, target: Tensor): void {
  if (sameShape(input.shape, target.shape)) return;
  throw new ShapeError(
    `${name}: target ${formatShape(target.shape)} does not fit input ${formatShape(input.shape)}: expected the same shape`,
  );
}

/** Refuses weights that do not broadcast to the input's shape. */
export function checkElementWeights(name: string, option: string, weight: Tensor | undefined, input: Tensor): void {
  if (weight === undefined) return;
  if (!isTensor(weight)) throw new ArgumentError(`${name}: ${option} must be a tensor, got ${typeof weight}`);
  if (sameShape(broadcastShapes(`${name}: ${option}`, weight.shape, input.shape), input.shape)) return;
  throw new ShapeError(
    `${name}: ${option} is ${formatShape(weight.shape)}, which does not broadcast to the input's ${formatShape(input.shape)}`,
  );
}
