import { ArgumentError, GradientError } from '../errors.ts';

interface Scope {
  readonly name: string;
  readonly restore: () => void;
}

const scopes: Scope[] = [];

/**
 * A mode that holds for the call of `fn`, or without one until the returned handle is disposed; `enter` begins it and
 * returns what takes it back.
 *
 * Throws an ArgumentError when `fn` returns a promise, a GradientError when it leaves a scope of its own open. Disposing
 * throws a GradientError, naming both, while a scope that was opened later is still open.
 */
export function scoped<T>(name: string, enter: () => () => void, fn: () => T): T;
export function scoped<T>(name: string, enter: () => () => void, fn: (() => T) | undefined): T | Disposable;
export function scoped<T>(name: string, enter: () => () => void, fn: (() => T) | undefined): T | Disposable {
  return fn ? run(name, enter, fn) : open(name, enter());
}

function open(name: string, restore: () => void): Disposable {
  const scope: Scope = { name, restore };
  scopes.push(scope);
  let closed = false;
  return {
    [Symbol.dispose]() {
      if (closed) return;
      const top = scopes.at(-1);
      // a function scope around it has ended, and took it along
      if (!scopes.includes(scope)) {
        closed = true;
        return;
      }
      if (top !== scope) {
        throw new GradientError(
          `${name}: disposed before the ${top?.name ?? name} opened after it; dispose scopes in reverse order`,
        );
      }
      closed = true;
      scopes.pop();
      restore();
    },
  };
}

function run<T>(name: string, enter: () => () => void, fn: () => T): T {
  const depth = scopes.length;
  let result: T;
  let leaked: Scope | undefined;
  scopes.push({ name, restore: enter() });
  try {
    result = fn();
  } finally {
    leaked = scopes[depth + 1];
    while (scopes.length > depth) scopes.pop()!.restore();
  }
  if (typeof (result as { then?: unknown } | undefined | null)?.then === 'function') {
    throw new ArgumentError(
      `${name}: the function returned a promise, but ${name} ends with the call; put the await outside`,
    );
  }
  if (leaked) throw new GradientError(`${name}: the function opened ${leaked.name} and did not dispose it`);
  return result;
}
