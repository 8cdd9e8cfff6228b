import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  DTypeError,
  ellipsis,
  type Index,
  IndexError,
  indexPut,
  ShapeError,
  slice,
  type Tensor,
  tensor,
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

const x = (): Tensor => doubles(Array.from({ length: 24 }, (_, i) => i)).view([3, 4, 2]);
const i = (): Tensor => integers([2, 0]);
const j = (): Tensor => integers([[1], [-1]]);
const m = (): Tensor => tensor([true, false, true]);
const m2 = (): Tensor =>
  tensor([
    [true, false, false, true],
    [false, false, false, false],
    [false, true, false, false],
  ]);

describe('values are those of PyTorch', () => {
  test.each<[string, () => Tensor, Data]>([
    ['x[0]', () => x().at(0), '[[0, 1], [2, 3], [4, 5], [6, 7]]'],
    ['x[-1, 2]', () => x().at(-1, 2), '[20, 21]'],
    ['x[1:, 0]', () => x().at(slice(1), 0), '[[8, 9], [16, 17]]'],
    ['x[:-1, ::3, 1]', () => x().at(slice(null, -1), slice(null, null, 3), 1), '[[1, 7], [9, 15]]'],
    ['x[..., 1:4:2, 0]', () => x().at(ellipsis, slice(1, 4, 2), 0), '[[2, 6], [10, 14], [18, 22]]'],
    ['x[0, None, 1]', () => x().at(0, null, 1), '[[2, 3]]'],
    ['x[2:1, 0]', () => x().at(slice(2, 1), 0), '[]'],
    ['x[0, -9:9, 1]', () => x().at(0, slice(-9, 9), 1), '[1, 3, 5, 7]'],
    ['x[..., 0, ...]', () => x().at(ellipsis, 0, ellipsis), '[[0, 2, 4, 6], [8, 10, 12, 14], [16, 18, 20, 22]]'],
    ['x[1, i]', () => x().at(1, i()), '[[12, 13], [8, 9]]'],
    ['x[[2, 0], 1]', () => x().at([2, 0], 1), '[[18, 19], [2, 3]]'],
    ['x[i, 1:3, 0]', () => x().at(i(), slice(1, 3), 0), '[[18, 20], [2, 4]]'],
    ['x[0, :, [1, 1, 0]]', () => x().at(0, slice(), [1, 1, 0]), '[[1, 1, 0], [3, 3, 2], [5, 5, 4], [7, 7, 6]]'],
    ['x[i, :, j][0]', () => x().at(i(), slice(), j()).at(0), '[[17, 19, 21, 23], [1, 3, 5, 7]]'],
    ['x[i, j, 0]', () => x().at(i(), j(), 0), '[[18, 2], [22, 6]]'],
    ['x[:, i, None, j][0]', () => x().at(slice(), i(), null, j()).at(0), '[[[5], [13], [21]], [[1], [9], [17]]]'],
    ['x[i, 0, i % 2]', () => x().at(i(), 0, i().remainder(2)), '[16, 0]'],
    ['x[m, 0]', () => x().at(m(), 0), '[[0, 1], [16, 17]]'],
    ['x[m2]', () => x().at(m2()), '[[0, 1], [6, 7], [18, 19]]'],
    ['x[m, i]', () => x().at(m(), i()), '[[4, 5], [16, 17]]'],
    ['x[1, :, [False, True]]', () => x().at(1, slice(), [false, true]), '[[9], [11], [13], [15]]'],
    ['x[m2, [0]]', () => x().at(m2(), [0]), '[0, 6, 18]'],
    ['x[True, 0, 0]', () => x().at(true, 0, 0), '[[0, 1]]'],
    ['x[0, 0, True]', () => x().at(0, 0, true), '[[0, 1]]'],
    ['x[torch.tensor(1), torch.tensor(2)]', () => x().at(integers(1), integers(2)), '[12, 13]'],
    ['x[torch.tensor(True), 0, 0]', () => x().at(tensor(true), 0, 0), '[[0, 1]]'],
    [
      'x[0, torch.tensor([0, 0, 1, 1], dtype=torch.uint8)]',
      () => x().at(0, integers([0, 0, 1, 1], 'uint8')),
      '[[4, 5], [6, 7]]',
    ],
    [
      'x[[[0, 1], [2, 2]], 0, 0]',
      () =>
        x().at(
          [
            [0, 1],
            [2, 2],
          ],
          0,
          0,
        ),
      '[[0, 8], [16, 16]]',
    ],
    ['torch.tensor(5.)[None]', () => doubles(5).at(null), '[5]'],
    ['torch.tensor(5.)[...]', () => doubles(5).at(ellipsis), '5'],
    ['torch.tensor(5.)[()]', () => doubles(5).at(), '5'],
  ])('%s', (_, fn, want) => {
    expectTensor(fn(), want);
  });

  test.each<[string, Index[], number[]]>([
    ['x[False]', [false], [0, 3, 4, 2]],
    ['x[i, True]', [integers([2, 0]), true], [2, 4, 2]],
    ['x[i, None]', [integers([2, 0]), null], [2, 1, 4, 2]],
    ['x[:, i, :, None, j]', [slice(), integers([2, 0]), null, integers([[1], [0]])], [2, 2, 3, 1]],
    ['x[[]]', [[]], [0, 4, 2]],
    ['x[10:]', [slice(10)], [0, 4, 2]],
    ['x[None, ..., None]', [null, ellipsis, null], [1, 3, 4, 2, 1]],
    ['a mask that holds nowhere', [zeros([3, 4], { dtype: 'bool' })], [0, 2]],
    ['no indices', [integers([])], [0, 4, 2]],
  ])('the shape of %s', (_, indices, want) => {
    expect(x().at(...indices).shape).toEqual(want);
  });

  test.each<[string, () => Tensor, Data]>([
    ['rows', () => indexPut(doubles('[[1, 2], [3, 4]]'), [integers([1])], doubles([[8, 9]])), '[[1, 2], [8, 9]]'],
    ['a value everywhere', () => indexPut(doubles('[[1, 2], [3, 4]]'), [null, integers([0])], 7), '[[7, 2], [7, 4]]'],
    ['at a mask', () => indexPut(doubles([1, 2, 3]), [m()], doubles([8, 9])), [8, 2, 9]],
    [
      'added up',
      () => indexPut(doubles([1, 2, 3]), [integers([0, 0, -1])], doubles([10, 20, 30]), { accumulate: true }),
      [31, 2, 33],
    ],
    ['by a 0-d index', () => indexPut(doubles([1, 2, 3]), [integers(-1)], doubles(5)), [1, 2, 5]],
    ['nowhere', () => indexPut(doubles([1, 2]), [integers([])], doubles(5)), [1, 2]],
  ])('indexPut %s', (_, fn, want) => {
    expectTensor(fn(), want);
  });
});

