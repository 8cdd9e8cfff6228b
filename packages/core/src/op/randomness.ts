import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { batchingOf, openLevels, type VmapLevel } from './batch.ts';

/**
 * The calls of vmap around a random function whose samples each get numbers of their own.
 *
 * Throws an ArgumentError where randomness was not allowed.
 */
export function drawnLevels(name: string): readonly VmapLevel[] {
  if (openLevels.some(({ randomness }) => randomness === 'error')) {
    throw new ArgumentError(
      `vmap: ${name} draws random numbers; pass vmap { randomness: 'different' } to draw for each sample, ` +
        "or { randomness: 'same' } to draw once for all",
    );
  }
  return openLevels.filter(({ randomness }) => randomness === 'different');
}

/** The operand of a random function with all samples that it draws for. Refuses one that differs where draws do not. */
export function drawnOperand(name: string, x: Tensor, levels: readonly VmapLevel[]): Tensor {
  return (batchingOf(x) ?? levels[0]?.batching)?.drawnFor(name, x, levels) ?? x;
}

/** What a random function has drawn, as its caller sees it. */
export function drawnResult(whole: Tensor, levels: readonly VmapLevel[]): Tensor {
  return levels[0]?.batching.drawn(whole, levels) ?? whole;
}

/** All samples of a tensor that a random function writes to. */
export function drawnTarget(name: string, x: Tensor): Tensor {
  const levels = drawnLevels(name);
  if (levels.some((level) => !x.batch?.some((dim) => dim.level === level))) {
    throw new ArgumentError(
      `vmap: ${name} cannot draw for each sample into a tensor that is the same for all of them; ` +
        "use a function that makes a new tensor, or vmap { randomness: 'same' }",
    );
  }
  return drawnOperand(name, x, levels);
}
