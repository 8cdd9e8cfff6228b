/** How the binary format writes numbers and texts. https://webassembly.github.io/spec/core/binary/values.html */

/** LEB128: seven bits a byte, the lowest first. */
export function pushUnsigned(bytes: number[], value: number): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

export function pushSigned(bytes: number[], value: number): void {
  let rest = value | 0;
  // the last byte's second bit is the sign
  while (rest < -0x40 || rest > 0x3f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
}

export function pushFloat32(bytes: number[], value: number): void {
  bytes.push(...new Uint8Array(Float32Array.of(value).buffer));
}

export function pushFloat64(bytes: number[], value: number): void {
  bytes.push(...new Uint8Array(Float64Array.of(value).buffer));
}

/** ASCII only. */
export function pushName(bytes: number[], name: string): void {
  pushUnsigned(bytes, name.length);
  for (let i = 0; i < name.length; i++) bytes.push(name.charCodeAt(i));
}

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

/** The length, then the bytes. */
export function sized(content: readonly number[]): number[] {
  return unsigned(content.length).concat(content);
}
