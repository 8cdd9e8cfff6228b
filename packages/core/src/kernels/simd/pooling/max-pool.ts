import type { Operand } from '../../../memory/memory.ts';
import { wasmMemory } from '../../../memory/wasm-memory.ts';
import { isContiguous, type Shape, sizeOf } from '../../../shape.ts';
import type { PoolWindows } from '../../pooling.ts';
import { addressOf, isFloat32, isPlain, type VectorOperand } from '../operands.ts';
import { scratchLike } from '../rows/logit-rows.ts';
import { depthSteps, reshaped } from './depth-steps.ts';
import { poolingFunctions } from './functions.ts';
import { evenWindows, stepMaxima } from './step-maxima.ts';
import { arePairs, writeWindows } from './windows.ts';

/** Vectors of pairs take four windows at a time. */
const fewestPairs = 4;

export function maxPool(
  input: VectorOperand,
  windows: readonly PoolWindows[],
  values: VectorOperand,
  indices: VectorOperand,
): boolean {
  const rank = windows.length;
  if (rank === 3) return maxPoolVolumes(input, windows, values, indices);
  const count = sizeOf(values.shape);
  if (rank > 2 || count === 0 || !isPlain(input)) return false;
  const { maxima, pairMaxima } = poolingFunctions();
  const written = writeWindows(input.shape, windows);
  const { height, width, rows, columns, rowStep, columnStep, alongRows, alongColumns } = written;
  const planes = count / (rows * columns);
  const [from, to, at] = [addressOf(input), addressOf(values), addressOf(indices)];
  const planeBytes = height * width * 4;
  const even = evenWindows(windows[rank - 1]!, width);
  if (rank === 2 && columns >= fewestPairs && windows.every(arePairs))
    pairMaxima(planes, from, planeBytes, width, rows, columns, to, at);
  else if (even) stepMaxima(even, planes, written, from, to, at);
  else maxima(planes, from, planeBytes, width, rows, columns, rowStep, columnStep, alongRows, alongColumns, to, at);
  return true;
}

/**
 * Maxima over volumes: those over planes, and over these along the depth. Of equal ones the first is taken, and the last
 * NaN, both times.
 */
function maxPoolVolumes(
  input: VectorOperand,
  windows: readonly PoolWindows[],
  values: VectorOperand,
  indices: VectorOperand,
): boolean {
  const steps = depthSteps(input.shape, windows);
  const maxima = scratchLike({ ...values, shape: steps.planes });
  const places = scratchLike({ ...indices, shape: steps.planes });
  if (!maxPool(input, windows.slice(1), maxima, places)) return false;
  const lined = maxPool(
    reshaped(maxima, steps.lines),
    [windows[0]!, steps.columns],
    reshaped(values, steps.result),
    reshaped(indices, steps.result),
  );
  if (lined) toVolumes(indices, sizeOf(steps.result.slice(-2)), places, steps.lines, sizeOf(input.shape.slice(-2)));
  return lined;
}

/** Makes places in volumes of indices that count planes' results, at whose place in their plane `places` has. */
function toVolumes(indices: VectorOperand, count: number, places: VectorOperand, lines: Shape, plane: number): void {
  const [depth, area] = lines.slice(-2) as [number, number];
  const { buffer } = wasmMemory()!;
  const own = new Int32Array(buffer, addressOf(indices), sizeOf(indices.shape));
  const inPlanes = new Int32Array(buffer, addressOf(places), sizeOf(places.shape));
  for (let i = 0, volume = 0; i < own.length; volume += depth * area) {
    for (const end = i + count; i < end; i++) {
      const index = own[i]!;
      own[i] = inPlanes[volume + index]! + ((index / area) | 0) * plane;
    }
  }
}

export function maxPoolInput(grad: Operand, indices: Operand, rank: number, out: Operand): boolean {
  const size = sizeOf(out.shape.slice(-rank));
  const planes = sizeOf(out.shape) / size;
  if (!isPlain(grad) || !isContiguous(indices.shape, indices.strides) || !isFloat32(out) || size * planes === 0)
    return false;
  const { clear, addAt } = poolingFunctions();
  const count = sizeOf(grad.shape) / planes;
  const target = addressOf(out);
  clear(target, planes * size * 4);
  addAt(planes, count, addressOf(grad), addressOf(indices), size, target);
  return true;
}
