import { isTensor, type Tensor } from '@cotangent/core';
import { Module } from '../module.ts';
import type { LossOptions } from './define-loss.ts';
import { checkReduction, checkTensors, type LossTerms, reduce } from './reduction.ts';

/** A loss of three tensors or more as a function; the options come last. */
export type LossOf<Inputs extends readonly unknown[], Options extends LossOptions> = (
  ...args: [...inputs: Inputs, options?: Options | undefined]
) => Tensor;

/** A loss of several tensors by tensor code. */
export interface LossOfDefinition<Inputs extends readonly Tensor[], Options extends LossOptions> {
  readonly name: string;
  /** What the tensors are called, in order. */
  readonly inputs: { readonly [K in keyof Inputs]: string };
  /** The losses before reduction. Checks what it is given before it works. */
  readonly terms: (inputs: Inputs, options: Options) => Tensor | LossTerms;
}

/** As `defineLoss`, of more tensors than an input and a target. */
/* @__NO_SIDE_EFFECTS__ */
export function defineLossOf<Inputs extends readonly Tensor[], Options extends LossOptions>(
  definition: LossOfDefinition<Inputs, Options>,
): LossOf<Inputs, Options> {
  const { name, inputs: names, terms } = definition;
  const loss: LossOf<Inputs, Options> = (...args) => {
    const inputs = args.slice(0, names.length) as unknown as Inputs;
    const options = (args[names.length] ?? {}) as Options;
    const reduction = checkReduction(name, options.reduction);
    checkTensors(name, Object.fromEntries(names.map((what, i) => [what, inputs[i]])));
    const result = terms(inputs, options);
    return reduce(isTensor(result) ? { values: result } : result, reduction);
  };
  return Object.defineProperty(loss, 'name', { value: name });
}

/** A {@link LossOf} with its options, as a module. */
export class LossOfModule<Inputs extends readonly unknown[], Options extends LossOptions> extends Module<Inputs> {
  private readonly loss: LossOf<Inputs, Options>;
  /** The options it was made with. */
  readonly options: Options | undefined;

  constructor(loss: LossOf<Inputs, Options>, options?: Options) {
    super();
    this.loss = loss;
    this.options = options;
  }

  forward(...inputs: [...Inputs]): Tensor {
    return this.loss(...inputs, this.options);
  }
}
