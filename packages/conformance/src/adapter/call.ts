import type { Case } from '../corpus.ts';
import { type Environment, evaluate } from '../python/evaluate.ts';
import { callNamed } from '../python/library.ts';
import { parseExpression } from '../python/parse-expression.ts';
import { UnsupportedSyntax } from '../python/syntax.ts';
import { type Decoded, NotThere } from '../values.ts';

/** Runs the call of a case. Throws NotThere where the library has no such operation. */
export function call(kase: Case, args: readonly Decoded[], kwargs: Readonly<Record<string, Decoded>>): unknown {
  if (kase.torch_name === 'expr') return evaluateText(String(kase.expr), args);
  return callNamed(kase.torch_name ?? '', args, kwargs);
}

/** The value of a Python expression over `a0, a1, …`. */
export function evaluateText(text: string, args: readonly unknown[]): unknown {
  const environment: Environment = new Map(args.map((arg, i) => [`a${i}`, arg]));
  try {
    return evaluate(parseExpression(text), environment);
  } catch (error) {
    if (error instanceof UnsupportedSyntax) throw new NotThere(`${text}: ${error.message}`);
    throw error;
  }
}