test('numbers, slices, ellipsis and new axes give views', () => {
  const base = x();
  const view = base.at(slice(1, null, 2), ellipsis, null, 1);
  expect(view.storage).toBe(base.storage);
  expect([view.shape, view.strides, view.offset]).toEqual([[1, 4, 1], [16, 2, 2], 9]);
  expect(base.at(i()).storage).not.toBe(base.storage);
  for (const whole of [base.at(), base.at(ellipsis), base.at(slice())]) {
    expect(whole === base).toBe(false);
    expect(whole.storage).toBe(base.storage);
  }
});

test('gradients add up where an element was picked twice, and are zero elsewhere', () => {
  const input = variedLeaf([2, 3]);
  expectTensor(gradientOf(input.at(integers([1, 1, -1]), slice(null, null, 2)), input), '[[0, 0, 0], [3, 0, 3]]');
  expectTensor(gradientOf(input.at(slice(1, null), 0), input), '[[0, 0, 0], [1, 0, 0]]');
});

test('gradients of indexPut go to the values, and to what was not overwritten', () => {
  const [input, values] = [leaf([1, 2, 3]), leaf([8])];
  const put = indexPut(input, [integers([2, 0])], values);
  expectTensor(gradientOf(put, input), [0, 1, 0]);
  expectTensor(gradientOf(indexPut(input, [integers([2, 0])], values), values), [2]);
});

test.each<[string, () => unknown, new (message: string) => Error, string]>([
  ['a number out of range', () => x().at(0, 4), IndexError, 'at: index 4 is outside [-4, 4), the range of dimension 1'],
  ['a number for a 0-d tensor', () => doubles(1).at(0), IndexError, 'at: 1 index is too many for []'],
  ['too many indices', () => x().at(0, 0, 0, 0), IndexError, 'at: 4 indices are too many for [3, 4, 2]'],
  ['a mask with too many dimensions', () => doubles([1]).at(m2()), IndexError, 'at: 2 indices are too many for [1]'],
  ['a slice behind two ellipses', () => x().at(ellipsis, ellipsis, slice(1)), IndexError, 'at: too many indices'],
  [
    'an index tensor out of range',
    () => x().at(slice(), integers([0, -5])),
    IndexError,
    'at: index -5 at position [1] is outside [-4, 4), the range of dimension 1',
  ],
  [
    'index tensors that do not broadcast',
    () => x().at(integers([0, 1]), integers([0, 1, 2])),
    ShapeError,
    'at: [2] and [3] do not broadcast',
  ],
  [
    'a mask of another size',
    () => x().at(slice(), m()),
    IndexError,
    'at: the mask [3] does not fit [3, 4, 2] at dimension 1',
  ],
  ['a fraction', () => x().at(0.5), IndexError, 'at: index 0.5 is not a whole number'],
  ['a list of fractions', () => x().at([0, 0.5]), IndexError, 'at: index 0.5 is not a whole number'],
  ['a text', () => x().at('a' as unknown as number), IndexError, 'as indices, got string'],
  [
    'an index tensor of floats',
    () => x().at(doubles([0])),
    DTypeError,
    'at: an index tensor is float64, expected int32',
  ],
  [
    'a step backwards',
    () => slice(null, null, -1),
    ArgumentError,
    'slice: the step must be a whole number greater than 0, got -1',
  ],
  ['a fraction in a slice', () => slice(0.5), ArgumentError, 'slice: the bound 0.5 is not a whole number'],
  ['putting without indices', () => indexPut(x(), [null], 1), ArgumentError, 'indexPut: at least one index tensor'],
  [
    'values of another dtype',
    () => indexPut(x(), [i()], integers([1])),
    DTypeError,
    'indexPut: the values are int32, expected float64, the dtype of the input',
  ],
  [
    'values that do not fit',
    () => indexPut(x(), [i()], zeros([3, 1, 1], { dtype: 'float64' })),
    ShapeError,
    'indexPut: the values [3, 1, 1] do not broadcast to [2, 4, 2]',
  ],
])('%s is refused', (_, fn, kind, message) => {
  expect(fn).toThrow(kind);
  expect(fn).toThrow(message);
});
