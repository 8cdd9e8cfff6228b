import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import type { Normalizing } from '../../normalization.ts';
import { oneFunction } from '../one-function.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { filled, layout, plainAddress } from './layout.ts';
import { rowsOfGroup } from './row-groups.ts';
import { readRows } from './row-layout.ts';
import { writeNormalizeRows } from './write-rows.ts';

const byDeviation = /* @__PURE__ */ oneFunction((module) => writeNormalizeRows(module, true));
const byRoot = /* @__PURE__ */ oneFunction((module) => writeNormalizeRows(module, false));

/** The {@link Normalize} of float32 with a weight and a bias for each element of a row. */
export function normalizeRows(
  x: Operand,
  weight: Operand | undefined,
  bias: Operand | undefined,
  { dims, eps }: Normalizing,
  out: Operand,
  mean: Operand | undefined,
  variance: Operand,
): boolean {
  if (sizeOf(x.shape) === 0 || !isFloat32(out) || (bias && !mean)) return false;
  const affine = (weight ?? bias)?.shape;
  const read = readRows(x.shape, dims, affine);
  if (!read) return false;
  const { length, rows, affineStep, blocks } = read;
  const weights = affine ? sizeOf(affine) : length;
  const from = plainAddress(x);
  const scales = weight ? plainAddress(weight) : filled(weights, 1);
  // where there is no bias -0 is added, as 0 would make 0 of -0
  const shifts = bias ? plainAddress(bias) : mean ? filled(weights, -0) : 0;
  if (from < 0 || scales < 0 || shifts < 0) return false;
  const normalize = mean ? byDeviation() : byRoot();
  const [to, means, variances] = [addressOf(out), mean ? addressOf(mean) : 0, addressOf(variance)];
  const group = rowsOfGroup(length);
  for (let block = 0; block < blocks; block++) {
    const [first, own] = [4 * block * rows, 4 * layout.affineOffset(block)];
    const [source, target] = [from + first * length, to + first * length];
    const [w, b] = [scales + own, shifts + own];
    normalize(source, rows, group, length, eps, w, b, 4 * affineStep, target, means + first, variances + first);
  }
  return true;
}
