import { type Tensor, type TypedArray, tensor } from '@cotangent/core';

/** Thrown for a file that is no safetensors file. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A half-precision number from its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** How an element is read, and the array that holds such elements here: int64 is our int32, float16 our float32. */
interface Kind {
  readonly bytes: number;
  readonly array: (length: number) => TypedArray;
  readonly read: (view: DataView, at: number) => number;
}

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['F32', { bytes: 4, array: (n) => new Float32Array(n), read: (view, at) => view.getFloat32(at, true) }],
  ['F64', { bytes: 8, array: (n) => new Float64Array(n), read: (view, at) => view.getFloat64(at, true) }],
  ['F16', { bytes: 2, array: (n) => new Float32Array(n), read: (view, at) => half(view.getUint16(at, true)) }],
  ['I32', { bytes: 4, array: (n) => new Int32Array(n), read: (view, at) => view.getInt32(at, true) }],
  ['I64', { bytes: 8, array: (n) => new Int32Array(n), read: (view, at) => Number(view.getBigInt64(at, true)) }],
  ['U8', { bytes: 1, array: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) }],
  ['BOOL', { bytes: 1, array: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) }],
]);

/**
 * The tensors of a safetensors file (https://huggingface.co/docs/safetensors): eight bytes with the length of a JSON
 * header, the header, and the elements, whose offsets count from the end of the header.
 *
 * Throws a SafetensorsError for a file that is cut off, a header that is none, and a tensor that does not fit its bytes.
 */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new SafetensorsError(`the file has ${bytes.length} bytes, its header's length takes 8`);
  const length = Number(view.getBigUint64(0, true));
  const start = 8 + length;
  if (start > bytes.length) {
    throw new SafetensorsError(`the header has ${length} bytes, but only ${bytes.length - 8} follow byte 8`);
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(readHeader(bytes.subarray(8, start)))) {
    if (name !== '__metadata__') tensors.set(name, readTensor(name, entry as Entry, view, start));
  }
  return tensors;
}

function readHeader(bytes: Uint8Array): object {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    throw new SafetensorsError(`the header is no JSON: ${(error as Error).message}`);
  }
}

function readTensor(name: string, { dtype, shape, data_offsets }: Entry, view: DataView, start: number): Tensor {
  const kind = kinds.get(dtype);
  if (!kind) throw new SafetensorsError(`${name}: elements of dtype ${dtype} are not supported`);
  const count = shape.reduce((product, size) => product * size, 1);
  const [first, last] = [start + data_offsets[0], start + data_offsets[1]];
  if (last > view.byteLength || last - first !== count * kind.bytes) {
    throw new SafetensorsError(
      `${name}: ${count} elements of ${dtype} need ${count * kind.bytes} bytes, bytes ${first} to ${last} of ${view.byteLength} were given`,
    );
  }
  const elements = kind.array(count);
  for (let i = 0; i < count; i++) elements[i] = kind.read(view, first + i * kind.bytes);
  const flat = dtype === 'BOOL' ? tensor(elements).bool() : tensor(elements);
  return flat.reshape(shape);
}
