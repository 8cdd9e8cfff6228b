import type { Scalar } from '../dtype.ts';
import type { Expr, Num } from '../formula/formula.ts';
import { formulaOf, substitute } from '../formula/formula-of.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkOperands, FormulaOp, type GradientRule, type Promotion } from './formula-op.ts';
import { has, setOf } from './operand-set.ts';
import { isTensor } from './record.ts';

/** All about an elementwise operation. */
export interface ElementwiseDefinition {
  readonly name: string;
  /** How the result's dtype follows from the operands'. */
  readonly promotion: Promotion;
  /** From one element of each operand, then the scalar parameters, to the result's element. */
  readonly formula: (...args: Num[]) => Expr;
  /** How many of the formula's last arguments are scalar parameters: numbers that take no part in promotion. */
  readonly scalars?: number | undefined;
  /** Operands that only steer (`where`'s condition): they take no part in promotion. */
  readonly conditions?: readonly number[] | undefined;
  /** Whether an operand may be a JavaScript number. True unless PyTorch insists on tensors. */
  readonly numbers?: boolean | undefined;
  /** In place of the symbolic derivative, where convention or stability needs it. */
  readonly gradient?: GradientRule | undefined;
}

/** Takes the operands (tensors or numbers, at least one tensor), then the scalar parameters. */
export type ElementwiseOp = (...args: (Tensor | Scalar)[]) => Tensor;

/**
 * Defines an operation by the formula of one element. Broadcasting, dtypes, first and higher derivatives and every
 * engine follow from it. Works the same outside the library.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineElementwise(definition: ElementwiseDefinition): ElementwiseOp {
  const { name, promotion, formula: build, scalars: scalarCount = 0, conditions = [], numbers = true } = definition;
  const arity = build.length - scalarCount;
  const variants: (FormulaOp | undefined)[] = [];

  // a number among the operands becomes one more scalar parameter of a variant of the formula
  const variantOf = (numberMask: number): FormulaOp => {
    let variant = variants[numberMask];
    if (!variant) {
      const isNumber = Array.from({ length: arity }, (_, i) => has(numberMask, i));
      const whole = formulaOf(arity, scalarCount, (inputs, scalars) => build(...inputs, ...scalars));
      const kept = isNumber.flatMap((number, i) => (number ? [] : [i]));
      variant = new FormulaOp({
        name,
        promotion,
        formula: numberMask === 0 ? whole : substitute(whole, isNumber),
        conditions: conditions.flatMap((i) => (kept.includes(i) ? [kept.indexOf(i)] : [])),
        gradient: definition.gradient && adaptRule(definition.gradient, isNumber, scalarCount),
      });
      variants[numberMask] = variant;
    }
    return variant;
  };

  const general = (args: readonly (Tensor | Scalar)[]): Tensor => {
    const operands = args.length > arity ? args.slice(0, arity) : args;
    const scalars = args.length > arity ? (args.slice(arity) as number[]) : [];
    checkOperands(name, operands, numbers);
    let numberMask = 0;
    const tensors: Tensor[] = [];
    const promoting: Scalar[] = [];
    for (let i = 0; i < arity; i++) {
      const operand = operands[i]!;
      if (typeof operand !== 'object') {
        numberMask += setOf(i);
        scalars.push(Number(operand));
        if (!conditions.includes(i)) promoting.push(operand);
      } else {
        tensors.push(operand);
      }
    }
    return variantOf(numberMask).apply(tensors, scalars, promoting)[0]!;
  };
  if (scalarCount > 0 || conditions.length > 0) return (...args) => general(args);

  // what is called most goes a shorter way
  if (arity === 1) {
    return (x) => (isTensor(x) ? variantOf(0).apply([x], noNumbers, noNumbers)[0]! : general([x as Scalar]));
  }
  if (arity === 2) {
    return (x, y) => {
      if (isTensor(x) && isTensor(y)) return variantOf(0).apply([x, y], noNumbers, noNumbers)[0]!;
      if (!numbers || !isTensor(x) || typeof y !== 'number') return general([x!, y!]);
      const scalars = [y];
      return variantOf(0b10).apply([x], scalars, scalars)[0]!;
    };
  }
  return (...args) => general(args);
}

const noNumbers: readonly number[] = [];

/** A gradient rule in terms of all operands, for a variant in which some became scalars. */
function adaptRule(rule: GradientRule, isNumber: readonly boolean[], scalarCount: number): GradientRule {
  return (grads, inputs, outputs, scalars) => {
    let input = 0;
    let scalar = scalarCount;
    const operands = isNumber.map((number) => (number ? scalars[scalar++]! : inputs[input++]!));
    return rule(grads, operands, outputs, scalars.slice(0, scalarCount)).filter((_, i) => !isNumber[i]);
  };
}
