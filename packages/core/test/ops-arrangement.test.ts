import { describe, expect, test } from 'vitest';
import type { Tensor } from '../src/index.ts';
import * as core from '../src/index.ts';
import { asStrided, diag, diagonal, flip, repeatInterleave, roll, tensorSplit, trace, unfold } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const counted = (...shape: number[]): Tensor =>
  core.arange(shape.reduce((product, size) => product * size, 1)).reshape(shape) as Tensor;

test.each<[string, (x: Tensor) => Tensor, readonly number[], readonly number[], number]>([
  ['diagonal', (x) => core.diagonal(x), [4, 2], [1, 16], 0],
  ['diagonal above', (x) => diagonal(x, { offset: 1, dim1: -2, dim2: -1 }), [2, 3], [12, 5], 1],
  ['diagonal below', (x) => diagonal(x, { offset: -1, dim1: -2, dim2: -1 }), [2, 2], [12, 5], 4],
  ['diagonal beyond', (x) => diagonal(x, { offset: 9 }), [4, 0], [1, 16], 0],
  ['unfold', (x) => unfold(x, 2, 3, 1), [2, 3, 2, 3], [12, 4, 1, 1], 0],
  ['unfold apart', (x) => unfold(x, 1, 1, 2), [2, 2, 4, 1], [12, 8, 1, 4], 0],
  ['asStrided', (x) => asStrided(x, [3, 3], [2, 1], 5), [3, 3], [2, 1], 5],
  ['swapaxes', (x) => x.swapaxes(0, 2), [4, 3, 2], [1, 4, 12], 0],
  ['swapdims', (x) => core.swapdims(x, -1, 1), [2, 4, 3], [12, 1, 4], 0],
  ['moveaxis', (x) => core.moveaxis(x, 2, 0), [4, 2, 3], [1, 12, 4], 0],
  ['movedim', (x) => x.movedim([0, 1], [1, 0]), [3, 2, 4], [4, 12, 1], 0],
  ['adjoint', (x) => core.adjoint(x), [2, 4, 3], [12, 1, 4], 0],
  ['mH', (x) => x.mH, [2, 4, 3], [12, 1, 4], 0],
  ['ravel', (x) => x.ravel(), [24], [1], 0],
  ['viewAs', (x) => x.viewAs(core.zeros([6, 4])), [6, 4], [4, 1], 0],
  ['expandAs', (x) => x.narrow(0, 1, 1).expandAs(x), [2, 3, 4], [0, 4, 1], 12],
  ['atleast3d of a matrix', (x) => core.atleast3d(x.select(0, 1)), [3, 4, 1], [4, 1, 1], 12],
  ['the last of tensorSplit', (x) => tensorSplit(x, 3, 2)[2]!, [2, 3, 1], [12, 4, 1], 3],
  ['the middle of hsplit', (x) => core.hsplit(x, [1, 2])[1]!, [2, 1, 4], [12, 4, 1], 4],
  ['meshgrid', (x) => core.meshgrid([x.ravel(), x.ravel().narrow(0, 2, 2)])[1]!, [24, 2], [0, 1], 2],
  ['broadcastTensors', (x) => core.broadcastTensors([x, core.zeros([2, 1, 1, 1])])[0]!, [2, 2, 3, 4], [0, 12, 4, 1], 0],
])('%s shares the storage', (_, fn, shape, strides, offset) => {
  const x = counted(2, 3, 4);
  const result = fn(x);
  expect(result.storage).toBe(x.storage);
  expect(result.shape).toEqual(shape);
  expect(result.strides).toEqual(strides);
  expect(result.offset).toBe(offset);
});

test.each<[string, (x: Tensor) => Tensor]>([
  ['flip along no dimension', (x) => flip(x, [])],
  ['rot90 by a whole turn', (x) => core.rot90(x, 4)],
  ['roll by nothing', (x) => roll(x, 0, 0)],
  ['repeat once', (x) => x.repeat([1, 1])],
  ['tile of nothing', (x) => x.tile([])],
  ['repeatInterleave once', (x) => repeatInterleave(x, 1, { dim: 0 })],
  ['pad by nothing', (x) => core.pad(x, [0, 0])],
  ['a reflection of nothing', (x) => core.pad(x, [0, 0], { mode: 'reflect' })],
  ['diag of a matrix', (x) => diag(x)],
  ['narrowCopy', (x) => core.narrowCopy(x, 0, 0, 1)],
])('%s is a copy', (_, fn) => {
  const x = counted(2, 3);
  expect(fn(x).storage).not.toBe(x.storage);
});

