import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  ArgumentError,
  asStrided,
  DTypeError,
  diag,
  diagonal,
  flip,
  IndexError,
  repeatInterleave,
  roll,
  ShapeError,
  type Tensor,
  trace,
  unfold,
} from '../src/index.ts';
import { doubles, integers } from './structured-tensors.ts';

const counted = (...shape: number[]): Tensor =>
  core.arange(shape.reduce((product, size) => product * size, 1)).reshape(shape) as Tensor;

const refusals: readonly (readonly [() => unknown, new (message: string) => Error, string])[] = [
  [() => flip(counted(2, 3), [0, 0]), ArgumentError, 'flip: dim 0 appears twice in [0, 0]'],
  [() => flip(counted(2, 3), 2), IndexError, 'flip: dim 2 is outside [-2, 1]'],
  [() => core.fliplr(counted(2)), ShapeError, 'fliplr: expected at least 2 dimensions, got the shape [2]'],
  [() => core.flipud(doubles(1)), ShapeError, 'flipud: expected at least 1 dimension, got a 0-d tensor'],
  [() => core.rot90(counted(2)), ShapeError, 'rot90: expected at least 2 dimensions, got the shape [2]'],
  [() => core.rot90(counted(2, 3), 1, [0]), ArgumentError, 'rot90: expected 2 dims, got [0]'],
  [() => core.rot90(counted(2, 3), 1, [1, -1]), ArgumentError, 'rot90: dim 1 appears twice in [1, -1]'],
  [() => core.rot90(counted(2, 3), 0.5), ArgumentError, 'rot90: k must be a whole number, got 0.5'],
  [
    () => roll(counted(2, 3), [1, 2], 0),
    ArgumentError,
    'roll: expected one shift for each dim, got [1, 2] for the dims [0]',
  ],
  [() => roll(counted(2, 3), [], []), ArgumentError, 'roll: expected one shift for each dim, got [] for the dims []'],
  [() => roll(counted(2, 3), 0.5), ArgumentError, 'roll: shift 0.5 is not a whole number'],
  [() => roll(doubles(1), 1, 0), IndexError, 'roll: a 0-d tensor has no dimension 0'],
  [() => counted(2, 3).repeat([2]), ShapeError, 'repeat: [2] has fewer entries than [2, 3] dimensions'],
  [() => counted(2).repeat([-1]), ArgumentError, 'repeat: expected whole numbers ≥ 0, got [-1]'],
  [() => counted(2).tile([0.5]), ArgumentError, 'tile: expected whole numbers ≥ 0, got [0.5]'],
  [
    () => repeatInterleave(counted(2), -1),
    ArgumentError,
    'repeatInterleave: repeats must be a whole number ≥ 0, got -1',
  ],
  [
    () => repeatInterleave(counted(2), integers([1, -1])),
    ArgumentError,
    'repeatInterleave: repeats must not be negative, got -1',
  ],
  [
    () => repeatInterleave(counted(2), integers([1, 1, 1])),
    ShapeError,
    'repeatInterleave: 3 repeats do not fit a dimension of size 2',
  ],
  [
    () => repeatInterleave(counted(2), doubles([1, 1])),
    DTypeError,
    'repeatInterleave: repeats are float64, expected int32',
  ],
  [
    () => repeatInterleave(counted(2), integers('[[1, 1]]')),
    ShapeError,
    'repeatInterleave: repeats must have one dimension, got the shape [1, 2]',
  ],
  [
    () => repeatInterleave(counted(2), 2, { outputSize: 3 }),
    ArgumentError,
    'repeatInterleave: outputSize is 3, but the repeats add up to 4',
  ],
  [
    () => core.repeatInterleave(integers(2)),
    ShapeError,
    'repeatInterleave: repeats alone must be a vector, got a 0-d tensor',
  ],
  [() => core.pad(counted(2, 3), [1]), ArgumentError, 'pad: expected two numbers per dimension, got [1]'],
  [() => core.pad(counted(3), [1, 1, 1, 1]), ArgumentError, 'pad: [1, 1, 1, 1] are for more dimensions than [3] has'],
  [() => core.pad(counted(3), [0.5, 1]), ArgumentError, 'pad: [0.5, 1] are not all whole numbers'],
  [() => core.pad(counted(3), [-2, -2]), ShapeError, 'pad: cannot cut -2 and -2 off dimension 0 of [3]'],
  [
    () => core.constantPadNd(counted(3), [-4, 9]),
    ShapeError,
    'constantPadNd: cannot cut -4 and 9 off dimension 0 of [3]',
  ],
  [
    () => core.pad(counted(1, 4), [4, 0], { mode: 'reflect' }),
    ShapeError,
    'pad: reflect padding by 4 and 0 exceeds the 3 elements it can take of dimension 1 of [1, 4]',
  ],
  [
    () => core.pad(counted(1, 4), [5, 0], { mode: 'circular' }),
    ShapeError,
    'pad: circular padding by 5 and 0 exceeds the 4 elements it can take of dimension 1 of [1, 4]',
  ],
  [
    () => core.pad(core.zeros([2, 0]), [1, 0], { mode: 'replicate' }),
    ShapeError,
    'pad: [2, 0] has nothing to fill mode replicate with',
  ],
  [
    () => core.pad(counted(4), [1, 0], { mode: 'reflect' }),
    ArgumentError,
    'pad: mode reflect pads 1 to 3 dimensions of an input with one or two more, not 1 of [4]',
  ],
  [
    () => core.pad(counted(1, 4), [1, 0], { mode: 'reflect', value: 2 }),
    ArgumentError,
    'pad: mode reflect takes no value, got 2',
  ],
  [
    () => core.pad(counted(1, 4), [1, 0], { mode: 'mirror' as 'reflect' }),
    ArgumentError,
    'pad: unknown mode mirror; expected constant, reflect, replicate or circular',
  ],
  [
    () => diagonal(counted(2, 3), { dim1: 1 }),
    ArgumentError,
    'diagonal: dim1 and dim2 are both 1; a matrix has two dimensions',
  ],
  [() => diagonal(counted(2)), IndexError, 'diagonal: dim 1 is outside [-1, 0]'],
  [() => core.diagEmbed(doubles(1)), IndexError, 'diagEmbed: a 0-d tensor has no last dimension'],
  [() => core.diagEmbed(counted(2), { dim2: 2 }), IndexError, 'diagEmbed: dim 2 is outside [-2, 1]'],
  [() => diag(doubles(1)), ShapeError, 'diag: expected a vector or a matrix, got the shape []'],
  [() => trace(counted(2)), ShapeError, 'trace: expected a matrix, got the shape [2]'],
  [() => counted(2).tril(), ShapeError, 'tril: expected at least 2 dimensions, got the shape [2]'],
  [() => counted(2, 2).triu(0.5), ArgumentError, 'triu: diagonal 0.5 is not a whole number'],
  [
    () => unfold(counted(5), 0, 6, 1),
    ShapeError,
    'unfold: no part of 6 elements fits into dimension 0 of [5], which has 5',
  ],
  [() => unfold(counted(5), 0, 2, 0), ArgumentError, 'unfold: step must be a whole number ≥ 1, got 0'],
  [
    () => core.im2col(counted(2, 3), 2),
    ShapeError,
    'unfold: the input is [2, 3], expected [N, C, H, W] or, without a batch, [C, H, W]',
  ],
  [
    () => core.im2col(counted(1, 2, 3), 4),
    ShapeError,
    'unfold: no window of [4, 4] fits into the image [2, 3] with its padding',
  ],
  [
    () => core.im2col(counted(1, 2, 3), 1, { stride: 0 }),
    ArgumentError,
    'unfold: stride is 0, expected whole numbers ≥ 1',
  ],
  [() => core.col2im(counted(3, 2), [2, 2], 2), ShapeError, 'fold: columns of 3 elements are not made of windows of 4'],
  [
    () => core.col2im(counted(4, 2), [2, 2], 2),
    ShapeError,
    'fold: 2 columns came, but 1 · 1 windows fit into the image [2, 2]',
  ],
  [
    () => core.col2im(counted(4), [2, 2], 2),
    ShapeError,
    'fold: expected columns [K, L] or [N, K, L], got the shape [4]',
  ],
  [() => asStrided(counted(4), [2], [1, 1]), ArgumentError, 'asStrided: [2] and [1, 1] differ in length'],
  [
    () => asStrided(counted(4), [2], [-1]),
    ArgumentError,
    'asStrided: sizes [2], strides [-1] and offset 0 must be whole numbers ≥ 0',
  ],
  [
    () => asStrided(counted(4), [2, 2], [2, 1], 1),
    IndexError,
    'asStrided: sizes [2, 2] with strides [2, 1] from 1 need 5 elements, the storage has 4',
  ],
  [() => core.hstack([]), ArgumentError, 'hstack: expected at least one tensor, got an empty list'],
  [
    () => core.vstack([counted(2), counted(3)]),
    ShapeError,
    'vstack: input 1 has shape [1, 3], only dimension 0 may differ from [1, 2]',
  ],
  [
    () => core.concat([counted(2, 2), counted(3)]),
    ShapeError,
    'concat: input 1 has shape [3], only dimension 0 may differ from [2, 2]',
  ],
  [() => core.blockDiag([counted(1, 1, 1)]), ShapeError, 'blockDiag: expected matrices, got the shape [1, 1, 1]'],
  [() => core.atleast1d([1 as unknown as Tensor]), ArgumentError, 'atleast1d: input 0 must be a tensor, got number 1'],
  [() => core.meshgrid([counted(2), counted(2, 1)]), ShapeError, 'meshgrid: expected vectors, got the shape [2, 1]'],
  [
    () => core.meshgrid([counted(2), doubles([1])]),
    ArgumentError,
    'meshgrid: expected one dtype, got int32 and float64',
  ],
  [
    () => core.meshgrid([counted(2)], { indexing: 'yx' as 'xy' }),
    ArgumentError,
    'meshgrid: unknown indexing yx; expected ij or xy',
  ],
  [() => core.cartesianProd([doubles(1)]), ShapeError, 'cartesianProd: expected a vector, got the shape []'],
  [() => core.vander(counted(2, 2)), ShapeError, 'vander: expected a vector, got the shape [2, 2]'],
  [() => core.vander(counted(2), -1), ArgumentError, 'vander: columns must be a whole number ≥ 0, got -1'],
  [() => core.unravelIndex(doubles([1]), [2]), DTypeError, 'unravelIndex: the index is float64, expected int32'],
  [() => core.unravelIndex(integers([1]), [-2]), ArgumentError, 'unravelIndex: [-2] is not a shape'],
  [() => core.combinations(counted(2, 2)), ShapeError, 'combinations: expected a vector, got the shape [2, 2]'],
  [() => core.combinations(counted(2), { r: -1 }), ArgumentError, 'combinations: r must be a whole number ≥ 0, got -1'],
  [
    () => core.broadcastTensors([counted(2), counted(3)]),
    ShapeError,
    'broadcastTensors: [2] and [3] do not broadcast: sizes 2 and 3 differ at dimension 0',
  ],
  [() => core.tensorSplit(counted(3), 0), ArgumentError, 'tensorSplit: expected at least 1 section, got 0'],
  [() => core.tensorSplit(doubles(1), 1), IndexError, 'tensorSplit: a 0-d tensor has no dimension 0'],
  [
    () => core.tensorSplit(counted(3), doubles([1])),
    DTypeError,
    'tensorSplit: the sections are float64, expected int32; convert them with long()',
  ],
  [() => core.hsplit(counted(3, 5), 2), ArgumentError, 'hsplit: dimension 1 of size 5 does not divide into 2 parts'],
  [() => core.hsplit(doubles(1), 1), ShapeError, 'hsplit: expected at least 1 dimension, got []'],
  [() => core.vsplit(counted(4), 2), ShapeError, 'vsplit: expected at least 2 dimensions, got [4]'],
  [() => core.dsplit(counted(4, 2), 2), ShapeError, 'dsplit: expected at least 3 dimensions, got [4, 2]'],
  [
    () => core.vsplit(counted(4, 2), 'abc' as unknown as number),
    ArgumentError,
    'vsplit: expected at least 1 section, got abc',
  ],
  [
    () => core.pixelShuffle(counted(3, 2, 2), 2),
    ShapeError,
    'pixelShuffle: 3 channels of [3, 2, 2] do not divide by 2²',
  ],
  [
    () => core.pixelUnshuffle(counted(3, 2, 3), 2),
    ShapeError,
    'pixelUnshuffle: height and width of [3, 2, 3] do not divide by 2',
  ],
  [
    () => core.channelShuffle(counted(1, 3, 2), 2),
    ShapeError,
    'channelShuffle: 3 channels do not divide into 2 groups',
  ],
  [
    () => core.pixelShuffle(counted(4, 1), 2),
    ShapeError,
    'pixelShuffle: expected images […, C, H, W], got the shape [4, 1]',
  ],
  [
    () => core.pixelShuffle(counted(4, 1, 1), 0),
    ArgumentError,
    'pixelShuffle: the factor must be a whole number ≥ 1, got 0',
  ],
  [() => core.swapaxes(counted(2), 0, 1), IndexError, 'swapaxes: dim 1 is outside [-1, 0]'],
  [() => counted(2).H, ShapeError, 'H: expected a matrix, got [2]'],
  [() => counted(1, 2, 3).H, ShapeError, 'H: expected a matrix, got [1, 2, 3]'],
  [() => counted(2).mH, ShapeError, 'mH: expected a matrix or a batch of matrices, got [2]'],
  [() => core.sumToSize(counted(2, 3), [2]), ShapeError, 'sumToSize: [2] does not broadcast to [2, 3]'],
  [() => core.adjoint(counted(2)), ShapeError, 'adjoint: expected a matrix or a batch of matrices, got [2]'],
  [
    () => core.narrowCopy(counted(2), 0, 1, 2),
    IndexError,
    'narrowCopy: 2 elements from 1 exceed the size 2 of dimension 0',
  ],
  [() => counted(4).viewAs(core.zeros([3])), ShapeError, 'viewAs: [4] has 4 elements, which [3] cannot hold: it has 3'],
  [
    () => core.trilIndices(-1, 2),
    ArgumentError,
    'trilIndices: expected whole numbers ≥ 0 of rows and columns, got -1 and 2',
  ],
  [() => core.triuIndices(1, 2, { dtype: 'float32' }), DTypeError, 'triuIndices: indices are int32, not float32'],
  [() => core.logspace(0, 1, -1), ArgumentError, 'logspace: steps must be a whole number ≥ 0, got -1'],
  [() => core.linspace(0, 1, 2, { dtype: 'bool' }), DTypeError, 'linspace: expected a dtype of numbers, got bool'],
];

test.each(refusals.map(([fn, kind, message]) => [message, fn, kind] as const))('%s', (message, fn, kind) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
