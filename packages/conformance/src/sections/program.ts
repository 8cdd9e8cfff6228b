import { type DType, tensor } from '@cotangent/core';
import { compareValue, exact, Mismatch } from '../compare.ts';
import type { Case, Value } from '../corpus.ts';
import { execute } from '../python/execute.ts';
import { parseProgram } from '../python/parse-program.ts';
import { type Environment, pythonFunction } from '../python/scope.ts';
import { dtypeOf } from '../values.ts';

/** `t(values, rg=False)`: a tensor of the case's dtype. */
function makeTensor(dtype: DType): unknown {
  return pythonFunction(([values, positional], kwargs) => {
    const result = tensor(values as number[], { dtype });
    return (kwargs.rg ?? positional) ? result.requiresGrad_() : result;
  });
}

/** A case of section G_autograd_programs: a Python program and what it leaves in `r`. */
export function runProgram(kase: Case): void {
  const results = new Map<string, unknown>();
  const environment: Environment = new Map<string, unknown>([
    ['t', makeTensor(dtypeOf(kase.dtype ?? 'float32'))],
    ['r', results],
  ]);
  execute(parseProgram(String(kase.program)), environment);
  for (const [name, want] of Object.entries((kase.results ?? {}) as Record<string, Value>)) {
    if (!results.has(name)) throw new Mismatch(`r['${name}'] was not set`);
    compareValue(`r['${name}']`, results.get(name), want, kase.tol ?? exact);
  }
}
