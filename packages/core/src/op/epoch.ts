import { disposed, type Storage } from '../memory/memory.ts';

let current = 0;
let last = disposed;
/** What the gradient rules that run now have made, the inner ones behind the outer ones. */
const made: (Storage | undefined)[] = [];
let madeCount = 0;

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

/** Runs code of users inside a gradient rule: what it makes is theirs. */
export function outsideEpochs<T>(fn: () => T): T {
  const outer = current;
  current = 0;
  try {
    return fn();
  } finally {
    current = outer;
  }
}

/** Notes what the gradient rule that runs has made. */
export function noteMade(storage: Storage): void {
  made[madeCount++] = storage;
}

/** How much has been noted: where what comes after begins. */
export function countMade(): number {
  return madeCount;
}

/** Frees what was made from there on and is no gradient on its way. */
export function freeMade(from: number): void {
  while (madeCount > from) freeUnlessHeld(takeLastMade());
}

/** Leaves what was made from there on to whoever has it. */
export function leaveMade(from: number): void {
  while (madeCount > from) takeLastMade().epoch = 0;
}

/** Leaves what was made from there on to the engine, which holds it. */
export function forgetMade(from: number): void {
  while (madeCount > from) takeLastMade();
}

function takeLastMade(): Storage {
  madeCount--;
  const storage = made[madeCount]!;
  made[madeCount] = undefined;
  return storage;
}

/** Frees elements that only the engine and graphs knew, when none of them holds them. */
export function freeUnlessHeld(storage: Storage): void {
  if (storage.epoch > 0 && storage.holds === 0) storage.free();
}
