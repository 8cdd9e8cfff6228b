import type { Module } from '@cotangent/nn';
import { evaluate } from '../python/evaluate.ts';
import { parseExpression } from '../python/parse-expression.ts';
import { realise } from './containers.ts';

/**
 * The module an expression like `Sequential(Linear(3, 4), ReLU())` makes. Layers may be named without arguments, which
 * then follow from the `shapes` of the parameters. Throws NotThere for what the library lacks.
 */
export function buildModule(text: string, shapes: ReadonlyMap<string, readonly number[]> = new Map()): Module {
  return realise(evaluate(parseExpression(text, { loose: true }), new Map()), shapes);
}
