import type { Operand } from '../../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import type { PoolWindows } from '../../pooling.ts';
import { addressOf, isFloat32, isPlain } from '../operands.ts';
import { poolingFunctions } from './functions.ts';
import { arePairs, writeWindows } from './windows.ts';

/** Vectors of pairs take four windows at a time. */
const fewestPairs = 4;

export function maxPool(input: Operand, windows: readonly PoolWindows[], values: Operand, indices: Operand): boolean {
  const rank = windows.length;
  const count = sizeOf(values.shape);
  if (rank > 2 || count === 0 || !isPlain(input)) return false;
  const { maxima, pairMaxima } = poolingFunctions();
  const { height, width, rows, columns, rowStep, columnStep, alongRows, alongColumns } = writeWindows(
    input.shape,
    windows,
  );
  const planes = count / (rows * columns);
  const [from, to, at] = [addressOf(input), addressOf(values), addressOf(indices)];
  const planeBytes = height * width * 4;
  if (rank === 2 && columns >= fewestPairs && windows.every(arePairs))
    pairMaxima(planes, from, planeBytes, width, rows, columns, to, at);
  else maxima(planes, from, planeBytes, width, rows, columns, rowStep, columnStep, alongRows, alongColumns, to, at);
  return true;
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
