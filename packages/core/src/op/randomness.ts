import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { batchDimOf, batchedShape, hideLeading, levelsOf, openLevels, physical, type VmapLevel } from './batch.ts';

/**
 * The calls of vmap around a random function whose samples each get numbers of their own.
 *
 * Throws an ArgumentError where randomness was not allowed.
 */
export function drawnLevels(name: string): readonly VmapLevel[] {
  const levels = openLevels();
  if (levels.some(({ randomness }) => randomness === 'error')) {
    throw new ArgumentError(
      `vmap: ${name} draws random numbers; pass vmap { randomness: 'different' } to draw for each sample, ` +
        "or { randomness: 'same' } to draw once for all",
    );
  }
  return levels.filter(({ randomness }) => randomness === 'different');
}

/** The operand of a random function with all samples that it draws for. Refuses one that differs where draws do not. */
export function drawnOperand(name: string, x: Tensor, levels: readonly VmapLevel[]): Tensor {
  if (levelsOf([x])?.some((level) => !levels.includes(level))) {
    throw new ArgumentError(
      `vmap: ${name} cannot draw the same numbers for all samples with a tensor that differs between them; ` +
        "pass vmap { randomness: 'different' }",
    );
  }
  return physical(x, levels, x.shape.length).expand(batchedShape(levels, x.shape));
}

/** What a random function has drawn, as its caller sees it. */
export function drawnResult(whole: Tensor, levels: readonly VmapLevel[]): Tensor {
  return levels.length === 0 ? whole : hideLeading(whole, levels);
}

/** All samples of a tensor that a random function writes to. */
export function drawnTarget(name: string, x: Tensor): Tensor {
  const levels = drawnLevels(name);
  if (levels.some((level) => !batchDimOf(x, level))) {
    throw new ArgumentError(
      `vmap: ${name} cannot draw for each sample into a tensor that is the same for all of them; ` +
        "use a function that makes a new tensor, or vmap { randomness: 'same' }",
    );
  }
  return drawnOperand(name, x, levels);
}
