import {
  ArgumentError,
  DTypeError,
  defineElementwise,
  formatShape,
  isFloat,
  isTensor,
  type Num,
  sameShape,
  type Tensor,
  warnOnce,
} from '@cotangent/core';
import { checkReduction, checkTensor, type LossTerms, type Reduction, reduce } from './reduction.ts';

export type { LossTerms, Reduction } from './reduction.ts';

/** What every loss takes. */
export interface LossOptions {
  /** `'mean'` (the default) and `'sum'` give a number, `'none'` the losses themselves. */
  readonly reduction?: Reduction | undefined;
}

/** A loss as a function: `mseLoss(prediction, target, { reduction: 'sum' })`. */
export type LossFunction<Options extends LossOptions = LossOptions> = (
  input: Tensor,
  target: Tensor,
  options?: Options,
) => Tensor;

/** A loss by the formula of one element. */
export interface LossFormula<Options extends LossOptions> {
  readonly name: string;
  /** From an element of the input, one of the target and the scalars to the loss of that element. */
  readonly formula: (input: Num, target: Num, ...scalars: Num[]) => Num;
  /** The formula's numbers, from the options: as many as it has further parameters. Throws for options that make no sense. */
  readonly scalars?: ((options: Options) => readonly number[]) | undefined;
}

/** A loss by tensor code. */
export interface LossCode<Options extends LossOptions> {
  readonly name: string;
  /** The losses before reduction. Checks what it is given before it works. */
  readonly terms: (input: Tensor, target: Tensor, options: Options) => Tensor | LossTerms;
}

/** A loss by tensor code that reduces by itself, where that is cheaper than to reduce its terms. */
export interface ReducedLoss<Options extends LossOptions> {
  readonly name: string;
  /** The losses or what they are reduced to. Checks what it is given before it works. */
  readonly reduced: (input: Tensor, target: Tensor, options: Options, reduction: Reduction) => Tensor;
}

/**
 * Defines a loss by its terms; the `reduction` option comes by itself. A formula runs as one kernel and has derivatives
 * of every order:
 *
 * ```ts
 * const charbonnier = defineLoss({
 *   name: 'charbonnier',
 *   formula: (x, y, eps) => e.sqrt(e.add(e.square(e.sub(x, y)), e.square(eps))),
 *   scalars: ({ eps = 1e-3 }: LossOptions & { eps?: number }) => [eps],
 * });
 * charbonnier(prediction, target, { eps: 1e-2, reduction: 'sum' });
 * const CharbonnierLoss = lossModule(charbonnier);
 * ```
 *
 * Tensor code gives the losses, or with them what their mean divides by (`{ values, count }`): class weights and
 * ignored targets are cases of it.
 *
 * The function throws an ArgumentError for an unknown reduction. One defined by a formula broadcasts its operands with
 * a warning, as PyTorch does; it throws a ShapeError where they do not fit, a DTypeError when neither is a float.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineLoss<Options extends LossOptions = LossOptions>(
  definition: LossFormula<Options> | LossCode<Options> | ReducedLoss<Options>,
): LossFunction<Options> {
  const { name } = definition;
  const reduced = 'reduced' in definition ? definition.reduced : reducing(definition);
  const loss: LossFunction<Options> = (input, target, options = {} as Options) => {
    const reduction = checkReduction(name, options.reduction);
    checkTensor(name, 'input', input);
    checkTensor(name, 'target', target);
    return reduced(input, target, options, reduction);
  };
  return Object.defineProperty(loss, 'name', { value: name });
}

function reducing<Options extends LossOptions>(
  definition: LossFormula<Options> | LossCode<Options>,
): ReducedLoss<Options>['reduced'] {
  const terms = 'terms' in definition ? definition.terms : formulaTerms(definition);
  return (input, target, options, reduction) => {
    const result = terms(input, target, options);
    return reduce(isTensor(result) ? { values: result } : result, reduction);
  };
}

function formulaTerms<Options extends LossOptions>({
  name,
  formula,
  scalars,
}: LossFormula<Options>): LossCode<Options>['terms'] {
  const count = formula.length - 2;
  const op = defineElementwise({ name, promotion: 'float', formula, scalars: count, numbers: false });
  return (input, target, options) => {
    const numbers = scalars?.(options) ?? [];
    if (numbers.length !== count) {
      throw new ArgumentError(`${name}: the formula takes ${count} numbers, the options gave ${numbers.length}`);
    }
    if (!isFloat(input.dtype) && !isFloat(target.dtype)) {
      const dtypes = `the input is ${input.dtype} and the target ${target.dtype}`;
      throw new DTypeError(`${name}: ${dtypes}, expected a float32 or float64 among them`);
    }
    if (!sameShape(input.shape, target.shape)) {
      const shapes = `input ${formatShape(input.shape)} and target ${formatShape(target.shape)}`;
      warnOnce(name, `${name}: ${shapes} differ and are broadcast, which is seldom meant: give them one shape`);
    }
    return op(input, target, ...numbers);
  };
}
