import { type AnomalyMode, anomalyMode, changeAnomalyMode } from '../op/anomaly-mode.ts';
import { scoped } from '../op/scope.ts';
import { listenToOps } from '../op/trace.ts';
import { checkForward, creationOf, watchRule } from './anomaly-checks.ts';

/** What anomaly detection takes. */
export interface AnomalyOptions {
  /** Whether results and gradients are searched for NaN and Infinity. Defaults to true. */
  readonly checkNan?: boolean | undefined;
}

/**
 * Throws a GradientError at the first operation whose result is NaN or infinite though its operands are not, and at the
 * first whose gradient is: with shapes and ranges of the operands, and where your code called the operation. Any error
 * of a backward says where the call was made whose gradient failed. For the call of `fn`, or until the returned handle is
 * disposed; slow, and free when off.
 *
 * PyTorch looks at gradients, and at NaN, only. Where an infinite result is meant to be, pass `{ checkNan: false }`.
 * https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection
 */
export function detectAnomaly(options?: AnomalyOptions): Disposable;
export function detectAnomaly<T>(fn: () => T, options?: AnomalyOptions): T;
export function detectAnomaly<T>(
  fnOrOptions: (() => T) | AnomalyOptions | undefined,
  given?: AnomalyOptions,
): T | Disposable {
  const [fn, options] = typeof fnOrOptions === 'function' ? [fnOrOptions, given] : [undefined, fnOrOptions];
  return scoped('detectAnomaly', () => change(true, options), fn);
}

/**
 * {@link detectAnomaly} by a flag, for all that follows, or until the returned handle is disposed.
 * https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.set_detect_anomaly
 */
export function setDetectAnomaly(enabled: boolean, options?: AnomalyOptions): Disposable {
  return { [Symbol.dispose]: change(enabled, options) };
}

/** Whether {@link detectAnomaly} is on. */
export function isAnomalyEnabled(): boolean {
  return anomalyMode() !== undefined;
}

/** Whether {@link detectAnomaly} is on and searches for NaN and Infinity. */
export function isAnomalyCheckNanEnabled(): boolean {
  return anomalyMode()?.checkNan ?? false;
}

/**
 * Switches on, or off, what helps to find mistakes and costs time: {@link detectAnomaly}, and with it the stack of the
 * call that made each node of the graph (`gradFn.creationStack`).
 */
export function setDebug(enabled: boolean): Disposable {
  return setDetectAnomaly(enabled);
}

let stopListening: (() => void) | undefined;

function listenAs(mode: AnomalyMode | undefined): void {
  if (mode?.checkNan) stopListening ??= listenToOps(checkForward);
  else {
    stopListening?.();
    stopListening = undefined;
  }
}

function change(enabled: boolean, { checkNan = true }: AnomalyOptions = {}): () => void {
  const restore = changeAnomalyMode(
    enabled ? { checkNan, creation: creationOf, watch: (node, grads) => watchRule(node, grads, checkNan) } : undefined,
  );
  listenAs(anomalyMode());
  return () => {
    restore();
    listenAs(anomalyMode());
  };
}