describe('elements are those of PyTorch', () => {
  test.each<[string, (x: Tensor) => Tensor, Data]>([
    ['flip', (x) => flip(x, [0, 1]), '[[5, 4, 3], [2, 1, 0]]'],
    ['fliplr', (x) => core.fliplr(x), '[[2, 1, 0], [5, 4, 3]]'],
    ['flipud', (x) => core.flipud(x), '[[3, 4, 5], [0, 1, 2]]'],
    ['rot90', (x) => core.rot90(x), '[[2, 5], [1, 4], [0, 3]]'],
    ['rot90 back', (x) => core.rot90(x, -1), '[[3, 0], [4, 1], [5, 2]]'],
    ['rot90 the other way round', (x) => core.rot90(x, 1, [1, 0]), '[[3, 0], [4, 1], [5, 2]]'],
    ['roll', (x) => roll(x, 1), '[[5, 0, 1], [2, 3, 4]]'],
    ['roll of two dims', (x) => roll(x, [1, -1], [0, 1]), '[[4, 5, 3], [1, 2, 0]]'],
    ['roll of a dim twice', (x) => roll(x, [1, 1], [1, 1]), '[[1, 2, 0], [4, 5, 3]]'],
    ['repeat', (x) => x.repeat([2, 2]), '[[0,1,2,0,1,2], [3,4,5,3,4,5], [0,1,2,0,1,2], [3,4,5,3,4,5]]'],
    ['tile', (x) => x.tile([2]), '[[0, 1, 2, 0, 1, 2], [3, 4, 5, 3, 4, 5]]'],
    ['repeatInterleave', (x) => repeatInterleave(x, 2), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]],
    ['repeatInterleave of rows', (x) => repeatInterleave(x, integers([2, 1]), { dim: 0 }), '[[0,1,2],[0,1,2],[3,4,5]]'],
    [
      'repeatInterleave of one count',
      (x) => repeatInterleave(x, integers([2]), { dim: 1 }),
      '[[0,0,1,1,2,2],[3,3,4,4,5,5]]',
    ],
    ['repeatInterleave of counts alone', () => core.repeatInterleave(integers([2, 0, 3])), [0, 0, 2, 2, 2]],
    ['pad', (x) => core.pad(x, [1, 0, 0, 1], { value: 9 }), '[[9, 0, 1, 2], [9, 3, 4, 5], [9, 9, 9, 9]]'],
    ['pad that cuts', (x) => core.pad(x, [-1, 1]), '[[1, 2, 0], [4, 5, 0]]'],
    ['constantPadNd that cuts all', (x) => core.constantPadNd(x, [-3, 1], 7), '[[7], [7]]'],
    ['reflect', (x) => core.pad(x, [2, 2], { mode: 'reflect' }), '[[2,1,0,1,2,1,0], [5,4,3,4,5,4,3]]'],
    ['reflect of what is cut', (x) => core.pad(x, [-1, 2], { mode: 'reflect' }), '[[1, 2, 1, 0], [4, 5, 4, 3]]'],
    ['replicate', (x) => core.pad(x, [1, 2], { mode: 'replicate' }), '[[0,0,1,2,2,2], [3,3,4,5,5,5]]'],
    ['replicate of what is cut', (x) => core.pad(x, [-4, 3], { mode: 'replicate' }), '[[2, 2], [5, 5]]'],
    ['circular', (x) => core.pad(x, [1, 3], { mode: 'circular' }), '[[2,0,1,2,0,1,2], [5,3,4,5,3,4,5]]'],
    ['circular of what is cut', (x) => core.pad(x, [-1, 2], { mode: 'circular' }), '[[1,2,1,2], [4,5,4,5]]'],
    ['diagonal', (x) => diagonal(x, { offset: 1 }), [1, 5]],
    ['diag of a matrix', (x) => diag(x, -1), [3]],
    ['diag of a vector', (x) => diag(x.select(0, 1)), '[[3, 0, 0], [0, 4, 0], [0, 0, 5]]'],
    ['diagEmbed', (x) => core.diagEmbed(x.narrow(1, 1, 1), { offset: -1 }), '[[[0,0],[1,0]], [[0,0],[4,0]]]'],
    [
      'diagEmbed of dims in another order',
      (x) => core.diagEmbed(x.select(0, 0).narrow(0, 1, 1), { offset: 1, dim1: 1, dim2: 0 }),
      '[[0, 0], [1, 0]]',
    ],
    ['diagflat', (x) => core.diagflat(x.narrow(1, 0, 1)), '[[0, 0], [0, 3]]'],
    ['trace', (x) => trace(x), 4],
    ['tril', (x) => x.tril(), '[[0, 0, 0], [3, 4, 0]]'],
    ['tril above', (x) => x.tril(1), '[[0, 1, 0], [3, 4, 5]]'],
    ['triu', (x) => x.triu(), '[[0, 1, 2], [0, 4, 5]]'],
    ['triu below everything', (x) => x.triu(-5), '[[0, 1, 2], [3, 4, 5]]'],
    ['unfold', (x) => unfold(x, 1, 2, 1), '[[[0,1],[1,2]], [[3,4],[4,5]]]'],
    ['im2col', (x) => core.im2col(x.unsqueeze(0), [1, 2]), '[[0, 1, 3, 4], [1, 2, 4, 5]]'],
    ['asStrided', (x) => asStrided(x, [2, 2], [1, 2], 1), '[[1, 3], [2, 4]]'],
    ['hstack', (x) => core.hstack([x, x.narrow(1, 0, 1)]), '[[0, 1, 2, 0], [3, 4, 5, 3]]'],
    ['vstack', (x) => core.vstack([x, x.select(0, 0)]), '[[0, 1, 2], [3, 4, 5], [0, 1, 2]]'],
    ['dstack', (x) => core.dstack([x.select(0, 0), x.select(0, 1)]), '[[[0, 3], [1, 4], [2, 5]]]'],
    ['columnStack', (x) => core.columnStack([x.select(1, 0), x]), '[[0, 0, 1, 2], [3, 3, 4, 5]]'],
    ['blockDiag', (x) => core.blockDiag([x.narrow(1, 0, 1), x.select(0, 1)]), '[[0,0,0,0], [3,0,0,0], [0,3,4,5]]'],
    ['cartesianProd', (x) => core.cartesianProd([x.select(1, 0), x.select(1, 1)]), '[[0,1], [0,4], [3,1], [3,4]]'],
    ['combinations', (x) => core.combinations(x.select(0, 1)), '[[3, 4], [3, 5], [4, 5]]'],
    [
      'combinations with replacement',
      (x) => core.combinations(x.select(1, 1), { withReplacement: true }),
      '[[1,1], [1,4], [4,4]]',
    ],
    ['combinations of more than there are', (x) => core.combinations(x.select(0, 0), { r: 4 }), []],
    ['combinations of nothing', (x) => core.combinations(x.select(0, 0), { r: 0 }), []],
    ['vander', (x) => core.vander(x.select(0, 1)), '[[9, 3, 1], [16, 4, 1], [25, 5, 1]]'],
    ['vander, rising', (x) => core.vander(x.select(1, 0), 3, { increasing: true }), '[[1, 0, 0], [1, 3, 9]]'],
    ['vander of no column', (x) => core.vander(x.select(1, 0), 0), [[], []]],
    ['unravelIndex', () => core.stack(core.unravelIndex(integers([5, 2]), [2, 3])), '[[1, 0], [2, 2]]'],
    ['pixelShuffle', (x) => core.pixelShuffle(x.narrow(1, 0, 2).reshape([4, 1, 1]), 2), '[[[0, 1], [3, 4]]]'],
    ['pixelUnshuffle', (x) => core.pixelUnshuffle(x.narrow(1, 0, 2).unsqueeze(0), 2), '[[[0]], [[1]], [[3]], [[4]]]'],
    ['channelShuffle', (x) => core.channelShuffle(x.reshape([1, 6, 1]), 2).ravel(), [0, 3, 1, 4, 2, 5]],
    ['trilIndices', () => core.trilIndices(2, 3, { offset: 1 }), '[[0, 0, 1, 1, 1], [0, 1, 0, 1, 2]]'],
    ['triuIndices', () => core.triuIndices(3, 2), '[[0, 0, 1], [0, 1, 1]]'],
  ])('%s', (_, fn, want) => {
    const result = fn(counted(2, 3));
    if (result.numel() > 0) expectTensor(result, want);
    else expect(result.tolist()).toEqual(want);
  });

  test.each<['ij' | 'xy', string[]]>([
    ['ij', ['[[0,0,0],[1,1,1]]', '[[5,6,7],[5,6,7]]']],
    ['xy', ['[[0,1],[0,1],[0,1]]', '[[5,5],[6,6],[7,7]]']],
  ])('meshgrid %s', (indexing, want) => {
    const grids = core.meshgrid([integers([0, 1]), integers([5, 6, 7])], { indexing });
    grids.forEach((grid, i) => {
      expectTensor(grid, want[i]!);
    });
  });
});

