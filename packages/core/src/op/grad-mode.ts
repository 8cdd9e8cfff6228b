import { scoped } from './scope.ts';

let recording = true;
let inference = false;

/** Whether operations are recorded for gradients right now. */
export function isGradEnabled(): boolean {
  return recording;
}

/** Whether an {@link inferenceMode} scope is open. */
export function isInferenceModeEnabled(): boolean {
  return inference;
}

function enter(enabled: boolean, inferring: boolean): () => void {
  const before = { recording, inference };
  recording = enabled;
  inference = inferring;
  return () => {
    recording = before.recording;
    inference = before.inference;
  };
}

function scope<T>(name: string, enabled: boolean, fn: (() => T) | undefined): T | Disposable {
  return scoped(name, () => enter(enabled, inference), fn);
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
  return scope('noGrad', false, fn);
}

/** Records again inside {@link noGrad}. https://docs.pytorch.org/docs/stable/generated/torch.enable_grad.html */
export function enableGrad(): Disposable;
export function enableGrad<T>(fn: () => T): T;
export function enableGrad<T>(fn?: () => T): T | Disposable {
  return scope('enableGrad', true, fn);
}

/** {@link enableGrad} or {@link noGrad}, by a flag. */
export function setGradEnabled(enabled: boolean): Disposable;
export function setGradEnabled<T>(enabled: boolean, fn: () => T): T;
export function setGradEnabled<T>(enabled: boolean, fn?: () => T): T | Disposable {
  return scope('setGradEnabled', enabled, fn);
}

/** Like {@link noGrad}, saying that no result will ever take part in a gradient. */
export function inferenceMode(): Disposable;
export function inferenceMode<T>(fn: () => T): T;
export function inferenceMode<T>(fn?: () => T): T | Disposable {
  return scoped('inferenceMode', () => enter(false, true), fn);
}
