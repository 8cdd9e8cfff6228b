import { ArgumentError } from '../errors.ts';
import { stateWords } from './mt19937.ts';

/** The bytes of a generator's state: as many as `torch.get_rng_state()` has. */
export const stateBytes = 5056;

/** Everything that decides what a generator yields from now on. */
export interface GeneratorState {
  /** The seed the stream began with, in [0, 2⁶⁴). */
  readonly seed: bigint;
  readonly left: number;
  readonly next: number;
  readonly words: Int32Array;
  /** The second half of a pair of normal numbers whose first half has been handed out. */
  readonly cachedNormal: number | undefined;
  /** PyTorch's slot for a float32 normal; its CPU functions never fill it, a state carries it along. */
  readonly cachedFloatNormal: number | undefined;
}

// PyTorch copies two C structs, little-endian (CPUGeneratorImplStateLegacy, CPUGeneratorImplState in CPUGeneratorImpl.cpp):
// u64 seed; i32 left; i32 seeded; u64 next; u64 words[624]; f64 unused; f64 normal; f64 unused; i32 has normal;
// 4 bytes of padding; f32 float normal; u8 has float normal; 3 bytes of padding.
const leftAt = 8;
const seededAt = 12;
const nextAt = 16;
const wordsAt = 24;
const normalAt = wordsAt + 8 * stateWords + 8;
const hasNormalAt = normalAt + 16;
const floatNormalAt = hasNormalAt + 8;
const hasFloatNormalAt = floatNormalAt + 4;

/** The bytes `torch.get_rng_state()` has for the same state. */
export function encodeState(state: GeneratorState): Uint8Array {
  const bytes = new Uint8Array(stateBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, state.seed, true);
  view.setInt32(leftAt, state.left, true);
  view.setInt32(seededAt, 1, true);
  view.setUint32(nextAt, state.next, true);
  for (let i = 0; i < stateWords; i++) view.setInt32(wordsAt + 8 * i, state.words[i]!, true);
  if (state.cachedNormal !== undefined) {
    view.setFloat64(normalAt, state.cachedNormal, true);
    view.setInt32(hasNormalAt, 1, true);
  }
  if (state.cachedFloatNormal !== undefined) {
    view.setFloat32(floatNormalAt, state.cachedFloatNormal, true);
    view.setUint8(hasFloatNormalAt, 1);
  }
  return bytes;
}

function refuse(complaint: string): never {
  throw new ArgumentError(`setState: ${complaint}`);
}

function checkFlag(name: string, flag: number): boolean {
  if (flag !== 0 && flag !== 1) refuse(`the flag of the cached ${name} must be 0 or 1, got ${flag}`);
  return flag === 1;
}

function decodeWords(view: DataView): Int32Array {
  const words = new Int32Array(stateWords);
  let any = 0;
  for (let i = 0; i < stateWords; i++) {
    const high = view.getUint32(wordsAt + 8 * i + 4, true);
    if (high !== 0) refuse(`word ${i} of the engine exceeds 32 bits`);
    words[i] = view.getInt32(wordsAt + 8 * i, true);
    any |= words[i]!;
  }
  if (any === 0) refuse('every word of the engine is 0, from which it would yield zeros for ever');
  return words;
}

/** Reads what {@link encodeState} or PyTorch wrote. Throws an {@link ArgumentError} for anything else. */
export function decodeState(bytes: Uint8Array): GeneratorState {
  if (!(bytes instanceof Uint8Array)) refuse(`expected a Uint8Array of ${stateBytes} bytes, got ${typeof bytes}`);
  if (bytes.length !== stateBytes) refuse(`expected ${stateBytes} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seeded = view.getInt32(seededAt, true);
  if (seeded !== 1) refuse(`the engine must be marked as seeded (1), got ${seeded}`);
  const left = view.getInt32(leftAt, true);
  const next = view.getBigUint64(nextAt, true);
  // between two renewals left and next count the same words from both ends
  const consistent =
    left === 1
      ? next <= BigInt(stateWords)
      : left > 1 && left <= stateWords && BigInt(left) + next === BigInt(stateWords + 1);
  if (!consistent) refuse(`the engine cannot have ${left} numbers left at word ${next} of ${stateWords}`);
  const words = decodeWords(view);
  const hasNormal = checkFlag('normal', view.getInt32(hasNormalAt, true));
  const hasFloatNormal = checkFlag('float32 normal', view.getUint8(hasFloatNormalAt));
  const normal = view.getFloat64(normalAt, true);
  const floatNormal = view.getFloat32(floatNormalAt, true);
  if (hasNormal && !Number.isFinite(normal)) refuse(`the cached normal must be finite, got ${normal}`);
  if (hasFloatNormal && !Number.isFinite(floatNormal)) {
    refuse(`the cached float32 normal must be finite, got ${floatNormal}`);
  }
  return {
    seed: view.getBigUint64(0, true),
    left,
    next: Number(next),
    words,
    cachedNormal: hasNormal ? normal : undefined,
    cachedFloatNormal: hasFloatNormal ? floatNormal : undefined,
  };
}
