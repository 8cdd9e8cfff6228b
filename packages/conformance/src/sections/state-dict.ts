import { buildModule } from '../adapter/build-module.ts';
import { compareExactly } from '../compare.ts';
import type { Case } from '../corpus.ts';
import { dtypeOf } from '../values.ts';

/** A case of section H_state_dict: names, shapes and dtypes of what a module holds, and how it prints. */
export function runStateDict(kase: Case): void {
  const recorded = (kase.state_dict ?? []) as readonly { name: string; shape: readonly number[]; dtype: string }[];
  const module = buildModule(String(kase.module), new Map(recorded.map(({ name, shape }) => [name, shape])));
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

/** Our text of a module in Python's: names, booleans, small numbers, and what has no meaning here. */
function inPython(text: string): string {
  const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return (
    text
      .replace(/\b[a-z]\w*(?==)/g, snake)
      .replace(/=true\b/g, '=True')
      .replace(/=false\b/g, '=False')
      .replace(/\bnull\b/g, 'None')
      .replace(/(?<==)[\d.]+(e-\d+)?/g, (number) => (Number(number) < 1e-4 ? exponential(Number(number)) : number))
      // settings that are floats in Python, which writes whole ones as `1.0`
      .replace(/\b(alpha|beta|k|max_norm|max_val|min_val|scale_factor|threshold)=-?\d+(?![.\d])/g, '$&.0')
      .replace(/(?<=containing: \[)/g, 'torch.')
      .replace(/(?<=\(out_proj\): )(?=Linear)/g, 'NonDynamicallyQuantizable')
      .replace(/(Dropout\w*\(p=[\d.]+)(?=\))/g, '$1, inplace=False')
  );
}

/** A number as Python prints those below 0.0001: `1e-05`. */
function exponential(value: number): string {
  return value === 0 ? '0' : value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
