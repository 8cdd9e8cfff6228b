import type { Case } from '../corpus.ts';
import { evaluate } from '../python/evaluate.ts';
import { callNamed } from '../python/library.ts';
import { parseExpression } from '../python/parse-expression.ts';
import type { Environment } from '../python/scope.ts';
import type { Decoded } from '../values.ts';

/** Makes the call of a case with decoded arguments. */
export type Call = (kase: Case, args: readonly Decoded[], kwargs: Readonly<Record<string, Decoded>>) => unknown;

/** Makes the call in the library. Throws NotThere where it has no such operation. */
export const call: Call = (kase, args, kwargs) =>
  kase.torch_name === 'expr' ? evaluateText(String(kase.expr), args) : callNamed(String(kase.torch_name), args, kwargs);

/** The value of a Python expression over `a0, a1, …`. */
export function evaluateText(text: string, args: readonly unknown[]): unknown {
  const environment: Environment = new Map(args.map((arg, i) => [`a${i}`, arg]));
  return evaluate(parseExpression(text), environment);
}
