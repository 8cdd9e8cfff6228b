import { takeScratch } from '../../../memory/scratch.ts';
import { wasmMemory } from '../../../memory/wasm-memory.ts';
import { elementBytes } from '../bytes.ts';
import { convolutionFunctions } from './functions.ts';
import type { Geometry, Plane } from './geometry.ts';
import type { PlanesOperand } from './planes-operand.ts';

/**
 * Where channels of one group lie with their rows one after the other and zeros around them: in scratch, or where they are
 * if they need none.
 */
export interface Padded {
  readonly source: PlanesOperand;
  readonly channels: number;
  readonly size: Plane;
  /** The room for them; 0 where they stay where they are. */
  readonly room: number;
  readonly roomBytes: number;
  /** From the room's beginning to the first element that is no zero. */
  readonly start: number;
  /** Distances in bytes. */
  readonly plane: number;
  readonly row: number;
}

/** Makes room for channels of `size` in planes of `padded`, from `before` on. */
export function layOutPadded(
  source: PlanesOperand,
  channels: number,
  size: Plane,
  padded: Plane,
  before: Plane,
): Padded {
  const row = padded.width * elementBytes;
  const whole = padded.height === size.height && padded.width === size.width;
  if (whole && source.column === elementBytes && (source.row === row || size.height === 1))
    return { source, channels, size, room: 0, roomBytes: 0, start: 0, plane: source.channel, row };
  const plane = padded.height * row;
  const roomBytes = channels * plane;
  const room = takeScratch(roomBytes);
  convolutionFunctions().clear(room, roomBytes);
  const start = before.height * row + before.width * elementBytes;
  return { source, channels, size, room, roomBytes, start, plane, row };
}

/** The address of a group's channels of a sample, laid out. */
export function loadPadded(padded: Padded, sample: number, group: number): number {
  const { source, channels, size, room, start, plane, row } = padded;
  const from = source.address + sample * source.sample + group * channels * source.channel;
  if (room === 0) return from;
  convolutionFunctions().copyPlanes(
    channels,
    size.height,
    size.width,
    from,
    source.channel,
    source.row,
    source.column,
    room + start,
    plane,
    row,
  );
  return room;
}

/** In scratch, how far the taps of a window lie behind its first element, or before it if they are to be reversed. */
export function writeTaps(padded: Padded, { kernel, dilation }: Geometry, reversed = false): number {
  const { channels, plane } = padded;
  const { height, width } = kernel;
  const sign = reversed ? -1 : 1;
  const row = sign * dilation.height * padded.row;
  const column = sign * dilation.width * elementBytes;
  const address = takeScratch(channels * height * width * elementBytes);
  const offsets = new Int32Array(wasmMemory()!.buffer, address, channels * height * width);
  let at = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) offsets[at++] = c * plane + y * row + x * column;
    }
  }
  return address;
}
