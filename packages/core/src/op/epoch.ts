let current = 0;
let last = 0;

/**
 * The number of the gradient rule that runs now, which new storages carry; 0 outside of all. So the engine can tell
 * what a rule has made from what it has only passed on.
 */
export function currentEpoch(): number {
  return current;
}

/** Begins the run of a gradient rule. Returns its number. */
export function beginEpoch(): number {
  last++;
  current = last;
  return current;
}

/** Ends the run of a gradient rule, back to the one around it. */
export function endEpoch(outer: number): void {
  current = outer;
}
