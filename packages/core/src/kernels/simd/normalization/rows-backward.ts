import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import { sizeOf } from '../../../shape.ts';
import type { WasmFunction } from '../../../web-assembly.ts';
import type { AffineGradients, Normalizing } from '../../normalization.ts';
import { oneFunction } from '../one-function.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { sumColumns } from '../reduce/reduce.ts';
import { filled, layout, plainAddress } from './layout.ts';
import { rowsOfGroup } from './row-groups.ts';
import { readRows } from './row-layout.ts';
import { noteBytes, writeRowGradients } from './write-row-gradients.ts';

/** Weights' gradients are summed in float32; from here on in parts, so that long sums are as precise as short ones. */
const mostRows = 512;
const rowsOfPart = 256;

/** Functions by what they are to do, see {@link functionFor}. */
const functions: (() => WasmFunction)[] = [];

function functionFor(centered: boolean, input: boolean, affine: boolean): WasmFunction {
  const key = (centered ? 4 : 0) + (input ? 2 : 0) + (affine ? 1 : 0);
  functions[key] ??= oneFunction((module) => writeRowGradients(module, { centered, input, affine }));
  return functions[key]();
}

/** The gradients of {@link normalizeRows}. */
export function normalizeRowsBackward(
  grad: Operand,
  x: Operand,
  mean: Operand | undefined,
  variance: Operand,
  weight: Operand | undefined,
  { dims, eps }: Normalizing,
  ofX: Operand | undefined,
  { weight: ofWeight, bias: ofBias }: AffineGradients,
): boolean {
  if (sizeOf(x.shape) === 0 || (ofBias && !mean)) return false;
  for (const result of [ofX, ofWeight, ofBias]) if (result && !isFloat32(result)) return false;
  const affine = (weight ?? ofWeight ?? ofBias)?.shape;
  const read = readRows(x.shape, dims, affine);
  if (!read) return false;
  const { length, rows, affineStep, blocks } = read;
  const weights = affine ? sizeOf(affine) : length;
  const [above, from] = [plainAddress(grad), plainAddress(x)];
  const [means, variances] = [mean ? plainAddress(mean) : 0, plainAddress(variance)];
  const scales = weight ? plainAddress(weight) : filled(weights, 1);
  if (above < 0 || from < 0 || means < 0 || variances < 0 || scales < 0) return false;
  const wantsAffine = ofWeight !== undefined || ofBias !== undefined;
  const gradients = functionFor(mean !== undefined, ofX !== undefined, wantsAffine);
  const parts = wantsAffine && affineStep === 0 && rows > mostRows ? Math.ceil(rows / rowsOfPart) : 1;
  const rowsAtOnce = parts === 1 ? rows : rowsOfPart;
  // as many sums as there are parts, for each block where its weights are its own
  const sums = wantsAffine ? filled(2 * weights * parts, 0) : 0;
  const room = 4 * weights * parts;
  const to = ofX ? addressOf(ofX) : 0;
  const group = rowsOfGroup(length);
  const notes = takeScratch(noteBytes * group);
  for (let block = 0; block < blocks; block++) {
    const own = 4 * layout.affineOffset(block);
    for (let part = 0; part < parts; part++) {
      const row = block * rows + part * rowsAtOnce;
      const at = 4 * row * length;
      const sum = sums + own + 4 * part * weights;
      gradients(
        above + at,
        from + at,
        Math.min(rowsAtOnce, rows - part * rowsAtOnce),
        group,
        length,
        eps,
        means + 4 * row,
        variances + 4 * row,
        scales + own,
        4 * affineStep,
        to + at,
        sum,
        sum + room,
        notes,
      );
    }
  }
  if (ofWeight) sumColumns(sums, addressOf(ofWeight), weights, parts);
  if (ofBias) sumColumns(sums + room, addressOf(ofBias), weights, parts);
  return true;
}
