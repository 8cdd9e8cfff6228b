import { defineOp, isGradEnabled, type Operand, type OutputMeta, type Shape, type Tensor } from '@cotangent/core';
import { secondOrder } from '../second-order.ts';
import { passes, type Recurrence } from './recurrences.ts';
import { asMatrix, everyStep, gateAt, rowsAt, stepAt, transposed } from './sequence-operands.ts';

/** The whole of a direction of a layer in tensor operations: the outputs, the last hidden state, the last memory. */
export type PlainSequence = (inputs: SequenceInputs) => readonly Tensor[];

/** What the input contributes to the gates, `[L, N, gates · size]`; the first state; the weights of the hidden state. */
export type SequenceInputs = readonly [
  fromInput: Tensor,
  hidden: Tensor,
  memory: Tensor | undefined,
  weight: Tensor,
  bias: Tensor | undefined,
];

/** What {@link sequence} takes beside tensors. */
export interface SequenceOptions {
  readonly recurrence: Recurrence;
  readonly backwards: boolean;
  /** The same, for derivatives of derivatives. */
  readonly plain: PlainSequence;
}

interface Keeping extends SequenceOptions {
  /** Whether there will be a gradient. */
  readonly keeping: boolean;
}

const none: Shape = [0];

/**
 * The outputs `[L, N, size]`, the last hidden state and memory `[N, size]`, what is kept, and at last the hidden state
 * again, `[L, kept + 1, N, size]`, so that nobody can write into it, and room for what the hidden state contributes to the
 * gates.
 */
const sequenceOp: (inputs: SequenceInputs, options: Keeping) => Tensor[] = /* @__PURE__ */ defineOp<
  SequenceInputs,
  Keeping
>({
  name: 'recurrentSequence',
  outputs: ([fromInput, { shape, dtype }], { recurrence, keeping }): readonly OutputMeta[] => {
    const [steps, batch, features] = fromInput.shape as readonly [number, number, number];
    return [
      { dtype, shape: [steps, ...shape] },
      { dtype, shape },
      { dtype, shape: recurrence.hasMemory ? shape : none },
      { dtype, shape: keeping ? [steps, recurrence.kept + 1, ...shape] : none },
      { dtype, shape: [1, batch, features] },
    ];
  },
  forward: (kernels, inputs, [out, last, memory, kept, room], { recurrence, backwards, keeping }) => {
    const [fromInput, first, firstMemory, weight, bias] = inputs;
    const { gates, hasMemory, reads } = recurrence;
    const steps = fromInput.shape[0]!;
    const [size, turned] = [first.shape[1]!, transposed(weight)];
    const formula = keeping ? recurrence.forward : recurrence.lean;
    const stored = recurrence.kept + 1;
    let hidden: Operand = first;
    let before: Operand | undefined = firstMemory;
    for (let i = 0; i < steps; i++) {
      const t = backwards ? steps - 1 - i : i;
      kernels.matmul(hidden, turned, bias, asMatrix(room!));
      const operands: Operand[] = [];
      for (let g = 0; g < gates; g++) operands.push(gateAt(fromInput, t, g, size));
      for (let g = 0; g < gates; g++) operands.push(gateAt(room!, 0, g, size));
      if (reads !== 'nothing') operands.push(reads === 'hidden' ? hidden : before!);
      hidden = keeping ? stepAt(kept!, t * stored + recurrence.kept) : stepAt(out!, t);
      const results = [hidden];
      if (keeping) for (let k = 0; k < recurrence.kept; k++) results.push(stepAt(kept!, t * stored + k));
      else if (hasMemory) results.push(memory!);
      kernels.map(formula, operands, results, [], false);
      if (hasMemory) before = results[1]!;
    }
    kernels.copy(hidden, last!);
    if (!keeping) return;
    kernels.copy(everyStep(kept!, recurrence.kept), out!);
    if (hasMemory) kernels.copy(before!, memory!);
  },
  vjp: ({ inputs, outputs: [, , , kept], options, save }) => {
    const saved = inputs.map((x) => x && save(x));
    const savedKept = save(kept!);
    const { hasMemory } = options.recurrence;
    const biased = inputs[4] !== undefined;
    return ([ofOut, ofLast, ofMemory]) => {
      // first derivatives do not read the bias, which may have changed
      const reads = isGradEnabled() ? 5 : 4;
      const again = saved.map((x, i) => (i < reads ? x?.() : undefined)) as unknown as SequenceInputs;
      const all = [ofOut, ofLast, ofMemory, ...again, savedKept()] as const;
      const [ofInput, ofHidden, past, , , ofWeight, ofBias] = sequenceBackwardOp(all, options);
      return [ofInput, ofHidden, hasMemory ? past : undefined, ofWeight, biased ? ofBias : undefined];
    };
  },
  batch: () => undefined,
});

type BackwardInputs = readonly [
  ofOut: Tensor | undefined,
  ofLast: Tensor | undefined,
  ofMemory: Tensor | undefined,
  ...SequenceInputs,
  kept: Tensor,
];

