import { grad, tensor, zeros } from '@cotangent/core';
import { Linear } from '@cotangent/nn';
import { moduleEnvironment } from '../adapter/build-module.ts';
import type { Case } from '../corpus.ts';
import { execute } from '../python/execute.ts';
import { parseProgram } from '../python/parse-program.ts';

/** Programs that are no Python as they stand, by their exact text. */
const programs: ReadonlyMap<string, () => unknown> = new Map([
  ['Linear(2,2).load_state_dict({weight})', () => new Linear(2, 2).loadStateDict({ weight: zeros([2, 2]) })],
  [
    'Linear(2,2).load_state_dict({weight: (3,2), bias})',
    () => new Linear(2, 2).loadStateDict({ weight: zeros([3, 2]), bias: zeros([2]) }),
  ],
  ['x=ones(3,rg); (x*2).backward()', () => tensor([1, 1, 1]).requiresGrad_().mul(2).backward()],
  ['grad(a.sum(), b) without allow_unused', () => grad(tensor([1]).requiresGrad_().sum(), tensor([1]).requiresGrad_())],
  ['ones(3,int64).requires_grad_()', () => tensor([1, 1, 1], { dtype: 'int64' }).requiresGrad_()],
  ['ones(2).item()', () => tensor([1, 1]).item()],
]);

/** A case of section H_module_errors: a program that must be refused. */
export function runModuleError(kase: Case): void {
  const text = String(kase.program);
  const run = programs.get(text) ?? ((): void => execute(parseProgram(text), moduleEnvironment()));
  run();
}
