import type { Tensor } from 'cotangent';
import { type Formula, labelSmoothing, predictions, targets, type Variant, weights } from './worked-example.ts';

/** The worked example as text, all numbers to ten decimals. */
export function report(formulas: readonly Formula[]): string {
  const given = [
    `predictions      ${nested(predictions)}`,
    `targets          ${nested(targets)}`,
    `label smoothing  ε = ${labelSmoothing}`,
  ];
  return [...given, ...formulas.flatMap((formula) => ['', ...formulaLines(formula)]), ''].join('\n');
}

function formulaLines({ name, label, meanDividesBy, variants }: Formula): readonly string[] {
  return [
    name,
    `  label: ${label}; the mean divides by ${meanDividesBy}`,
    ...variants.flatMap((variant) => variantLines(variant)),
  ];
}

function variantLines({ weighted, each, mean, gradient }: Variant): readonly string[] {
  const [first, second] = [...gradient].map(decimals);
  return [
    `  ${weighted ? `class weights ${nested(weights)}` : 'no class weights'}`,
    `    mean      ${mean.item().toFixed(10)}`,
    `    samples   ${decimals(each)}`,
    `    gradient  ${first}`,
    `              ${second}`,
  ];
}

function decimals(row: Tensor): string {
  return [...row].map((x) => x.item().toFixed(10).padStart(13)).join('  ');
}

function nested(values: readonly unknown[]): string {
  return JSON.stringify(values).replaceAll(',', ', ');
}
