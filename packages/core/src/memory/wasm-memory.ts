import { warnOnce } from '../warn.ts';
import { type WasmMemory, type WebAssemblyApi, webAssembly } from '../web-assembly.ts';

/** The unit in which the memory grows. */
export const pageBytes = 65536;
/** As far as addresses of 32 bits reach. */
const maximumPages = 65536;
/** A memory of less than 64 MiB is not worth having. */
const smallestMaximum = 2048;
/** The first page holds the constants of kernels; address 0 is nobody's. */
export const reservedBytes: number = pageBytes;

let memory: WasmMemory | undefined;
let refused = false;
let limit = maximumPages * pageBytes;

/**
 * Typed arrays over the whole memory, made when they are first needed after it has grown: growing detaches them. To be
 * used, and not kept, by whoever reads single elements.
 */
export const views: { bytes: Uint8Array; integers: Int32Array; floats: Float32Array } = {
  bytes: /* @__PURE__ */ new Uint8Array(0),
  integers: /* @__PURE__ */ new Int32Array(0),
  floats: /* @__PURE__ */ new Float32Array(0),
};

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
    memory = newMemory(api, maximumPages);
    renewViews();
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

/** Some hosts set addresses aside for all that the memory may become, and have not so many. */
function newMemory(api: WebAssemblyApi, maximum: number): WasmMemory {
  try {
    return new api.Memory({ initial: reservedBytes / pageBytes, maximum });
  } catch (error) {
    if (maximum < smallestMaximum) throw error;
    return newMemory(api, maximum / 2);
  }
}

/** How large the memory is, in bytes. */
export function memorySize(): number {
  return views.bytes.length;
}

/** How large the memory may become, in bytes. */
export function memoryLimit(): number {
  return limit;
}

/** Lets the memory become no larger than this from now on; returns the limit before. It never shrinks. */
export function exchangeMemoryLimit(bytes: number): number {
  const previous = limit;
  limit = Math.min(bytes, maximumPages * pageBytes);
  return previous;
}

/** Grows the memory by some pages. Returns false, and changes nothing, when limit or host do not allow it. */
export function growMemory(pages: number): boolean {
  if (memorySize() + pages * pageBytes > limit) return false;
  try {
    wasmMemory()!.grow(pages);
  } catch {
    return false;
  }
  renewViews();
  return true;
}

function renewViews(): void {
  const { buffer } = memory!;
  views.bytes = new Uint8Array(buffer);
  views.integers = new Int32Array(buffer);
  views.floats = new Float32Array(buffer);
}
