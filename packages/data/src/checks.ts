import { ArgumentError } from '@cotangent/core';

/** Refuses what is not a whole number ≥ 1. */
export function checkPositive(name: string, what: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new ArgumentError(`${name}: ${what} must be a whole number ≥ 1, got ${String(value)}`);
  }
}
