import type { Operand } from '../../../memory/memory.ts';
import { type Shape, sizeOf } from '../../../shape.ts';
import type { Normalizing } from '../../normalization.ts';
import { oneFunction } from '../one-function.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { readChannels, readColumns } from './channel-layout.ts';
import { filled, layout, plainAddress } from './layout.ts';
import { rowsOfGroup } from './row-groups.ts';
import { writeNormalizeChannels } from './write-channels.ts';
import { writeNormalizeColumns } from './write-columns.ts';

const alongChannels = /* @__PURE__ */ oneFunction(writeNormalizeChannels);
const downColumns = /* @__PURE__ */ oneFunction(writeNormalizeColumns);

/** Where all operands lie. */
interface Addresses {
  readonly x: number;
  readonly weight: number;
  readonly bias: number;
  readonly out: number;
  readonly mean: number;
  readonly variance: number;
}

/** The {@link Normalize} of float32 with a weight and a bias for each channel. */
export function normalizeChannels(
  x: Operand,
  weight: Operand | undefined,
  bias: Operand | undefined,
  { dims, eps }: Normalizing,
  out: Operand,
  mean: Operand | undefined,
  variance: Operand,
): boolean {
  if (!mean || sizeOf(x.shape) === 0 || !isFloat32(out)) return false;
  const affine = (weight ?? bias)?.shape;
  // without weights one serves all channels, but each column has its own
  const weights = affine ? sizeOf(affine) : sizeOf(variance.shape);
  const at = {
    x: plainAddress(x),
    weight: weight ? plainAddress(weight) : filled(weights, 1),
    // where there is no bias -0 is added, as 0 would make 0 of -0
    bias: bias ? plainAddress(bias) : filled(weights, -0),
    out: addressOf(out),
    mean: addressOf(mean),
    variance: addressOf(variance),
  };
  if (at.x < 0 || at.weight < 0 || at.bias < 0) return false;
  return runColumns(x.shape, dims, affine, eps, at) || runChannels(x.shape, dims, affine, eps, at);
}

function runColumns(
  shape: Shape,
  dims: readonly number[],
  affine: Shape | undefined,
  eps: number,
  at: Addresses,
): boolean {
  const read = readColumns(shape, dims, affine);
  if (!read) return false;
  const { columns, rows, blocks } = read;
  const normalize = downColumns();
  for (let block = 0; block < blocks; block++) {
    const [first, own] = [4 * block * rows * columns, 4 * layout.affineOffset(block)];
    const statistic = 4 * block * columns;
    const [w, b] = [at.weight + own, at.bias + own];
    normalize(at.x + first, columns, rows, eps, w, b, at.out + first, at.mean + statistic, at.variance + statistic);
  }
  return true;
}

function runChannels(
  shape: Shape,
  dims: readonly number[],
  affine: Shape | undefined,
  eps: number,
  at: Addresses,
): boolean {
  const read = readChannels(shape, dims, affine);
  if (!read) return false;
  const { length, units, groups, pieces, unitAffine, groupAffine, blocks, size } = read;
  const normalize = alongChannels();
  const group = rowsOfGroup(length * units * pieces);
  for (let block = 0; block < blocks; block++) {
    const [first, statistic, own] = [4 * block * size, 4 * block * groups, 4 * layout.affineOffset(block)];
    normalize(
      at.x + first,
      groups,
      group,
      length,
      units,
      pieces,
      4 * groupAffine,
      4 * unitAffine,
      eps,
      at.weight + own,
      at.bias + own,
      at.out + first,
      at.mean + statistic,
      at.variance + statistic,
    );
  }
  return true;
}
