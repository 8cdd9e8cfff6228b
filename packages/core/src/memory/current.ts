import { CotangentError } from '../errors.ts';
import { BufferMemory } from './buffer-memory.ts';
import { LinearMemory } from './linear-memory.ts';
import { type Memory, type Operand, thisCopy } from './memory.ts';
import { wasmMemory } from './wasm-memory.ts';

let current: Memory | undefined;

/** Where new tensors lie: the linear memory, unless the host has none or another was set. */
export function currentMemory(): Memory {
  current ??= wasmMemory() ? new LinearMemory() : new BufferMemory();
  return current;
}

/** Makes new tensors come from another memory; returns the one used before. Existing tensors stay where they are. */
export function exchangeMemory(memory: Memory): Memory {
  const previous = currentMemory();
  current = memory;
  return previous;
}

/** The start of the kernel protocol: operands stay where they are until {@link endKernel}; none when it throws. */
export function beginKernel(operands: readonly (Operand | undefined)[]): void {
  let pinned = 0;
  try {
    for (; pinned < operands.length; pinned++) {
      const storage = operands[pinned]?.storage;
      if (!storage) continue;
      if (storage.home !== undefined && storage.home !== thisCopy) throw foreignError();
      storage.pin();
    }
  } catch (error) {
    while (pinned > 0) operands[--pinned]?.storage.unpin();
    throw error;
  }
}

/** The end of the kernel protocol, to be called once with the inputs and the outputs, also when the kernel threw. */
export function endKernel(inputs: readonly (Operand | undefined)[], outputs: readonly (Operand | undefined)[]): void {
  for (let i = 0; i < inputs.length; i++) inputs[i]?.storage.unpin();
  for (let i = 0; i < outputs.length; i++) outputs[i]?.storage.unpin();
  currentMemory().settle();
}

function foreignError(): CotangentError {
  return new CotangentError(
    'a tensor was made by another copy of the library; install one version of @cotangent/core, and bundle it once',
  );
}
