import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  ArgumentError,
  DTypeError,
  gather,
  IndexError,
  indexAdd,
  indexSelect,
  ShapeError,
  scatter,
  scatterAdd,
  type Tensor,
  zeros,
} from '../src/index.ts';
import {
  type Data,
  doubles,
  expectTensor,
  gradientOf,
  integers,
  leaf,
  useMovingMemory,
  variedLeaf,
} from './structured-tensors.ts';

useMovingMemory();

const x = (): Tensor => doubles('[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]');
const index = (): Tensor => integers('[[2, 0], [1, 1]]');

describe('values are those of PyTorch', () => {
  test.each<[string, () => Tensor, Data]>([
    ['gather', () => gather(x(), 0, index()), '[[8, 1], [4, 5]]'],
    ['gather from a transposed tensor', () => gather(x().T, 1, index()), '[[8, 0], [5, 5]]'],
    [
      'gather with an index that repeats',
      () => gather(x(), 1, integers([[3], [0], [1]]).expand([3, 2])),
      '[[3, 3], [4, 4], [9, 9]]',
    ],
    ['gather from a 0-d tensor', () => gather(doubles(5), 0, integers([0, 0])), [5, 5]],
    ['gather with a uint8 index', () => gather(doubles([5, 6]), 0, integers([1], 'uint8')), [6]],
    ['gather of nothing', () => gather(x(), 0, integers([])), []],
    ['scatter of a number', () => scatter(x(), 1, index(), -1), '[[-1, 1, -1, 3], [4, -1, 6, 7], [8, 9, 10, 11]]'],
    [
      'scatter',
      () => scatter(x(), 0, integers([[1, 2, 0]]), doubles([[-1, -2, -3]])),
      '[[0, 1, -3, 3], [-1, 5, 6, 7], [8, -2, 10, 11]]',
    ],
    [
      'scatter of part of a source',
      () => scatter(x(), 0, integers([[1, 2]]), doubles('[[-1, -2, -3], [-4, -5, -6]]')),
      '[[0, 1, 2, 3], [-1, 5, 6, 7], [8, -2, 10, 11]]',
    ],
    [
      'scatterAdd',
      () => scatterAdd(x(), 1, index(), doubles('[[10, 20], [30, 40]]')),
      '[[20, 1, 12, 3], [4, 75, 6, 7], [8, 9, 10, 11]]',
    ],
    [
      'scatterAdd of bools',
      () => scatterAdd(core.tensor([true, false]), 0, integers([0, 0]), core.tensor([true, true])),
      [true, false],
    ],
    ['takeAlongDim', () => core.takeAlongDim(x(), integers([[1], [0], [2]]), 1), [[1], [4], [10]]],
    ['takeAlongDim broadcasts', () => core.takeAlongDim(x(), integers([[2, 0, 1, 1]]), 0), [[8, 1, 6, 7]]],
    ['takeAlongDim without dim', () => core.takeAlongDim(x(), integers([[11], [5]])), [11, 5]],
    ['indexSelect', () => indexSelect(x(), 1, integers([3, 0, 3])), '[[3, 0, 3], [7, 4, 7], [11, 8, 11]]'],
    ['indexSelect by a 0-d index', () => indexSelect(x(), 0, integers(1)), [[4, 5, 6, 7]]],
    ['indexSelect of a 0-d tensor', () => indexSelect(doubles(5), 0, integers([0])), 5],
    ['indexSelect of nothing', () => indexSelect(x(), 0, integers([])), []],
    [
      'indexAdd with alpha',
      () => core.indexAdd(x(), 0, integers([2, 0]), core.ones([2, 4], { dtype: 'float64' }), { alpha: -2 }),
      '[[-2, -1, 0, 1], [4, 5, 6, 7], [6, 7, 8, 9]]',
    ],
    ['indexAdd to a 0-d tensor', () => indexAdd(doubles(1), 0, integers([0]), doubles(2)), 3],
    [
      'indexAdd adds up repeated indices',
      () => indexAdd(doubles([1, 2]), 0, integers([1, 1]), doubles([10, 20])),
      [1, 32],
    ],
    ['oneHot', () => core.oneHot(integers([0, 2, 1])), '[[1, 0, 0], [0, 0, 1], [0, 1, 0]]'],
    ['oneHot with numClasses', () => core.oneHot(integers([[1], [0]]), 3), [[[0, 1, 0]], [[1, 0, 0]]]],
    ['oneHot of a 0-d tensor', () => core.oneHot(integers(1), 2), [0, 1]],
  ])('%s', (_, fn, want) => {
    expectTensor(fn(), want);
  });
});

test('the input stays what it was', () => {
  const input = x();
  scatter(input, 0, integers([[0]]), 99);
  scatterAdd(input, 0, integers([[0]]), doubles([[99]]));
  indexAdd(input, 0, integers([0]), doubles([[9, 9, 9, 9]]));
  expectTensor(input, x().tolist());
});

