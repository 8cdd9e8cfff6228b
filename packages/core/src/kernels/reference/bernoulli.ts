import type { Operand } from '../../memory/memory.ts';
import { fillBernoulli } from '../../random/distributions.ts';
import type { Generator } from '../../random/generator.ts';
import { sizeOf } from '../../shape.ts';

export function bernoulli(generator: Generator, p: number, { storage, offset, shape }: Operand): void {
  fillBernoulli(storage.data.subarray(offset, offset + sizeOf(shape)), p, generator);
}
