import { ArgumentError, formatShape, isTensor, noGrad, sameShape, type Tensor } from '@cotangent/core';
import type { AnyModule } from './module.ts';

/** Tensors by the names PyTorch gives them, in its order. */
export type StateDict = Map<string, Tensor>;

/** What a state is loaded from. */
export type StateSource = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>;

/** What loadStateDict takes. */
export interface LoadStateOptions {
  /** Whether a key that is missing, or one that belongs to nothing, is an error. Defaults to true. */
  readonly strict?: boolean | undefined;
}

/** What loadStateDict tells. */
export interface LoadStateResult {
  /** Names of the module that the state does not have. */
  readonly missingKeys: readonly string[];
  /** Keys of the state that the module does not have. */
  readonly unexpectedKeys: readonly string[];
}

/** Copies `state` into `module` after everything about it was checked. See `Module.loadStateDict`. */
export function loadState(
  module: AnyModule,
  state: StateSource,
  { strict = true }: LoadStateOptions = {},
): LoadStateResult {
  const source: ReadonlyMap<string, unknown> = state instanceof Map ? state : new Map(Object.entries(state));
  const own = module.stateDict();
  const missingKeys = [...own.keys()].filter((key) => !source.has(key));
  const unexpectedKeys = [...source.keys()].filter((key) => !own.has(key));
  const problems: string[] = [];
  if (strict && missingKeys.length > 0) problems.push(`Missing key(s): ${quote(missingKeys)}`);
  if (strict && unexpectedKeys.length > 0) problems.push(`Unexpected key(s): ${quote(unexpectedKeys)}`);
  const copies: [target: Tensor, value: Tensor][] = [];
  for (const [key, target] of own) {
    if (!source.has(key)) continue;
    const value = source.get(key);
    if (!isTensor(value)) problems.push(`${key} is not a tensor`);
    else if (!sameShape(value.shape, target.shape)) {
      const [came, expected] = [formatShape(value.shape), formatShape(target.shape)];
      problems.push(`size mismatch for ${key}: the state has shape ${came}, the module ${expected}`);
    } else copies.push([target, value]);
  }
  if (problems.length > 0) {
    throw new ArgumentError(
      `loadStateDict: the state does not fit ${module.constructor.name}:\n  ${problems.join('\n  ')}`,
    );
  }
  noGrad(() => {
    for (const [target, value] of copies) target.copy_(value);
  });
  return { missingKeys, unexpectedKeys };
}

function quote(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}
