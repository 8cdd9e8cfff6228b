import { ArgumentError, GradientError } from '../errors.ts';

interface Scope {
  readonly name: string;
  readonly recording: boolean;
}

const scopes: Scope[] = [];
let recording = true;

/** Whether operations are recorded for gradients right now. */
export function isGradEnabled(): boolean {
  return recording;
}

/** Whether an {@link inferenceMode} scope is open. */
export function isInferenceModeEnabled(): boolean {
  return scopes.some((scope) => scope.name === 'inferenceMode');
}

function open(name: string, enabled: boolean): Disposable {
  const scope: Scope = { name, recording };
  scopes.push(scope);
  recording = enabled;
  let closed = false;
  return {
    [Symbol.dispose]() {
      if (closed) return;
      const top = scopes.at(-1);
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
      recording = scope.recording;
    },
  };
}

function run<T>(name: string, enabled: boolean, fn: () => T): T {
  const depth = scopes.length;
  const before = recording;
  let result: T;
  let leaked: Scope | undefined;
  open(name, enabled);
  try {
    result = fn();
  } finally {
    leaked = scopes[depth + 1];
    scopes.length = depth;
    recording = before;
  }
  if (typeof (result as { then?: unknown } | undefined | null)?.then === 'function') {
    throw new ArgumentError(
      `${name}: the function returned a promise, but grad modes are synchronous; put the await outside`,
    );
  }
  if (leaked) throw new GradientError(`${name}: the function opened ${leaked.name} and did not dispose it`);
  return result;
}

/**
 * Stops recording: for the call of `fn`, or until the returned handle is disposed (`using _ = noGrad()`).
 *
 * Throws an ArgumentError when `fn` returns a promise, a GradientError when scopes are not disposed in order.
 * https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html
 */
export function noGrad(): Disposable;
export function noGrad<T>(fn: () => T): T;
export function noGrad<T>(fn?: () => T): T | Disposable {
  return fn ? run('noGrad', false, fn) : open('noGrad', false);
}

/** Records again inside {@link noGrad}. https://docs.pytorch.org/docs/stable/generated/torch.enable_grad.html */
export function enableGrad(): Disposable;
export function enableGrad<T>(fn: () => T): T;
export function enableGrad<T>(fn?: () => T): T | Disposable {
  return fn ? run('enableGrad', true, fn) : open('enableGrad', true);
}

/** {@link enableGrad} or {@link noGrad}, by a flag. */
export function setGradEnabled(enabled: boolean): Disposable;
export function setGradEnabled<T>(enabled: boolean, fn: () => T): T;
export function setGradEnabled<T>(enabled: boolean, fn?: () => T): T | Disposable {
  return fn ? run('setGradEnabled', enabled, fn) : open('setGradEnabled', enabled);
}

/** Like {@link noGrad}, saying that no result will ever take part in a gradient. */
export function inferenceMode(): Disposable;
export function inferenceMode<T>(fn: () => T): T;
export function inferenceMode<T>(fn?: () => T): T | Disposable {
  return fn ? run('inferenceMode', false, fn) : open('inferenceMode', false);
}
