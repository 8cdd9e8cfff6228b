/**
 * For tests of operations defined outside the library: the memory that moves every storage between any two kernels, and
 * how many formulas have run on plain loops, not on vectors.
 */

export { mapFallbacks } from './kernels/simd/map.ts';
export { exchangeMemory } from './memory/current.ts';
export { MovingMemory } from './memory/moving-memory.ts';
