import { ArgumentError } from '@cotangent/core';

/** Refuses an option that is not a number ≥ 0. NaN is none. */
export function checkNonNegative(name: string, option: string, value: unknown): void {
  if (!(typeof value === 'number' && value >= 0)) {
    throw new ArgumentError(`${name}: ${option} must be a number ≥ 0, got ${String(value)}`);
  }
}

/** Refuses anything but two numbers in [0, 1). */
export function checkBetas(name: string, betas: unknown): void {
  if (!Array.isArray(betas) || betas.length !== 2) {
    throw new ArgumentError(`${name}: betas must be two numbers, got ${String(betas)}`);
  }
  betas.forEach((beta: unknown, i) => {
    if (!(typeof beta === 'number' && beta >= 0 && beta < 1)) {
      throw new ArgumentError(`${name}: betas[${i}] must be in [0, 1), got ${String(beta)}`);
    }
  });
}

export function checkBoolean(name: string, option: string, value: unknown): void {
  if (typeof value !== 'boolean')
    throw new ArgumentError(`${name}: ${option} must be true or false, got ${String(value)}`);
}
