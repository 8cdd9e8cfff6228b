import { warnOnce } from '../warn.ts';
import { type WasmMemory, webAssembly } from '../web-assembly.ts';

const pageBytes = 65536;
/** As far as addresses of 32 bits reach. */
const maximumPages = 65536;
/** The first page holds the constants of kernels; address 0 is nobody's. */
const reservedPages = 1;

let memory: WasmMemory | undefined;
let refused = false;
let taken = reservedPages * pageBytes;

/**
 * The one linear memory that tensors lie in and kernels work on; `undefined`, after one warning, where the host has no
 * WebAssembly or its content security policy forbids it.
 */
export function wasmMemory(): WasmMemory | undefined {
  if (memory || refused) return memory;
  try {
    const api = webAssembly()!;
    // the smallest module there is: throws where compiling is forbidden
    new api.Module(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
    memory = new api.Memory({ initial: reservedPages, maximum: maximumPages });
  } catch {
    refused = true;
    warnOnce(
      'no WebAssembly',
      'Cotangent: WebAssembly is not available here (a content security policy needs wasm-unsafe-eval), so operations ' +
        'run on plain JavaScript loops: the same numbers, but slower.',
    );
  }
  return memory;
}

/** Takes a stretch of the memory, growing it; its address, a multiple of 64 KiB. Throws a RangeError when there is no more. */
export function takePages(bytes: number): number {
  const grown = wasmMemory()!;
  const needed = Math.ceil(bytes / pageBytes);
  const address = taken;
  const missing = (address + needed * pageBytes - grown.buffer.byteLength) / pageBytes;
  if (missing > 0) grown.grow(missing);
  taken += needed * pageBytes;
  return address;
}
