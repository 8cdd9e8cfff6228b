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

interface Port {
  close(): void;
  postMessage(message: unknown, transfer: readonly unknown[]): void;
}

let keepsFreedPages = false;

/**
 * Lets glibc, the allocator of Node on Linux, keep freed buffers of up to 31 MB for the next ones. By default it returns
 * those above 128 KB to the system, and each page of the next buffer faults: copies into new buffers take 0.06 instead of
 * 0.4 ns per byte. Freeing one large buffer is what tells it; a message to a closed port frees what it takes along.
 */
export function keepFreedPages(): void {
  const { MessageChannel } = globalThis as { MessageChannel?: new () => { readonly port1: Port } };
  if (keepsFreedPages || !nodeProcess() || !MessageChannel) return;
  keepsFreedPages = true;
  const { port1 } = new MessageChannel();
  port1.close();
  const buffer = new ArrayBuffer(31 << 20);
  port1.postMessage(buffer, [buffer]);
}
