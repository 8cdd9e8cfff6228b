import { isFloat, type Shape, sameShape, split, stack, type Tensor, unbind } from '@cotangent/core';
import { type SequenceInputs, sequence } from './sequence-op.ts';
import { advance, type Step, type StepState, type StepWeights } from './steps.ts';

/** One direction of a layer, from what the input contributes to the gates: the outputs, and the state after the last step. */
export function readSequence(
  step: Step,
  fromInput: Tensor,
  start: StepState,
  weights: StepWeights,
  backwards: boolean,
): [Tensor, StepState] {
  const [hidden, memory] = start;
  const inputs: SequenceInputs = [fromInput, hidden, memory, weights.weightHh, weights.biasHh];
  if (weights.weightHr || !fit(inputs, step.gates)) {
    return stepByStep(step, fromInput, start, weights, backwards);
  }
  const plain = ([fromInput, hidden, memory, weightHh, biasHh]: SequenceInputs): readonly Tensor[] => {
    const state: StepState = memory ? [hidden, memory] : [hidden];
    const [outputs, end] = stepByStep(step, fromInput, state, { ...weights, weightHh, biasHh }, backwards);
    return [outputs, ...(end as readonly Tensor[])];
  };
  const [outputs, last, lastMemory] = sequence(inputs, { recurrence: step.recurrence, backwards, plain });
  return [outputs, lastMemory ? [last, lastMemory] : [last]];
}

/**
 * Whether one operation can do the whole: not for samples of vmap, which go through the steps together, nor where shapes
 * or dtypes differ from what it takes for granted, which the steps refuse.
 */
function fit([fromInput, ...others]: SequenceInputs, gates: number): boolean {
  const { shape, dtype } = fromInput;
  const [, batch, features] = shape as readonly [number, number, number];
  const size = features / gates;
  const shapes: readonly Shape[] = [[batch, size], [batch, size], [features, size], [features]];
  const plain = (x: Tensor): boolean => !x.batch && isFloat(x.dtype) && x.dtype === dtype && x.numel() > 0;
  return plain(fromInput) && others.every((x, i) => !x || (plain(x) && sameShape(x.shape, shapes[i]!)));
}

/** As {@link readSequence}, in tensor operations. */
export function stepByStep(
  step: Step,
  fromInput: Tensor,
  start: StepState,
  weights: StepWeights,
  backwards: boolean,
): [Tensor, StepState] {
  const size = fromInput.shape.at(-1)! / step.gates;
  const gates = split(fromInput, size, -1).map((gate) => unbind(gate, 0));
  const length = fromInput.shape[0]!;
  const outputs = new Array<Tensor>(length);
  let state = start;
  for (let i = 0; i < length; i++) {
    const t = backwards ? length - 1 - i : i;
    const ofStep = gates.map((gate) => gate[t]!);
    state = advance(step, ofStep, state, weights);
    outputs[t] = state[0];
  }
  return [stack(outputs), state];
}
