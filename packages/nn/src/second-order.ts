import { type Gradient, isGradEnabled, noGrad, type Tensor, vjp, zerosLike } from '@cotangent/core';

type Some = readonly (Tensor | undefined)[];

/**
 * The second order of an operation whose first gradients have kernels of their own, from its definition in tensor
 * operations: the gradients of the `slopes`, one for each output, and of the inputs, where those that `definition` has for
 * the inputs have the gradients `above`. What is not there counts as 0, or, of the inputs, is no operand.
 */
export function secondOrder(
  definition: (inputs: Some) => readonly Tensor[],
  inputs: Some,
  slopes: Some,
  above: Some,
): readonly Gradient[] {
  const operands = inputs.filter((x) => x !== undefined);
  /** As many places as `inputs` has, filled from a list of those that are there. */
  const placed = (list: readonly Tensor[]): Some => {
    let next = 0;
    return inputs.map((x) => x && list[next++]);
  };
  const outputs = slopes.includes(undefined) ? noGrad(() => definition(inputs)) : [];
  const given = slopes.map((slope, i) => slope ?? zerosLike(outputs[i]!));
  const weights = inputs.flatMap((x, i) => (x ? [above[i] ?? zerosLike(x)] : []));
  const first = (...all: Tensor[]): Tensor[] => {
    const [own, list] = [all.slice(0, given.length), all.slice(given.length)];
    return vjp((...xs: Tensor[]) => definition(placed(xs)), list, own, { createGraph: true })[1];
  };
  const found = vjp(first, [...given, ...operands], weights, { createGraph: isGradEnabled() })[1];
  const ofSlopes = slopes.map((slope, i) => slope && found[i]);
  return [...ofSlopes, ...placed(found.slice(given.length))];
}