test('a number transposed is itself', () => {
  const x = doubles(3);
  for (const same of [x.mT, x.mH, x.H, core.adjoint(x), core.sumToSize(x, [])]) expect(same).toBe(x);
});

test.each<core.DType>(['bool', 'uint8', 'int32', 'float32'])('a %s keeps its dtype', (dtype) => {
  const x = core.tensor([[1, 0]], { dtype });
  for (const result of [
    x.tril(),
    flip(x, 0),
    core.pad(x, [1, 1], { mode: 'circular' }),
    core.diagflat(x),
    x.repeat([2, 1]),
  ]) {
    expect(result.dtype).toBe(dtype);
  }
});

test('tril makes zeros of what is not a number', () => {
  const x = doubles([
    [1, Number.NaN],
    [1, 1],
  ]).requiresGrad_();
  expectTensor(x.tril(), '[[1, 0], [1, 1]]');
  expectTensor(gradientOf(x.tril(), x), '[[1, 0], [1, 1]]');
});

test('parts between places that go back overlap, and their gradients add up', () => {
  const x = leaf([1, 2, 3, 4]);
  const parts = core.tensorSplit(x, [3, 1]);
  expect(parts.map((part) => part.tolist())).toEqual([[1, 2, 3], [], [2, 3, 4]]);
  expectTensor(gradientOf(core.cat(parts), x), [1, 2, 2, 1]);
});

