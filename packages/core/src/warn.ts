const given = new Set<string>();

/** Prints a warning, once for each `key`. */
export function warnOnce(key: string, message: string): void {
  if (given.has(key)) return;
  given.add(key);
  // hosts without a console exist, and this package assumes none
  (globalThis as { console?: { warn(message: string): void } }).console?.warn(message);
}
