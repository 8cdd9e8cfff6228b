import { enableGrad, type Gradient, grad, isGradEnabled, noGrad, type Tensor, zerosLike } from '@cotangent/core';

type Some = readonly (Tensor | undefined)[];

/** The same elements at a place of their own in the graph, so that derivatives by them are partial ones. */
function placed<T extends Tensor | undefined>(x: T): T {
  if (!x) return x;
  return (x.requiresGrad ? x.narrow(0, 0, x.shape[0]!) : x.detach().requiresGrad_()) as T;
}

/**
 * The second order of an operation whose first gradients have kernels of their own, from its definition in tensor
 * operations: the gradients of the `slopes`, one for each output, and of the inputs, where those that `definition` has for
 * the inputs have the gradients `above`. What is not there counts as 0, or, of the inputs, is no operand. None is 0-d.
 */
export function secondOrder(
  definition: (inputs: Some) => readonly Tensor[],
  inputs: Some,
  slopes: Some,
  above: Some,
): readonly Gradient[] {
  const createGraph = isGradEnabled();
  const outputs = slopes.includes(undefined) ? noGrad(() => definition(inputs)) : [];
  return enableGrad(() => {
    const given = slopes.map((slope, i) => placed(slope) ?? zerosLike(outputs[i]!));
    const operands = inputs.map(placed);
    const some = operands.filter((x) => x !== undefined);
    const first = grad(definition(operands), some, { gradOutputs: given, createGraph: true, allowUnused: true });
    const targets = [...given, ...operands];
    const weights = inputs.flatMap((x, i) => (x ? [above[i]] : []));
    const used = first.flatMap((g, i) => (g?.requiresGrad && weights[i] ? [i] : []));
    if (used.length === 0) return targets.map(() => undefined);
    const wanted = targets.filter((x) => x?.requiresGrad) as Tensor[];
    const found = grad(
      used.map((i) => first[i]!),
      wanted,
      { gradOutputs: used.map((i) => weights[i]!), createGraph, allowUnused: true },
    );
    let next = 0;
    return targets.map((x) => (x?.requiresGrad ? (found[next++] ?? undefined) : undefined));
  });
}
