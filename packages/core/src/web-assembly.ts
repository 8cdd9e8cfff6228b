/**
 * What is used of the WebAssembly API. Declared here because its types otherwise come only with those of the DOM, which
 * this package must not use.
 */
export interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, WasmFunction>> };
  validate(bytes: Uint8Array): boolean;
}

/** https://developer.mozilla.org/en-US/docs/WebAssembly/Reference/JavaScript_interface/Memory */
export interface WasmMemory {
  /** Another object after each {@link grow}; the old one is detached. */
  readonly buffer: ArrayBuffer;
  /** Takes pages of 64 KiB. Throws a RangeError beyond the maximum. */
  grow(pages: number): number;
}

/** An exported function: numbers in, at most one number out. */
export type WasmFunction = (...args: number[]) => number;

/** The host's WebAssembly, if it has one. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
}
