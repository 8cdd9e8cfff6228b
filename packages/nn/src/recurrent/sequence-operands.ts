import type { Operand } from '@cotangent/core';

/** The rows `[N, size]` at an index of a dense `[…, N, size]`, in which the leading dimensions count as one. */
export function stepAt({ storage, dtype, shape, offset }: Operand, index: number): Operand {
  const [batch, size] = [shape.at(-2)!, shape.at(-1)!];
  return { storage, dtype, shape: [batch, size], strides: [size, 1], offset: offset + index * batch * size };
}

/** The rows `[N, size]` at one of several places of every step of a dense `[L, places, N, size]`. */
export function everyStep({ storage, dtype, shape, offset }: Operand, place: number): Operand {
  const [steps, places, batch, size] = shape as readonly [number, number, number, number];
  const strides = [places * batch * size, size, 1];
  return { storage, dtype, shape: [steps, batch, size], strides, offset: offset + place * batch * size };
}

/** The rows `[N, …]` of a step of `[L, N, …]`. */
export function rowsAt({ storage, dtype, shape, strides, offset }: Operand, step: number): Operand {
  return { storage, dtype, shape: shape.slice(1), strides: strides.slice(1), offset: offset + step * strides[0]! };
}

/** What a step of `[L, N, gates · size]` has for one gate. */
export function gateAt(
  { storage, dtype, shape, strides, offset }: Operand,
  step: number,
  gate: number,
  size: number,
): Operand {
  const [perStep, perRow, perFeature] = strides as readonly [number, number, number];
  const start = offset + step * perStep + gate * size * perFeature;
  return { storage, dtype, shape: [shape[1]!, size], strides: [perRow, perFeature], offset: start };
}

/** All steps of a dense `[L, N, …]` one after the other. */
export function asMatrix({ storage, dtype, shape, offset }: Operand): Operand {
  const [steps, batch, features] = shape as readonly [number, number, number];
  return { storage, dtype, shape: [steps * batch, features], strides: [features, 1], offset };
}

/** A matrix with its dimensions exchanged. */
export function transposed({ storage, dtype, shape, strides, offset }: Operand): Operand {
  return { storage, dtype, shape: [shape[1]!, shape[0]!], strides: [strides[1]!, strides[0]!], offset };
}
