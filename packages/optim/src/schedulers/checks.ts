import { ArgumentError } from '@cotangent/core';
import type { Optimizer } from '../optimizer.ts';

/** Refuses anything but a whole number ≥ `least`. */
export function checkWhole(name: string, option: string, value: unknown, least: number): void {
  if (!(Number.isInteger(value) && (value as number) >= least)) {
    throw new ArgumentError(`${name}: ${option} must be a whole number ≥ ${least}, got ${String(value)}`);
  }
}

/** Refuses anything but a finite number. */
export function checkFinite(name: string, option: string, value: unknown): void {
  if (!Number.isFinite(value))
    throw new ArgumentError(`${name}: ${option} must be a finite number, got ${String(value)}`);
}

/** Refuses anything but one of a few words. */
export function checkWord(name: string, option: string, value: unknown, words: readonly string[]): void {
  if (!words.includes(value as string)) {
    throw new ArgumentError(`${name}: ${option} must be ${words.join(' or ')}, got ${String(value)}`);
  }
}

/** The numbers of all groups, of one for all or a list. Throws an ArgumentError for a list of another length. */
export function perGroup(
  name: string,
  option: string,
  value: number | readonly number[],
  { paramGroups }: Optimizer,
): number[] {
  const values = typeof value === 'number' ? paramGroups.map(() => value) : [...listOf(name, option, value)];
  if (values.length !== paramGroups.length) {
    throw new ArgumentError(
      `${name}: ${option} has ${values.length} values for ${paramGroups.length} parameter groups`,
    );
  }
  values.forEach((each, i) => {
    checkFinite(name, typeof value === 'number' ? option : `${option}[${i}]`, each);
  });
  return values;
}

/** Refuses anything but a list. */
export function listOf<T>(name: string, option: string, value: readonly T[]): readonly T[] {
  if (!Array.isArray(value)) throw new ArgumentError(`${name}: ${option} must be a list, got ${String(value)}`);
  return value;
}
