import * as ops from '../../src/ops/index.ts';
import { calls, index, type Samples, unary } from './makers.ts';

const stacked = (op: typeof ops.hstack): Samples =>
  calls([
    [
      'matrices',
      [
        [2, 2],
        [2, 2],
      ],
      (x, y) => op([x!, y!]),
    ],
    ['vectors and one twice', [[2], [2]], (x, y) => op([x!, y!, x!])],
    ['numbers', [[], []], (x, y) => op([x!, y!])],
  ]);

/** Samples of elements in other places, repeated, padded, or as diagonals and windows. */
export const arrangementSamples = {
  flip: calls([
    ['one dim', [[2, 3]], (x) => ops.flip(x!, 1)],
    ['two dims', [[2, 3, 2]], (x) => ops.flip(x!, [0, -1])],
    ['a number', [[]], (x) => ops.flip(x!, [])],
  ]),
  fliplr: calls([['a matrix', [[2, 3]], (x) => ops.fliplr(x!)]]),
  flipud: calls([['a matrix', [[2, 3]], (x) => ops.flipud(x!)]]),
  rot90: calls([
    ['once', [[2, 3]], (x) => ops.rot90(x!)],
    ['twice', [[2, 3]], (x) => ops.rot90(x!, 2)],
    ['back', [[2, 3, 2]], (x) => ops.rot90(x!, -1, [2, 0])],
    ['around', [[2, 3]], (x) => ops.rot90(x!, 4)],
  ]),
  roll: calls([
    ['all', [[2, 3]], (x) => ops.roll(x!, 4)],
    ['two dims', [[2, 3]], (x) => ops.roll(x!, [1, -1], [0, 1])],
    ['nothing', [[0, 3]], (x) => ops.roll(x!, 1, 0)],
  ]),
  repeat: calls([
    ['a new dim', [[2, 3]], (x) => ops.repeat(x!, [2, 1, 3])],
    ['no time', [[2]], (x) => ops.repeat(x!, [0])],
  ]),
  tile: calls([['the last dim', [[2, 3]], (x) => ops.tile(x!, [2])]]),
  repeatInterleave: calls([
    ['a number', [[2, 3]], (x) => ops.repeatInterleave(x!, 2, { dim: 1 })],
    ['a tensor', [[3, 2]], (x) => ops.repeatInterleave(x!, index([1, 0, 2]), { dim: 0 })],
    ['flattened', [[2, 2]], (x) => ops.repeatInterleave(x!, index([3]))],
  ]),
  pad: calls([
    ['constant', [[2, 3]], (x) => ops.pad(x!, [1, -1, 0, 2], { value: 2 })],
    ['reflect', [[1, 2, 4]], (x) => ops.pad(x!, [3, 2], { mode: 'reflect' })],
    ['replicate, and cut', [[2, 3, 3]], (x) => ops.pad(x!, [2, 1, -1, 1], { mode: 'replicate' })],
    ['circular', [[2, 3, 3]], (x) => ops.pad(x!, [3, 1, 0, 2], { mode: 'circular' })],
  ]),
  constantPadNd: calls([['around and within', [[3, 3]], (x) => ops.constantPadNd(x!, [-1, 2, 1, 0], 1)]]),
  diagonal: calls([
    ['the main one', [[2, 3]], (x) => ops.diagonal(x!)],
    ['of a batch', [[2, 3, 3]], (x) => ops.diagonal(x!, { offset: -1, dim1: 2, dim2: 0 })],
    ['outside', [[2, 3]], (x) => ops.diagonal(x!, { offset: 7 })],
  ]),
  diagEmbed: calls([['two dims', [[2, 2]], (x) => ops.diagEmbed(x!, { offset: 1, dim1: 0, dim2: 2 })]]),
  diag: calls([
    ['of a vector', [[2]], (x) => ops.diag(x!, -1)],
    ['of a matrix', [[3, 3]], (x) => ops.diag(x!, 1)],
  ]),
  diagflat: calls([['a matrix', [[2, 2]], (x) => ops.diagflat(x!)]]),
  trace: calls([['a matrix', [[2, 3]], (x) => ops.trace(x!)]]),
  tril: calls([
    ['a matrix', [[3, 4]], (x) => ops.tril(x!)],
    ['a batch', [[2, 3, 3]], (x) => ops.tril(x!, -1)],
  ]),
  triu: calls([
    ['a matrix', [[3, 4]], (x) => ops.triu(x!, 1)],
    ['a batch', [[2, 3, 3]], (x) => ops.triu(x!)],
  ]),
  unravelIndex: calls([['places', [[2]], () => ops.unravelIndex(index([5, 2]), [2, 3])]], undefined, 'none'),
  unfold: calls([
    ['windows that overlap', [[2, 5]], (x) => ops.unfold(x!, 1, 3, 1)],
    ['windows apart', [[7, 2]], (x) => ops.unfold(x!, 0, 2, 3)],
    ['a number', [[]], (x) => ops.unfold(x!, 0, 1, 1)],
  ]),
  im2col: calls([
    ['a batch', [[1, 2, 3, 4]], (x) => ops.im2col(x!, 2, { stride: [1, 2], padding: [1, 0] })],
    ['dilation', [[1, 4, 3]], (x) => ops.im2col(x!, [2, 1], { dilation: 2 })],
  ]),
  col2im: calls([
    ['a batch', [[1, 8, 8]], (x) => ops.col2im(x!, [3, 4], 2, { stride: [1, 2], padding: [1, 0] })],
    ['dilation', [[4, 4]], (x) => ops.col2im(x!, [4, 2], [2, 1], { dilation: 2 })],
  ]),
  asStrided: calls([
    ['overlapping', [[6]], (x) => ops.asStrided(ops.contiguous(x!), [3, 2], [1, 2], 1)],
    ['of a part', [[6]], (x) => ops.asStrided(ops.narrow(ops.mul(x!, 1), 0, 1, 3), [2, 2], [1, 1])],
    ['of what repeats', [[2]], (x) => ops.asStrided(ops.expand(ops.mul(x!, 1), [3, 2]), [2], [1])],
  ]),
  atleast1d: unary(ops.atleast1d),
  atleast2d: unary(ops.atleast2d),
  atleast3d: unary(ops.atleast3d),
  hstack: stacked(ops.hstack),
  vstack: stacked(ops.vstack),
  rowStack: stacked(ops.rowStack),
  dstack: stacked(ops.dstack),
  columnStack: stacked(ops.columnStack),
  blockDiag: calls([['three', [[2, 1], [2], []], (x, y, z) => ops.blockDiag([x!, y!, z!])]]),
  meshgrid: calls([
    ['ij', [[2], [3]], (x, y) => ops.meshgrid([x!, y!])],
    ['xy', [[2], [3], []], (x, y, z) => ops.meshgrid([x!, y!, z!], { indexing: 'xy' })],
  ]),
  cartesianProd: calls([['two', [[2], [3]], (x, y) => ops.cartesianProd([x!, y!])]]),
  combinations: calls([
    ['pairs', [[3]], (x) => ops.combinations(x!)],
    ['triples', [[3]], (x) => ops.combinations(x!, { r: 3, withReplacement: true })],
  ]),
  vander: calls([
    ['falling', [[3]], (x) => ops.vander(x!)],
    ['rising', [[2]], (x) => ops.vander(x!, 4, { increasing: true })],
  ]),
  pixelShuffle: calls([['a batch', [[1, 4, 1, 2]], (x) => ops.pixelShuffle(x!, 2)]]),
  pixelUnshuffle: calls([['images', [[1, 2, 4]], (x) => ops.pixelUnshuffle(x!, 2)]]),
  channelShuffle: calls([['two groups', [[1, 4, 2]], (x) => ops.channelShuffle(x!, 2)]]),
};
