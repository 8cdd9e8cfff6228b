/** What differs by host. Asked at first use, never at import. */

interface NodeProcess {
  readonly env?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: 'node:v8'): { setFlagsFromString(flags: string): void };
}

function nodeProcess(): NodeProcess | undefined {
  return (globalThis as { process?: NodeProcess }).process;
}

/** An environment variable, where the host has such. */
export function environmentVariable(name: string): string | undefined {
  return nodeProcess()?.env?.[name];
}

/**
 * Lets V8 accept relaxed SIMD, which Node has behind a flag before version 22. It acts on modules compiled from now on,
 * in the whole process, and does nothing to modules that do not use these instructions.
 */
export function enableRelaxedSimd(): void {
  nodeProcess()?.getBuiltinModule?.('node:v8').setFlagsFromString('--experimental-wasm-relaxed-simd');
}
