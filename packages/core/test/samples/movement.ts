import { zeros } from '../../src/index.ts';
import * as ops from '../../src/ops/index.ts';
import { calls, index } from './makers.ts';

/** Samples of movement. */
export const movementSamples = {
  reshape: calls([
    ['a view', [[2, 3]], (x) => ops.reshape(x!, [3, -1])],
    ['a copy', [[2, 3]], (x) => ops.reshape(ops.t(x!), [6])],
  ]),
  view: calls([['contiguous', [[6]], (x) => ops.view(x!, [2, 3])]]),
  flatten: calls([
    ['all', [[2, 3]], (x) => ops.flatten(x!)],
    ['two of three', [[2, 3, 2]], (x) => ops.flatten(x!, 1)],
  ]),
  unflatten: calls([['a dim', [[2, 6]], (x) => ops.unflatten(x!, 1, [2, -1])]]),
  permute: calls([['three', [[2, 3, 2]], (x) => ops.permute(x!, [2, 0, 1])]]),
  transpose: calls([['two', [[2, 3]], (x) => ops.transpose(x!, 0, 1)]]),
  swapaxes: calls([['two', [[2, 3, 2]], (x) => ops.swapaxes(x!, 1, 2)]]),
  swapdims: calls([['two', [[2, 3, 2]], (x) => ops.swapdims(x!, 1, 0)]]),
  t: calls([['a matrix', [[2, 3]], (x) => ops.t(x!)]]),
  mT: calls([['a batch', [[2, 3, 2]], (x) => ops.mT(x!)]]),
  H: calls([['a matrix', [[2, 3]], (x) => ops.H(x!)]]),
  mH: calls([['a batch', [[2, 3, 2]], (x) => ops.mH(x!)]]),
  adjoint: calls([['a batch', [[2, 3, 2]], (x) => ops.adjoint(x!)]]),
  moveaxis: calls([['two', [[2, 3, 2]], (x) => ops.moveaxis(x!, [0, 1], [2, 0])]]),
  movedim: calls([['one', [[2, 3, 2]], (x) => ops.movedim(x!, 0, 2)]]),
  expand: calls([['two dims', [[2, 1]], (x) => ops.expand(x!, [3, 2, 2])]]),
  broadcastTo: calls([['a row', [[3]], (x) => ops.broadcastTo(x!, [2, 3])]]),
  expandAs: calls([['a column', [[2, 1]], (x) => ops.expandAs(x!, zeros([2, 3]))]]),
  sumToSize: calls([['two dims', [[3, 2, 2]], (x) => ops.sumToSize(x!, [1, 2])]]),
  viewAs: calls([['a vector', [[6]], (x) => ops.viewAs(x!, zeros([2, 3]))]]),
  reshapeAs: calls([['a copy', [[2, 3]], (x) => ops.reshapeAs(ops.t(x!), zeros([6, 1]))]]),
  ravel: calls([['a matrix', [[2, 3]], (x) => ops.ravel(x!)]]),
  broadcastTensors: calls([['two', [[3], [2, 1]], (x, y) => ops.broadcastTensors([x!, y!])]]),
  squeeze: calls([
    ['all', [[2, 1, 1]], (x) => ops.squeeze(x!)],
    ['one', [[2, 1, 1]], (x) => ops.squeeze(x!, 1)],
  ]),
  unsqueeze: calls([['the last', [[2]], (x) => ops.unsqueeze(x!, -1)]]),
  contiguous: calls([['transposed', [[2, 3]], (x) => ops.contiguous(ops.t(x!))]]),
  clone: calls([['a copy', [[2, 3]], (x) => ops.clone(x!)]]),
  narrow: calls([['the middle', [[4, 2]], (x) => ops.narrow(x!, 0, 1, 2)]]),
  narrowCopy: calls([['the middle', [[4, 2]], (x) => ops.narrowCopy(x!, 0, 1, 2)]]),
  select: calls([['a column', [[2, 3]], (x) => ops.select(x!, 1, -1)]]),
  split: calls([
    ['even', [[4, 2]], (x) => ops.split(x!, 2)],
    ['sizes', [[4, 2]], (x) => ops.split(x!, [1, 3])],
  ]),
  splitWithSizes: calls([['sizes', [[4, 2]], (x) => ops.splitWithSizes(x!, [3, 1])]]),
  chunk: calls([['uneven', [[5]], (x) => ops.chunk(x!, 2)]]),
  tensorSplit: calls([
    ['sections', [[5, 2]], (x) => ops.tensorSplit(x!, 3)],
    ['places', [[5]], (x) => ops.tensorSplit(x!, [1, -1])],
    ['places out of order', [[5]], (x) => ops.tensorSplit(x!, [3, 1])],
    ['a tensor', [[2, 5]], (x) => ops.tensorSplit(x!, index([1, 2]), 1)],
  ]),
  hsplit: calls([['columns', [[2, 4]], (x) => ops.hsplit(x!, 2)]]),
  vsplit: calls([['rows', [[4, 2]], (x) => ops.vsplit(x!, [1])]]),
  dsplit: calls([['the third dim', [[1, 2, 4]], (x) => ops.dsplit(x!, 2)]]),
  unbind: calls([['columns', [[2, 3]], (x) => ops.unbind(x!, 1)]]),
  cat: calls([
    [
      'two',
      [
        [2, 3],
        [1, 3],
      ],
      (x, y) => ops.cat([x!, y!, x!]),
    ],
    [
      'a dim',
      [
        [2, 1],
        [2, 3],
      ],
      (x, y) => ops.cat([x!, y!], { dim: 1 }),
    ],
  ]),
  concat: calls([['two', [[2], [3]], (x, y) => ops.concat([x!, y!])]]),
  concatenate: calls([
    [
      'a dim',
      [
        [2, 1],
        [2, 2],
      ],
      (x, y) => ops.concatenate([x!, y!], { dim: 1 }),
    ],
  ]),
  stack: calls([
    [
      'a new last dim',
      [
        [2, 3],
        [2, 3],
      ],
      (x, y) => ops.stack([x!, y!], { dim: -1 }),
    ],
  ]),
};
