import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import { type Shape, sizeOf } from '../../../shape.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import type { AffineGradients, Normalizing } from '../../normalization.ts';
import { instantiate } from '../instantiate.ts';
import { oneFunction } from '../one-function.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { variants } from '../variants.ts';
import { readChannels, readColumns } from './channel-layout.ts';
import { filled, layout, plainAddress } from './layout.ts';
import { rowsOfGroup } from './row-groups.ts';
import { noteBytes, sumBytes, writeChannelGradients } from './write-channel-gradients.ts';
import { writeColumnGradients } from './write-column-gradients.ts';
import { writeFinish } from './write-finish.ts';

const alongChannels = /* @__PURE__ */ variants(() => {
  const module = new ModuleBuilder();
  writeChannelGradients(module);
  writeFinish(module);
  return instantiate<'gradients' | 'finish'>(module);
});

const downColumns = /* @__PURE__ */ oneFunction(writeColumnGradients);

/** Where all operands lie; 0 for gradients that are not wanted. */
interface Addresses {
  readonly grad: number;
  readonly x: number;
  readonly mean: number;
  readonly variance: number;
  readonly weight: number;
  readonly ofX: number;
  readonly ofWeight: number;
  readonly ofBias: number;
}

/** The gradients of {@link normalizeChannels}. */
export function normalizeChannelsBackward(
  grad: Operand,
  x: Operand,
  mean: Operand | undefined,
  variance: Operand,
  weight: Operand | undefined,
  { dims, eps }: Normalizing,
  ofX: Operand | undefined,
  { weight: ofWeight, bias: ofBias }: AffineGradients,
): boolean {
  if (!mean || sizeOf(x.shape) === 0) return false;
  for (const result of [ofX, ofWeight, ofBias]) if (result && !isFloat32(result)) return false;
  const affine = (weight ?? ofWeight ?? ofBias)?.shape;
  // without weights one serves all channels, but each column has its own
  const weights = affine ? sizeOf(affine) : sizeOf(variance.shape);
  const at = {
    grad: plainAddress(grad),
    x: plainAddress(x),
    mean: plainAddress(mean),
    variance: plainAddress(variance),
    weight: weight ? plainAddress(weight) : filled(weights, 1),
    ofX: ofX ? addressOf(ofX) : 0,
    ofWeight: ofWeight ? addressOf(ofWeight) : 0,
    ofBias: ofBias ? addressOf(ofBias) : 0,
  };
  if (at.grad < 0 || at.x < 0 || at.mean < 0 || at.variance < 0 || at.weight < 0) return false;
  return runColumns(x.shape, dims, affine, eps, at) || runChannels(x.shape, dims, affine, eps, weights, at);
}

function runColumns(
  shape: Shape,
  dims: readonly number[],
  affine: Shape | undefined,
  eps: number,
  at: Addresses,
): boolean {
  const read = readColumns(shape, dims, affine);
  const { ofX, ofWeight, ofBias } = at;
  if (!read || ((ofWeight || ofBias) && layout.blocksShareWeights)) return false;
  const { columns, rows, blocks } = read;
  const gradients = downColumns();
  for (let block = 0; block < blocks; block++) {
    const [first, statistic, own] = [4 * block * rows * columns, 4 * block * columns, 4 * layout.affineOffset(block)];
    gradients(
      at.grad + first,
      at.x + first,
      columns,
      rows,
      eps,
      at.mean + statistic,
      at.variance + statistic,
      at.weight + own,
      ofX && ofX + first,
      ofWeight && ofWeight + own,
      ofBias && ofBias + own,
    );
  }
  return true;
}

function runChannels(
  shape: Shape,
  dims: readonly number[],
  affine: Shape | undefined,
  eps: number,
  weights: number,
  at: Addresses,
): boolean {
  const read = readChannels(shape, dims, affine);
  if (!read) return false;
  const { length, units, groups, pieces, unitAffine, groupAffine, blocks, size } = read;
  const { gradients, finish } = alongChannels();
  const group = rowsOfGroup(2 * length * units * pieces);
  const sums = filled((sumBytes / 4) * weights, 0);
  const notes = takeScratch(noteBytes * group);
  for (let block = 0; block < blocks; block++) {
    const [first, statistic, own] = [4 * block * size, 4 * block * groups, layout.affineOffset(block)];
    gradients(
      at.grad + first,
      at.x + first,
      groups,
      group,
      length,
      units,
      pieces,
      4 * groupAffine,
      4 * unitAffine,
      eps,
      at.mean + statistic,
      at.variance + statistic,
      at.weight + 4 * own,
      at.ofX && at.ofX + first,
      sums + sumBytes * own,
      notes,
    );
  }
  finish(sums, weights, at.ofWeight, at.ofBias);
  return true;
}
