import { ArgumentError } from '@cotangent/core';

/** Refuses a size of a layer that is no whole number, or below `least`. */
export function checkCount(layer: string, name: string, count: number, least = 1): void {
  if (!Number.isInteger(count) || count < least) {
    throw new ArgumentError(`${layer}: ${name} is ${count}, expected a whole number ≥ ${least}`);
  }
}
