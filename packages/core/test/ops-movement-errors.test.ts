import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { ArgumentError, chunk, IndexError, ShapeError, split, type Tensor, unbind, zeros } from '../src/index.ts';
import { doubles } from './structured-tensors.ts';

const counted = (...shape: number[]): Tensor =>
  core.arange(shape.reduce((product, size) => product * size, 1)).reshape(shape) as Tensor;

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'reshape to too many',
    () => counted(2, 3).reshape([4, 2]),
    ShapeError,
    'reshape: [2, 3] has 6 elements, which [4, 2] cannot hold: it has 8',
  ],
  [
    'reshape that does not divide',
    () => counted(2, 3).reshape([-1, 4]),
    ShapeError,
    'reshape: [2, 3] has 6 elements, which [-1, 4] cannot hold',
  ],
  [
    'two sizes of -1',
    () => counted(2, 3).reshape([-1, -1]),
    ShapeError,
    'reshape: only one size of [-1, -1] can be -1',
  ],
  [
    'an ambiguous -1',
    () => core.reshape(zeros([0, 3]), [-1, 0]),
    ShapeError,
    'reshape: -1 is ambiguous in [-1, 0]: any size fits a tensor without elements',
  ],
  [
    'no shape',
    () => counted(2).reshape([1.5]),
    ShapeError,
    'reshape: [1.5] is not a shape: sizes are whole numbers ≥ 0, or once -1',
  ],
  [
    'view that needs a copy',
    () => counted(2, 3).mT.view([6]),
    ShapeError,
    'view: [3, 2] with strides [1, 3] cannot be seen as [6] without a copy; use reshape, which copies when it must, or contiguous() before',
  ],
  ['flatten backwards', () => counted(2, 3).flatten(1, 0), ShapeError, 'flatten: startDim 1 comes after endDim 0'],
  [
    'unflatten',
    () => core.unflatten(counted(2, 3), 1, [2, 2]),
    ShapeError,
    'unflatten: dim 1 of [2, 3]: [3] has 3 elements',
  ],
  [
    'permute of too few',
    () => counted(2, 3).permute([0]),
    ShapeError,
    'permute: [0] does not name each dimension of [2, 3] once',
  ],
  [
    'permute of one twice',
    () => counted(2, 3).permute([0, -2]),
    ArgumentError,
    'permute: dim 0 appears twice in [0, -2]',
  ],
  ['transpose', () => counted(2, 3).transpose(0, 2), IndexError, 'transpose: dim 2 is outside [-2, 1]'],
  [
    't of a batch',
    () => counted(1, 2, 3).t(),
    ShapeError,
    't: expected at most 2 dimensions, got [1, 2, 3]; use mT or permute',
  ],
  ['mT of a vector', () => counted(2).mT, ShapeError, 'mT: expected a matrix or a batch of matrices, got [2]'],
  [
    'movedim',
    () => core.movedim(counted(2, 3), [0, 1], [1]),
    ShapeError,
    'movedim: [0, 1] cannot move to [1]: the lists differ in length',
  ],
  [
    'expand to less',
    () => counted(2, 3).expand([3]),
    ShapeError,
    'expand: cannot expand [2, 3] to [3]: it has fewer dimensions',
  ],
  [
    'expand of a size',
    () => counted(2, 3).expand([2, 4]),
    ShapeError,
    'expand: cannot expand [2, 3] to [2, 4]: dimension 1 has size 3',
  ],
  ['expand with a new -1', () => counted(3).expand([-1, 3]), ShapeError, 'dimension 0 is new, so -1 is no size for it'],
  [
    'narrow too far',
    () => counted(2, 3).narrow(1, 2, 2),
    IndexError,
    'narrow: 2 elements from 2 exceed the size 3 of dimension 1',
  ],
  ['narrow from outside', () => counted(2, 3).narrow(0, -3, 1), IndexError, 'narrow: start -3 is outside [-2, 2]'],
  [
    'narrow of a negative length',
    () => counted(2, 3).narrow(0, 0, -1),
    IndexError,
    'narrow: length -1 is not a whole number ≥ 0',
  ],
  ['narrow of 0-d', () => doubles(1).narrow(0, 0, 1), IndexError, 'narrow: a 0-d tensor has no dimension 0'],
  [
    'select',
    () => counted(2, 3).select(1, 3),
    IndexError,
    'select: index 3 is outside [-3, 2], the range of dimension 1',
  ],
  [
    'split by 0',
    () => split(counted(3), 0),
    ArgumentError,
    'split: parts of size 0 never make up dimension 0 of size 3',
  ],
  [
    'split by sizes',
    () => split(counted(5), [1, 2]),
    ArgumentError,
    'split: sizes [1, 2] add up to 3, but dimension 0 has size 5',
  ],
  ['chunk', () => chunk(counted(5), 0), ArgumentError, 'chunk: expected at least 1 chunk, got 0'],
  ['unbind', () => unbind(counted(5), 1), IndexError, 'unbind: dim 1 is outside [-1, 0]'],
  ['cat of nothing', () => core.cat([]), ArgumentError, 'cat: expected at least one tensor, got an empty list'],
  [
    'cat of 0-d',
    () => core.cat([doubles([1]), doubles(1)]),
    ShapeError,
    'cat: input 1 is 0-d, which has no dimension to join along; use stack',
  ],
  [
    'cat of other shapes',
    () => core.cat([counted(2, 3), counted(3, 2)]),
    ShapeError,
    'cat: input 1 has shape [3, 2], only dimension 0 may differ from [2, 3]',
  ],
  [
    'stack of other shapes',
    () => core.stack([counted(2), counted(3)]),
    ShapeError,
    'stack: input 1 has shape [3], expected [2]',
  ],
  ['stack out of range', () => core.stack([counted(2)], { dim: 2 }), IndexError, 'stack: dim 2 is outside [-2, 1]'],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
