import { type DType, isTensor, type Tensor, tensor } from '@cotangent/core';
import { compareValue } from '../compare.ts';
import type { Case, Value } from '../corpus.ts';
import { type Environment, execute, pythonFunction } from '../python/evaluate.ts';
import { parseProgram } from '../python/parse-program.ts';
import { UnsupportedSyntax } from '../python/syntax.ts';
import { dtypeOf, NotThere } from '../values.ts';
import { expectThrow } from './operation.ts';

/** `t(values, rg=False)`: a tensor of the case's dtype. */
function makeTensor(dtype: DType): unknown {
  return pythonFunction(([values, positional], kwargs) => {
    const result = tensor(values as number[], { dtype });
    return (kwargs.rg ?? positional) ? result.requiresGrad_() : result;
  });
}

/** What stands in `r` beside tensors: `type(x).__name__` and `x is None` give text and booleans. */
const builtins: Environment = new Map<string, unknown>([
  ['type', pythonFunction(([x]) => ({ __name__: typeof x === 'number' ? 'float' : typeof x }))],
  ['len', pythonFunction(([x]) => (isTensor(x) ? x.shape[0] : (x as unknown[]).length))],
]);

/** A case of section G_autograd_programs: a Python program and what it leaves in `r`. */
export function runProgram(kase: Case): void {
  const results: Record<string, unknown> = {};
  const environment: Environment = new Map([
    ...builtins,
    ['t', makeTensor(dtypeOf(kase.dtype ?? 'float32'))],
    ['r', results],
  ]);
  const run = (): void => {
    try {
      execute(parseProgram(String(kase.program)), environment);
    } catch (error) {
      if (error instanceof UnsupportedSyntax) throw new NotThere(error.message);
      throw error;
    }
  };
  if (kase.throws) {
    expectThrow(run);
    return;
  }
  run();
  for (const [name, want] of Object.entries(kase.results as Record<string, Value>)) {
    const got = results[name];
    // a tensor's graph is not part of what is recorded
    compareValue(
      `r['${name}']`,
      isTensor(got) ? (got as Tensor).detach() : got,
      want,
      kase.tol ?? { rtol: 0, atol: 0 },
    );
  }
}