test('oneHot is int32, and of nothing too when numClasses is given', () => {
  expect(core.oneHot(integers([0])).dtype).toBe('int32');
  expect(core.oneHot(integers([]), 3).shape).toEqual([0, 3]);
});

describe('gradients', () => {
  test('of gather add up where an element was picked twice', () => {
    const input = variedLeaf([3]);
    expectTensor(gradientOf(gather(input, 0, integers([1, 1, 2])), input), [0, 2, 1]);
    expectTensor(gradientOf(indexSelect(input, 0, integers([1, 1, 2])), input), [0, 2, 1]);
  });

  test('of scatter are zero where the input was overwritten', () => {
    const [input, source] = [leaf([1, 2, 3]), leaf([7, 8])];
    const result = scatter(input, 0, integers([2]), source);
    expectTensor(gradientOf(result, input), [1, 1, 0]);
    expectTensor(gradientOf(scatter(input, 0, integers([2]), source), source), [1, 0]);
  });

  test('are zero for a source of which an empty index takes nothing', () => {
    const source = leaf('[[1, 2], [3, 4]]');
    const result = scatterAdd(x(), 1, integers([]).reshape([2, 0]), source);
    expectTensor(gradientOf(result, source), '[[0, 0], [0, 0]]');
  });

  test('need the index alone, so the input may change', () => {
    const input = variedLeaf([3]);
    const hidden = input.mul(1);
    const picked = gather(hidden, 0, integers([2]));
    core.noGrad(() => hidden.fill_(0));
    expectTensor(gradientOf(picked, input), [0, 0, 1]);
  });
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'an index of floats',
    () => gather(x(), 0, doubles([[0]])),
    DTypeError,
    'gather: the index is float64, expected int32; convert it with long()',
  ],
  [
    'an index of bools',
    () => indexSelect(x(), 0, core.tensor([true])),
    DTypeError,
    'indexSelect: the index is bool, expected int32',
  ],
  [
    'an index out of range',
    () => gather(x(), 1, integers([[0], [4]])),
    IndexError,
    'gather: index 4 at position [1, 0] is outside [0, 4)',
  ],
  [
    'a negative index',
    () => indexSelect(x(), 0, integers([0, -1])),
    IndexError,
    'indexSelect: index -1 at position [1] is outside [0, 3)',
  ],
  [
    'an index of other rank',
    () => gather(x(), 1, integers([0])),
    ShapeError,
    'gather: the index [1] must have as many dimensions as the input [3, 4]',
  ],
  [
    'an index too large',
    () => gather(x(), 1, integers([[0], [0], [0], [0]])),
    ShapeError,
    'gather: the index [4, 1] exceeds the input [3, 4] at dimension 0',
  ],
  [
    'a source too small',
    () => scatter(x(), 1, index(), doubles([[1], [2]])),
    ShapeError,
    'scatter: the index [2, 2] exceeds the source [2, 1] at dimension 1',
  ],
  [
    'a source of another dtype',
    () => scatterAdd(x(), 0, index(), index()),
    DTypeError,
    'scatterAdd: the source is int32, expected float64, the dtype of the input',
  ],
  [
    'scatter out of range',
    () => scatter(x(), 0, integers([[3]]), 1),
    IndexError,
    'scatter: index 3 at position [0, 0] is outside [0, 3)',
  ],
  [
    'an index that is a matrix',
    () => indexSelect(x(), 0, index()),
    ShapeError,
    'indexSelect: the index must have one dimension, got [2, 2]',
  ],
  [
    'several elements of a 0-d tensor',
    () => indexSelect(doubles(1), 0, integers([0, 0])),
    ShapeError,
    'indexSelect: of a 0-d tensor exactly 1',
  ],
  [
    'rows that do not fit',
    () => indexAdd(x(), 0, integers([0]), zeros([2, 4], { dtype: 'float64' })),
    ShapeError,
    'indexAdd: the source is [2, 4], expected [1, 4] for the index [1] along dimension 0 of [3, 4]',
  ],
  [
    'a class beyond numClasses',
    () => core.oneHot(integers([0, 3]), 3),
    IndexError,
    'oneHot: index 3 at position [1, 0] is outside [0, 3)',
  ],
  ['a negative class', () => core.oneHot(integers([-1])), IndexError, 'oneHot: index -1'],
  ['classes of floats', () => core.oneHot(doubles([1])), DTypeError, 'oneHot: the classes are float64, expected int32'],
  ['no classes', () => core.oneHot(integers([])), ArgumentError, 'oneHot: numClasses is needed'],
  [
    'numClasses of 0',
    () => core.oneHot(integers([0]), 0),
    ArgumentError,
    'oneHot: numClasses must be a positive whole number or -1, got 0',
  ],
  [
    'takeAlongDim of other rank',
    () => core.takeAlongDim(x(), integers([0]), 0),
    ShapeError,
    'must have as many dimensions as the input [3, 4]',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
