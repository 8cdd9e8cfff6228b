import { ArgumentError } from '../errors.ts';
import { currentMemory } from './current.ts';
import { LinearMemory, type MemoryStatistics } from './linear-memory.ts';
import { exchangeMemoryLimit } from './wasm-memory.ts';

/**
 * What the memory of tensors holds and has done so far; `undefined` where tensors are ordinary buffers, because the host
 * has no WebAssembly.
 */
export function memoryStatistics(): MemoryStatistics | undefined {
  const memory = currentMemory();
  return memory instanceof LinearMemory ? memory.statistics() : undefined;
}

/**
 * Lets the linear memory become no larger than so many bytes from now on; 4 GiB unless said, which is as far as it can
 * reach. It never shrinks. What does not fit waits in ordinary buffers until it is used; what a single operation needs
 * must fit, or it throws a CotangentError.
 *
 * Throws an ArgumentError unless the limit is a whole number above 0.
 */
export function setMemoryLimit(bytes: number): void {
  if (!Number.isInteger(bytes) || bytes <= 0) {
    throw new ArgumentError(`setMemoryLimit: expected a whole number of bytes above 0, got ${bytes}`);
  }
  exchangeMemoryLimit(bytes);
}
