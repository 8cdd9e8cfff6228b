/**
 * For tests of operations defined outside the library: the memory that moves every storage between any two kernels.
 */
export { exchangeMemory } from './memory/current.ts';
export { MovingMemory } from './memory/moving-memory.ts';
