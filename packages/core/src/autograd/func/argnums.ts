import { ArgumentError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapLeaves } from '../pytree.ts';

/** Which arguments to differentiate by: one position, or several; negative ones count from the end. */
export type Argnums = number | readonly number[];

type At<Args extends readonly unknown[], N extends number> = `${N}` extends keyof Args
  ? Args[`${N}` & keyof Args]
  : Args[number];

/** Those arguments, of which each has a derivative of its own form. */
export type Chosen<Args extends readonly unknown[], N extends Argnums> = N extends number
  ? At<Args, N>
  : { -readonly [K in keyof N]: N[K] extends number ? At<Args, N[K]> : N[K] };

/** The positions. Throws an ArgumentError for one that no argument has, and for repetition. */
export function positionsOf(name: string, argnums: Argnums, count: number): readonly number[] {
  const listed = typeof argnums === 'number' ? [argnums] : argnums;
  if (listed.length === 0) throw new ArgumentError(`${name}: argnums is empty`);
  const positions = listed.map((n) => (n < 0 ? n + count : n));
  positions.forEach((at, i) => {
    if (!Number.isInteger(at) || at < 0 || at >= count) {
      throw new ArgumentError(`${name}: argnums has ${listed[i]}, but the function was called with ${count} arguments`);
    }
    if (positions.indexOf(at) !== i) throw new ArgumentError(`${name}: argnums has ${listed[i]} twice`);
  });
  return positions;
}

/**
 * One result per input, given in the order of the arguments, in the form of the chosen arguments; a list of them when
 * several were asked for.
 */
export function inFormOf(
  args: readonly unknown[],
  argnums: Argnums,
  positions: readonly number[],
  results: readonly Tensor[],
): unknown {
  const rest = [...results];
  const forms = new Map<number, unknown>();
  for (const at of [...positions].sort((a, b) => a - b))
    forms.set(
      at,
      mapLeaves(args[at], () => rest.shift()),
    );
  const ordered = positions.map((at) => forms.get(at));
  return typeof argnums === 'number' ? ordered[0] : ordered;
}
