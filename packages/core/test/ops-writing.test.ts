import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { ArgumentError, DTypeError, GradientError, IndexError, ShapeError, type Tensor, tensor } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, integers, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const x = (): Tensor => doubles('[[0, 1, 2], [3, 4, 5]]');
const twice = (): Tensor => integers([0, 0, 1]);

describe('values are those of PyTorch', () => {
  const source = (): Tensor => doubles([2, -3, 7]);
  const target = (): Tensor => doubles([10, 20, 30]);

  test.each<[core.ScatterReduction, Data, Data]>([
    ['sum', [9, 27, 30], [-1, 7, 30]],
    ['prod', [-60, 140, 30], [-6, 7, 30]],
    ['mean', [3, 13.5, 30], [-0.5, 7, 30]],
    ['amax', [10, 20, 30], [2, 7, 30]],
    ['amin', [-3, 7, 30], [-3, 7, 30]],
  ])('scatterReduce: %s, with and without self', (reduce, withSelf, without) => {
    expectTensor(core.scatterReduce(target(), 0, twice(), source(), reduce), withSelf);
    expectTensor(core.scatterReduce(target(), 0, twice(), source(), reduce, { includeSelf: false }), without);
  });

  test.each<[string, () => Tensor, Data]>([
    [
      'scatter that adds',
      () =>
        core.scatter(
          x(),
          1,
          integers([
            [0, 0],
            [2, 2],
          ]),
          1,
          { reduce: 'add' },
        ),
      '[[2, 1, 2], [3, 4, 7]]',
    ],
    [
      'scatter that multiplies',
      () => core.scatter(x(), 1, integers([[1, 1]]), doubles([[2, 5]]), { reduce: 'multiply' }),
      '[[0, 10, 2], [3, 4, 5]]',
    ],
    [
      'the mean of integers is rounded down',
      () => core.scatterReduce(integers([-1, 2]), 0, integers([0]), integers([-4]), 'mean'),
      [-3, 2],
    ],
    [
      'the product of bools',
      () => core.scatterReduce(tensor([true, true]), 0, integers([0]), tensor([false]), 'prod'),
      [false, true],
    ],
    [
      'indexCopy',
      () => core.indexCopy(x(), 1, integers([2, 0]), doubles('[[8, 9], [6, 7]]')),
      '[[9, 1, 8], [7, 4, 6]]',
    ],
    ['indexCopy to a 0-d tensor', () => core.indexCopy(doubles(1), 0, integers([0]), doubles([5])), 5],
    ['indexCopy of a number', () => core.indexCopy(doubles([1, 2]), 0, integers(1), doubles(5)), [1, 5]],
    ['indexFill', () => core.indexFill(x(), 1, integers([-1, 0]), 9), '[[9, 1, 9], [9, 4, 9]]'],
    ['indexFill with a tensor', () => core.indexFill(integers([1, 2]), 0, integers(0), doubles(5.5)), [5, 2]],
    ['indexFill of a 0-d tensor', () => core.indexFill(doubles(1), 0, integers([0, 0]), 2), 2],
    ['take', () => core.take(x().T, integers([[1, -1]])), [[3, 5]]],
    ['take from a 0-d tensor', () => core.take(doubles(5), integers([0])), [5]],
    ['put', () => core.put(x(), integers([[5, -6]]), doubles([8, 9])), '[[9, 1, 2], [3, 4, 8]]'],
    [
      'put that adds',
      () => core.put(x(), integers([1, 1]), doubles([8, 9]), { accumulate: true }),
      '[[0, 18, 2], [3, 4, 5]]',
    ],
    ['put of nothing', () => core.put(doubles(5), integers([]), doubles([])), 5],
    ['maskedSelect', () => core.maskedSelect(x(), x().gt(2)), [3, 4, 5]],
    ['maskedSelect broadcasts', () => core.maskedSelect(doubles([1, 2]), tensor([[true], [false]])), [1, 2]],
    ['maskedSelect of a 0-d tensor', () => core.maskedSelect(doubles(1), tensor(true)), [1]],
    ['maskedScatter', () => core.maskedScatter(x(), x().gt(3), doubles([7, 8, 9])), '[[0, 1, 2], [3, 7, 8]]'],
    [
      'maskedScatter broadcasts',
      () => core.maskedScatter(doubles([1, 2]), tensor([[true], [false]]), doubles([8, 9])),
      '[[8, 9], [1, 2]]',
    ],
    ['selectScatter', () => core.selectScatter(x(), doubles([7, 8]), 1, -1), '[[0, 1, 7], [3, 4, 8]]'],
    [
      'sliceScatter',
      () => core.sliceScatter(x(), doubles('[[7, 8], [9, 6]]'), { dim: 1, step: 2 }),
      '[[7, 1, 8], [9, 4, 6]]',
    ],
    [
      'sliceScatter of nothing',
      () => core.sliceScatter(x(), core.zeros([0, 3]), { start: 2 }),
      '[[0, 1, 2], [3, 4, 5]]',
    ],
    ['diagonalScatter', () => core.diagonalScatter(x(), doubles([7, 8])), '[[7, 1, 2], [3, 8, 5]]'],
    ['diagonalScatter beside', () => core.diagonalScatter(x(), integers([7]), { offset: 2 }), '[[0, 1, 7], [3, 4, 5]]'],
    ['diagonalScatter outside', () => core.diagonalScatter(x(), doubles([]), { offset: 5 }), '[[0, 1, 2], [3, 4, 5]]'],
  ])('%s', (_, fn, want) => {
    expectTensor(fn(), want);
  });
});

