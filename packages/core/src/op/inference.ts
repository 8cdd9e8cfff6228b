import { GradientError } from '../errors.ts';
import type { Storage } from '../memory/memory.ts';
import { isInferenceModeEnabled } from './grad-mode.ts';

/** The version of elements that are made in inference mode: no write changes it. */
const uncounted = Number.POSITIVE_INFINITY;

/** Makes elements those of inference tensors, inside inference mode. */
export function markInference(storage: Storage): Storage {
  if (isInferenceModeEnabled()) storage.version = uncounted;
  return storage;
}

/** Whether elements were made in inference mode. */
export function isInference({ storage }: { readonly storage: Storage }): boolean {
  return storage.version === uncounted;
}

export function inferenceError(name: string, what: string): GradientError {
  return new GradientError(`${name}: an inference tensor cannot ${what}; clone() it to get a normal tensor`);
}

/** Refuses a write that a graph might not notice. */
export function checkNoInference(name: string, target: { readonly storage: Storage }): void {
  if (!isInference(target) || isInferenceModeEnabled()) return;
  throw inferenceError(name, 'be changed in place outside of inferenceMode');
}
