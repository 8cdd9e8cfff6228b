import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import type { WasmFunction } from '../../../web-assembly.ts';
import { addressOf, isPlain } from '../operands.ts';
import { transposingCopy } from '../transposing-copy.ts';
import type { RowWay } from './write-row-function.ts';

/**
 * Longer rows are copied. Where they lie each element is in another line of the cache, and with steps of 4 KiB all in one
 * set: softmax of 2 × 256 × 1024 took three times as long in place.
 */
const longestInPlace = 32;
/** Elements of such rows that are copied at a time, so that they stay in the cache. */
const blockSize = 16384;

/**
 * Runs a function of rows along a `dim` that is not the last, where `out` is contiguous and so are the inputs, of its
 * shape. Returns false, and runs nothing, for others.
 */
export function runInterleaved(
  functionFor: (way: RowWay) => WasmFunction,
  inputs: readonly Operand[],
  dim: number,
  out: Operand,
): boolean {
  const { shape } = out;
  const length = shape[dim]!;
  let [blocks, places] = [1, 1];
  for (let d = 0; d < dim; d++) blocks *= shape[d]!;
  for (let d = dim + 1; d < shape.length; d++) places *= shape[d]!;
  if (places < 4 || !inputs.every(isPlain)) return false;
  if (length <= longestInPlace) {
    functionFor('interleaved')(...inputs.map(addressOf), places, length, addressOf(out), blocks);
    return true;
  }
  const atATime = Math.min(places, Math.max(16, Math.floor(blockSize / length)));
  const rowBytes = 4 * length;
  const copies = inputs.map(() => takeScratch(atATime * rowBytes));
  const copy = transposingCopy();
  const run = functionFor('along');
  const args = copies.flatMap((address) => [address, rowBytes]);
  for (let block = 0; block < blocks; block++) {
    for (let place = 0; place < places; place += atATime) {
      const start = 4 * (block * length * places + place);
      const count = Math.min(atATime, places - place);
      for (let i = 0; i < inputs.length; i++) {
        copy(addressOf(inputs[i]!) + start, copies[i]!, count, length, 4 * places, rowBytes);
      }
      run(...args, count, length, copies[0]!, 0);
      copy(copies[0]!, addressOf(out) + start, length, count, rowBytes, 4 * places);
    }
  }
  return true;
}
