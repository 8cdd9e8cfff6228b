import { ArgumentError, defineUpdate, type Num, type Tensor } from '@cotangent/core';

/** All about how an optimizer changes one parameter. */
export interface UpdateRuleDefinition<State extends string> {
  readonly name: string;
  /** The tensors kept for each parameter from step to step, in its shape and dtype. They start as zeros. */
  readonly state: readonly State[];
  /** How many numbers each step brings. */
  readonly scalars: number;
  /** From the old elements and the step's numbers to the new elements of the parameter and of its state. */
  readonly update: (
    old: Readonly<Record<'param' | 'grad' | State, Num>>,
    scalars: readonly Num[],
  ) => Readonly<Record<'param' | State, Num>>;
}

/** A step of one parameter as a single kernel. */
export interface UpdateRule {
  readonly name: string;
  readonly state: readonly string[];
  readonly scalars: number;
  /** Writes the parameter and its state tensors (in the order of `state`). Only inside `noGrad`. */
  readonly apply: (param: Tensor, grad: Tensor, state: readonly Tensor[], scalars: readonly number[]) => void;
}

/**
 * Defines an update by a formula with one result for the parameter and one for each state tensor, so that every engine
 * runs it in one pass. Throws an ArgumentError for a state tensor named `param`, `grad` or `step`.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineUpdateRule<const State extends string = never>(
  definition: UpdateRuleDefinition<State>,
): UpdateRule {
  const { name, state, scalars, update } = definition;
  const taken = state.find((key) => key === 'param' || key === 'grad' || key === 'step');
  if (taken) throw new ArgumentError(`${name}: no state tensor can be called ${taken}`);
  const written = ['param', ...state] as const;
  const run = defineUpdate({
    name,
    writes: written.length,
    reads: 1,
    scalars,
    formula: (inputs, numbers) => {
      const old: Record<string, Num> = { grad: inputs[written.length]! };
      written.forEach((key, i) => {
        old[key] = inputs[i]!;
      });
      const next = update(old as Record<'param' | 'grad' | State, Num>, numbers);
      return written.map((key) => next[key]);
    },
  });
  const apply: UpdateRule['apply'] = (param, grad, kept, numbers) => {
    const tensors = new Array<Tensor>(kept.length + 2);
    tensors[0] = param;
    for (let i = 0; i < kept.length; i++) tensors[i + 1] = kept[i]!;
    tensors[kept.length + 1] = grad;
    run(tensors, numbers);
  };
  return { name, state, scalars, apply };
}