describe('gradients of scatterReduce', () => {
  test('equal maxima share evenly, those of x too when they take part', () => {
    const [target, source] = [leaf([3, 1]), leaf([3, 3, 5])];
    const shared = core.scatterReduce(target, 0, twice(), source, 'amax');
    expectTensor(gradientOf(shared, target), [1 / 3, 0]);
    expectTensor(gradientOf(core.scatterReduce(target, 0, twice(), source, 'amax'), source), [1 / 3, 1 / 3, 1]);
    const without = core.scatterReduce(target, 0, twice(), source, 'amax', { includeSelf: false });
    expectTensor(gradientOf(without, source), [0.5, 0.5, 1]);
  });

  test('of products are exact where factors are 0', () => {
    const [target, source] = [leaf([3, 0]), leaf([0, 2, 5])];
    const product = (): Tensor => core.scatterReduce(target, 0, twice(), source, 'prod');
    expectTensor(gradientOf(product(), target), [0, 5]);
    expectTensor(gradientOf(product(), source), [6, 0, 0]);
    const two = leaf([0, 0, 5]);
    const zero = core.scatterReduce(target, 0, twice(), two, 'prod');
    expectTensor(gradientOf(zero, two), [0, 0, 0]);
  });

  test('of products have second derivatives with one factor 0, and refuse them with two', () => {
    const source = leaf([0, 2, 5]);
    const product = core.scatterReduce(leaf([3, 1]), 0, twice(), source, 'prod');
    const first = gradientOf(product, source, doubles([1, 1]), true);
    expectTensor(gradientOf(first, source, doubles([1, 0, 0])), [0, 3, 0]);
    const two = leaf([0, 0, 5]);
    const zero = core.scatterReduce(leaf([3, 1]), 0, twice(), two, 'prod');
    expect(() => gradientOf(zero, two, undefined, true)).toThrow(GradientError);
  });
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  [
    'an unknown reduce of scatter',
    () => core.scatter(x(), 0, integers([[0]]), 1, { reduce: 'sum' as 'add' }),
    ArgumentError,
    'scatter: unknown reduce "sum": expected add or multiply',
  ],
  [
    'an unknown reduce',
    () => core.scatterReduce(x(), 0, integers([[0]]), x(), 'max' as 'amax'),
    ArgumentError,
    'scatterReduce: unknown reduce "max"',
  ],
  [
    'a mean of bools',
    () => core.scatterReduce(tensor([true]), 0, integers([0]), tensor([true]), 'mean'),
    DTypeError,
    'scatterReduce: there is no mean of bools',
  ],
  [
    'scatterReduce out of range',
    () => core.scatterReduce(doubles([1]), 0, integers([1]), doubles([1]), 'prod'),
    IndexError,
    'scatterReduce: index 1 at position [0] is outside [0, 1)',
  ],
  [
    'indexCopy of another shape',
    () => core.indexCopy(x(), 0, integers([0]), doubles([1, 2, 3])),
    ShapeError,
    'indexCopy: the source is [3], expected [1, 3]',
  ],
  [
    'indexCopy by a negative index',
    () => core.indexCopy(doubles([1]), 0, integers([-1]), doubles([1])),
    IndexError,
    'indexCopy: index -1',
  ],
  [
    'indexFill by a matrix',
    () => core.indexFill(x(), 0, integers([[0]]), 1),
    ShapeError,
    'indexFill: the index must have one dimension',
  ],
  [
    'indexFill with a vector',
    () => core.indexFill(x(), 0, integers([0]), doubles([1])),
    ShapeError,
    'indexFill: the value must be 0-d, got [1]',
  ],
  [
    'indexFill out of range',
    () => core.indexFill(x(), 1, integers([3]), 1),
    IndexError,
    'indexFill: index 3 at position [0] is outside [-3, 3), the range of dimension 1',
  ],
  [
    'take out of range',
    () => core.take(x(), integers([6])),
    IndexError,
    'take: index 6 at position [0] is outside [-6, 6)',
  ],
  ['take by bools', () => core.take(x(), tensor([true])), DTypeError, 'take: the index is bool, expected int32'],
  [
    'put of too few',
    () => core.put(x(), integers([0, 1]), doubles([1])),
    ShapeError,
    'put: the source [1] must have as many elements as the index [2]',
  ],
  [
    'maskedSelect by integers',
    () => core.maskedSelect(x(), integers([1, 0, 1])),
    DTypeError,
    'maskedSelect: the mask is int32, expected bool',
  ],
  [
    'a mask of another size',
    () => core.maskedSelect(x(), tensor([true, false])),
    ShapeError,
    'maskedSelect: [2, 3] and [2] do not broadcast',
  ],
  [
    'maskedScatter of too few',
    () => core.maskedScatter(x(), x().gt(3), doubles([1])),
    ShapeError,
    'maskedScatter: the mask holds 2 times, but the source [1] has fewer',
  ],
  [
    'selectScatter out of range',
    () => core.selectScatter(x(), doubles([1, 2, 3]), 0, 2),
    IndexError,
    'selectScatter: index 2 is outside [-2, 2), the range of dimension 0',
  ],
  [
    'selectScatter of another shape',
    () => core.selectScatter(x(), doubles([1]), 0, 0),
    ShapeError,
    'selectScatter: the source is [1], expected [3], the shape of the slice',
  ],
  [
    'sliceScatter backwards',
    () => core.sliceScatter(x(), x(), { step: -1 }),
    ArgumentError,
    'sliceScatter: the step must be a whole number greater than 0',
  ],
  [
    'one dimension twice',
    () => core.diagonalScatter(x(), doubles([1]), { dim2: 0 }),
    ArgumentError,
    'diagonalScatter: dim1 and dim2 are both 0',
  ],
  [
    'the diagonal of a vector',
    () => core.diagonalScatter(doubles([1]), doubles([1])),
    IndexError,
    'diagonalScatter: dim 1 is outside [-1, 0]',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
