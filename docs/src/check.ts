import { inspect } from 'node:util';
import { expect } from 'vitest';

/** What the example has printed since the last check. */
export const printed: string[] = [];

/**
 * Compares a `// => value` comment with the value, with the error its computation throws, or, where there is none, with
 * what was printed since the last check. White space counts once and not inside brackets; `…` stands for anything.
 */
export function check(place: string, expected: string, compute?: () => unknown): void {
  const actual = tidy(compute === undefined ? printed.join('\n') : inspected(compute));
  printed.length = 0;
  const pattern = tidy(expected)
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('…', '.*');
  if (!new RegExp(`^${pattern}$`).test(actual)) expect(actual, place).toBe(tidy(expected));
}

function inspected(compute: () => unknown): string {
  try {
    return inspect(compute(), { depth: null, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: null });
  } catch (error) {
    return String(error);
  }
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/(?<=[([{]) | (?=[)\]}])/g, '')
    .trim();
}
