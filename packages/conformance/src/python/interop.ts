import { camelCase } from '../adapter/camel-case.ts';
import type { Callable } from './scope.ts';

/** Python's None is undefined here, and what can only be run through once is a list. */
export function toPython(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value === 'object' && 'next' in value && Symbol.iterator in value)
    return [...(value as Iterable<unknown>)];
  return value;
}

/** A function of Python as JavaScript calls it; other values are the same. */
export function toLibrary(value: unknown): unknown {
  if (typeof value !== 'function') return value;
  return (...args: unknown[]): unknown => (value as Callable)(args.map(toPython), {});
}

/** The arguments of a call as the library takes them: keywords in one object at the end. */
export function libraryArguments(args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): unknown[] {
  const options = Object.entries(kwargs).map(([key, value]) => [camelCase(key), toLibrary(value)]);
  return [...args.map(toLibrary), ...(options.length > 0 ? [Object.fromEntries(options)] : [])];
}