/**
 * The gradients of {@link sequenceOp}'s inputs, by steps the other way round; those of the weights follow from all steps
 * at once. In order: of the input's gates, of the first hidden state, of what goes past the gates, of the hidden state's
 * gates where these differ, the hidden states before the steps, of weight and bias, and zeros.
 */
const sequenceBackwardOp: (inputs: BackwardInputs, options: SequenceOptions) => Tensor[] = /* @__PURE__ */ defineOp<
  BackwardInputs,
  SequenceOptions
>({
  name: 'recurrentSequenceBackward',
  outputs: ([, , , fromInput, { shape, dtype }, , weight], { recurrence }): readonly OutputMeta[] => [
    { dtype, shape: fromInput.shape },
    { dtype, shape },
    { dtype, shape: passes(recurrence) ? shape : none },
    { dtype, shape: recurrence.apart ? fromInput.shape : none },
    { dtype, shape: [fromInput.shape[0]!, ...shape] },
    { dtype, shape: weight.shape },
    { dtype, shape: [weight.shape[0]!] },
    { dtype, shape },
  ],
  forward: (kernels, inputs, outputs, { recurrence, backwards }) => {
    const [ofOut, ofLast, ofMemory, fromInput, first, firstMemory, weight, , kept] = inputs;
    const [ofInput, ofHidden, past, own, before, ofWeight, ofBias, zeros] = outputs as unknown as Operand[];
    const { gates, hasMemory, reads, apart } = recurrence;
    const steps = fromInput.shape[0]!;
    const [batch, size] = first.shape as readonly [number, number];
    const stored = recurrence.kept + 1;
    const hiddenAt = (t: number): Operand => stepAt(kept, t * stored + recurrence.kept);
    const ofGates = apart ? own! : ofInput!;
    const formula = recurrence.backward;
    kernels.fill(0, zeros!);
    kernels.copy(ofLast ?? zeros!, ofHidden!);
    if (passes(recurrence)) kernels.copy((hasMemory ? ofMemory : undefined) ?? zeros!, past!);
    for (let i = steps - 1; i >= 0; i--) {
      const t = backwards ? steps - 1 - i : i;
      const previous = backwards ? t + 1 : t - 1;
      kernels.copy(i === 0 ? first : hiddenAt(previous), stepAt(before!, t));
      const operands: Operand[] = [ofOut ? rowsAt(ofOut, t) : zeros!, ofHidden!];
      if (passes(recurrence)) operands.push(past!);
      for (let k = 0; k < recurrence.kept; k++) operands.push(stepAt(kept, t * stored + k));
      if (reads === 'memory') operands.push(i === 0 ? firstMemory! : stepAt(kept, previous * stored));
      else operands.push(reads === 'hidden' ? stepAt(before!, t) : hiddenAt(t));
      const results: Operand[] = [];
      for (let g = 0; g < gates; g++) results.push(gateAt(ofInput!, t, g, size));
      if (apart) for (let g = 0; g < gates; g++) results.push(gateAt(own!, t, g, size));
      if (passes(recurrence)) results.push(past!);
      kernels.map(formula, operands, results, [], false);
      kernels.matmul(rowsAt(ofGates, t), weight, undefined, ofHidden!);
    }
    if (reads === 'hidden') kernels.accumulate(past!, ofHidden!);
    const all = asMatrix(ofGates);
    kernels.matmul(transposed(all), asMatrix(before!), undefined, ofWeight!);
    const row = { ...all, storage: ofBias!.storage, shape: [1, gates * size], offset: ofBias!.offset };
    kernels.reduce('sum', { ...all, shape: [steps * batch, gates * size] }, [0], row);
  },
  vjp: ({ inputs, options: { plain, recurrence }, save }) => {
    const saved = inputs.map((x) => x && save(x));
    return ([ofInput, ofHidden, past, , , ofWeight, ofBias]) => {
      const [ofOut, ofLast, ofMemory, ...given] = saved.slice(0, -1).map((x) => x?.());
      const slopes = recurrence.hasMemory ? [ofOut, ofLast, ofMemory] : [ofOut, ofLast];
      const above = [ofInput, ofHidden, past, ofWeight, ofBias];
      const found = secondOrder((xs) => plain(xs as unknown as SequenceInputs), given, slopes, above);
      // what was kept follows from the inputs, to which all goes
      return [...(recurrence.hasMemory ? found : found.toSpliced(2, 0, undefined)), undefined];
    };
  },
  batch: () => undefined,
});

/** One direction of a layer over `[L, N, gates · size]`: the outputs, and the parts of the last state. */
export function sequence(inputs: SequenceInputs, options: SequenceOptions): [Tensor, Tensor, Tensor | undefined] {
  const keeping = isGradEnabled() && inputs.some((x) => x?.requiresGrad);
  const [out, last, memory, , room] = sequenceOp(inputs, { ...options, keeping });
  room!.dispose();
  return [out!, last!, options.recurrence.hasMemory ? memory! : undefined];
}
