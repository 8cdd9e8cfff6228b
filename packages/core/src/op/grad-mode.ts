import { scoped } from './scope.ts';

let enabled = true;
let inference = false;

/** Whether gradients are enabled right now. */
export function isGradEnabled(): boolean {
  return enabled;
}

/** Whether operations are recorded right now: inside {@link inferenceMode} not even where gradients are enabled. */
export function isRecording(): boolean {
  return enabled && !inference;
}

/** Whether an {@link inferenceMode} scope is open. */
export function isInferenceModeEnabled(): boolean {
  return inference;
}

function enter(enabling: boolean, inferring: boolean): () => void {
  const before = { enabled, inference };
  enabled = enabling;
  inference = inferring;
  return () => {
    enabled = before.enabled;
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

/**
 * {@link noGrad}, for results that will never take part in a gradient: inside, nothing is recorded, not even in
 * {@link enableGrad}, and new tensors are inference tensors, whose changes in place nobody follows. Outside they may be
 * read, but not be changed in place nor be saved for a gradient; `clone()` gives a normal one. With `mode` false, the
 * code inside runs as outside of such a scope.
 * https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html
 */
export function inferenceMode(mode?: boolean): Disposable;
export function inferenceMode<T>(fn: () => T): T;
export function inferenceMode<T>(mode: boolean, fn: () => T): T;
export function inferenceMode<T>(modeOrFn: boolean | (() => T) = true, given?: () => T): T | Disposable {
  const [mode, fn] = typeof modeOrFn === 'function' ? [true, modeOrFn] : [modeOrFn, given];
  return scoped('inferenceMode', () => enter(!mode, mode), fn);
}
