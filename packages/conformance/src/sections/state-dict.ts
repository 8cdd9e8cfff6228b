import { buildModule } from '../adapter/build-module.ts';
import { compareExactly } from '../compare.ts';
import type { Case } from '../corpus.ts';
import { dtypeOf } from '../values.ts';

/** A case of section H_state_dict: names, shapes and dtypes of what a module holds, and how it prints. */
export function runStateDict(kase: Case): void {
  const module = buildModule(String(kase.module));
  const recorded = kase.state_dict as readonly { name: string; shape: readonly number[]; dtype: string }[];
  compareExactly(
    'state_dict',
    [...module.stateDict()].map(([name, value]) => ({ name, shape: value.shape, dtype: value.dtype })),
    recorded.map(({ name, shape, dtype }) => ({ name, shape, dtype: dtypeOf(dtype) })),
  );
  compareExactly(
    'parameters',
    Array.from(module.namedParameters(), ([name]) => name),
    kase.parameters,
  );
  compareExactly(
    'buffers',
    Array.from(module.namedBuffers(), ([name]) => name),
    kase.buffers,
  );
  compareExactly(
    'modules',
    Array.from(module.namedModules(), ([name]) => name),
    kase.modules,
  );
  const count = [...module.parameters()].reduce((sum, parameter) => sum + parameter.numel(), 0);
  compareExactly('num_parameters', count, kase.num_parameters);
  compareExactly('repr', inPython(module.toString()), kase.repr);
}

/** Our text of a module with PyTorch's names of its settings and Python's booleans. */
function inPython(text: string): string {
  const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return text
    .replace(/\b[a-z]\w*(?==)/g, snake)
    .replace(/=true\b/g, '=True')
    .replace(/=false\b/g, '=False');
}