test('windows that lie one after the other become columns of their own', () => {
  const x = core.arange(12, { dtype: 'float64' }).reshape([1, 3, 4]);
  core.im2col(x, 1).zero_();
  core.im2col(x, [3, 1]).zero_();
  expectTensor(x.flatten(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('fold adds what unfold took, as often as windows overlap', () => {
  const x = counted(2, 4, 5).double();
  const columns = core.im2col(x, [3, 2], { padding: [1, 0], stride: [1, 2] });
  expect(columns.shape).toEqual([12, 8]);
  const counts = core.col2im(
    core.im2col(core.ones([2, 4, 5]), [3, 2], { padding: [1, 0], stride: [1, 2] }),
    [4, 5],
    [3, 2],
    {
      padding: [1, 0],
      stride: [1, 2],
    },
  );
  const folded = core.col2im(columns, [4, 5], [3, 2], { padding: [1, 0], stride: [1, 2] });
  expectTensor(folded, x.mul(counts).tolist() as never);
});

describe('the gradient of asStrided', () => {
  test('sums over elements that are seen several times', () => {
    const x = leaf([1, 2, 3, 4]);
    expectTensor(gradientOf(asStrided(x, [3, 2], [1, 1]), x), [1, 2, 2, 1]);
    expectTensor(gradientOf(asStrided(x, [5], [0], 2), x), [0, 0, 5, 0]);
  });

  test('is that of the input alone, wherever the view leaves it', () => {
    const x = leaf([1, 2, 3, 4]);
    const part = x.mul(1).narrow(0, 1, 2);
    expectTensor(gradientOf(asStrided(part, [4], [1], 0), part), [1, 1]);
  });

  test('follows a write into the view', () => {
    const x = leaf([1, 2, 3, 4]);
    const copy = x.mul(1);
    asStrided(copy, [2], [2], 1).mul_(10);
    // a gradient that lies in a larger storage
    const weights = doubles([9, 1, 2, 3, 4]).narrow(0, 1, 4);
    expectTensor(gradientOf(copy, x, weights), [1, 20, 3, 40]);
  });

  test('is refused after a write into the view of what does not lie in order', () => {
    const x = leaf([1, 2, 3, 4]);
    const turned = core.noGrad(() => x.view([2, 2]).t()).detach();
    asStrided(turned, [2], [1]).mul_(x.narrow(0, 0, 2));
    expect(() => gradientOf(turned, x)).toThrow(
      'asStrided: no gradient goes through a view of [2, 2] with strides [1, 2]',
    );
  });

  test('is shared among places of the input that are one element', () => {
    const x = leaf([1, 2]);
    const repeated = x.mul(1).expand([3, 2]);
    expectTensor(gradientOf(asStrided(repeated, [2], [1]), x), [1, 1]);
  });
});
