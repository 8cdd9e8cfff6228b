import { ones, type Tensor } from '@cotangent/core';
import type { Case } from '../corpus.ts';
import { execute } from '../python/execute.ts';
import { parseProgram } from '../python/parse-program.ts';
import { Flag } from '../python/scope.ts';
import { isDtype } from '../values.ts';

/**
 * The names of a program that leaves out what goes without saying: `rg` and dtypes are arguments of creation, and a
 * letter that nothing was assigned to is some leaf.
 */
class LooseNames extends Map<string, unknown> {
  override has(name: string): boolean {
    return super.has(name) || name === 'rg' || isDtype(name) || /^[a-z]\d?$/.test(name);
  }

  override get(name: string): unknown {
    if (super.has(name)) return super.get(name);
    if (name === 'rg') return new Flag('requires_grad', true);
    if (isDtype(name)) return new Flag('dtype', name);
    const leaf: Tensor = ones([3], { requiresGrad: true });
    this.set(name, leaf);
    return leaf;
  }
}

/** A case of section H_module_errors: a program that must be refused. */
export function runModuleError(kase: Case): void {
  execute(parseProgram(String(kase.program), { loose: true }), new LooseNames());
}
