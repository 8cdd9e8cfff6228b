import { describe, expect, test } from 'vitest';
import {
  arange,
  ellipsis,
  grad,
  gradcheck,
  gradgradcheck,
  type Index,
  slice,
  type Tensor,
  zeros,
} from '../src/index.ts';
import { doubles, expectTensor, integers, leaf, variedLeaf } from './structured-tensors.ts';

const grid = (): Tensor => arange(6, { dtype: 'float64' }).reshape([2, 3]);

/** Each index with what PyTorch makes of `x[…] = value`. */
const assignments: [string, Index[], Tensor | number | boolean, number[][]][] = [
  [
    'a row',
    [1],
    -1,
    [
      [0, 1, 2],
      [-1, -1, -1],
    ],
  ],
  [
    'a row, from a tensor',
    [0],
    doubles([7, 8, 9]),
    [
      [7, 8, 9],
      [3, 4, 5],
    ],
  ],
  [
    'a column',
    [slice(), -1],
    doubles([7, 8]),
    [
      [0, 1, 7],
      [3, 4, 8],
    ],
  ],
  [
    'an element',
    [1, 2],
    9,
    [
      [0, 1, 2],
      [3, 4, 9],
    ],
  ],
  [
    'steps',
    [ellipsis, slice(0, 3, 2)],
    9,
    [
      [9, 1, 9],
      [9, 4, 9],
    ],
  ],
  [
    'everything',
    [ellipsis],
    true,
    [
      [1, 1, 1],
      [1, 1, 1],
    ],
  ],
  [
    'through a new axis',
    [null, 0],
    doubles([[7, 8, 9]]),
    [
      [7, 8, 9],
      [3, 4, 5],
    ],
  ],
  [
    'places',
    [
      [0, 1],
      [2, 0],
    ],
    doubles([7, 8]),
    [
      [0, 1, 7],
      [8, 4, 5],
    ],
  ],
  [
    'columns by index',
    [slice(), integers([2, 0])],
    doubles([[7], [8]]),
    [
      [7, 1, 7],
      [8, 4, 8],
    ],
  ],
  [
    'where a mask holds',
    [grid().gt(3)],
    0,
    [
      [0, 1, 2],
      [3, 0, 0],
    ],
  ],
  [
    'rows where a mask holds',
    [doubles([0, 1]).bool()],
    doubles([7, 8, 9]),
    [
      [0, 1, 2],
      [7, 8, 9],
    ],
  ],
  [
    'with leading sizes of 1',
    [0, slice(0, 2)],
    doubles([[[7, 8]]]),
    [
      [7, 8, 2],
      [3, 4, 5],
    ],
  ],
  [
    'no place at all',
    [grid().gt(9)],
    0,
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  ],
];

test.each(assignments)('assigns to %s', (_name, index, value, want) => {
  const x = grid();
  expect(x.setAt(index, value)).toBe(x);
  expectTensor(x, want);
});

test.each(assignments)('assigns to %s of a view', (_name, index, value, want) => {
  const base = zeros([4, 3], { dtype: 'float64' });
  const x = base.narrow(0, 1, 2);
  x.copy_(grid());
  x.setAt(index, value);
  expectTensor(base, [[0, 0, 0], ...want, [0, 0, 0]]);
});

describe('gradients', () => {
  test('go to the value and to what was not replaced', () => {
    const x = leaf([1, 2, 3]);
    const y = x.mul(2);
    y.setAt([1], 0);
    y.setAt([2], x.at(0));
    expectTensor(y, [2, 0, 1]);
    y.mul(doubles([1, 10, 100]))
      .sum()
      .backward();
    expectTensor(x.grad!, [102, 0, 0]);
  });

  test('of the whole go to the value, which stays a tensor of its own', () => {
    for (const [x, index] of [
      [doubles(1), [ellipsis]],
      [doubles([1, 2]), [ellipsis]],
      [doubles([1, 2]), []],
    ] as [Tensor, Index[]][]) {
      const w = variedLeaf([...x.shape]);
      x.setAt(index, w);
      expect([x.isLeaf, x.gradFn?.name]).toEqual([false, 'copySlices']);
      x.square_().sum().backward();
      expectTensor(w.grad!, w.detach().mul(2).tolist());
    }
  });

  test.each<[string, Index[], number[]]>([
    ['a slice', [slice(0, 1)], [3]],
    ['index tensors', [integers([1, 0]), integers([0, 2])], [2]],
    ['a mask', [grid().gt(3)], [2]],
    ['a mask of columns', [slice(), doubles([1, 0, 1]).bool()], [2, 1]],
  ])('through %s agree with finite differences, first and second', (_name, index, shape) => {
    const run = (x: Tensor, value: Tensor): Tensor => {
      const y = x.square();
      y.setAt(index, value.sin());
      return y.mul(1);
    };
    const inputs = (): Tensor[] => [variedLeaf([2, 3]), variedLeaf(shape, 2)];
    expect(gradcheck(run, inputs())).toBe(true);
    expect(gradgradcheck(run, inputs())).toBe(true);
  });

  test('reach another view of the same base', () => {
    const w = leaf([5]);
    const base = zeros([2, 2], { dtype: 'float64' });
    const columns = base.t();
    base.setAt([0, 1], w.at(0));
    expectTensor(grad(columns.at(1).sum(), w)[0]!, [1]);
  });
});

test.each<[string, () => unknown]>([
  ['setAt: the values [2] do not broadcast to [3], the shape of the places', () => grid().setAt([0], doubles([1, 2]))],
  [
    'setAt: the values [3] do not broadcast to [2], the shape of the places',
    () =>
      grid().setAt(
        [
          [0, 1],
          [1, 1],
        ],
        doubles([1, 2, 3]),
      ),
  ],
  ['setAt: index 2 is outside [-2, 2), the range of dimension 0', () => grid().setAt([2], 0)],
  ['setAt: the values are int32, expected float64, the dtype of the input', () => grid().setAt([[0]], integers([1]))],
  ['setAt: NaN at index 0 does not fit int32', () => integers([1]).setAt([0], Number.NaN)],
  ['setAt: a view of a leaf tensor that requires grad cannot be changed in place', () => leaf([1, 2]).setAt([0], 0)],
  ['setAt: a leaf tensor that requires grad cannot be changed in place', () => leaf([1, 2]).setAt([[0]], 0)],
])('%s', (message, assign) => {
  expect(assign).toThrow(message);
});
