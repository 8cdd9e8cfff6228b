import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  DTypeError,
  GradientError,
  grad,
  noGrad,
  normal_,
  ones,
  ShapeError,
  split,
  type Tensor,
  unbind,
  zeros,
} from '../src/index.ts';
import { doubles, expectTensor, integers, leaf } from './structured-tensors.ts';

describe('a recorded write', () => {
  test('is a step of the graph like any other', () => {
    const x = leaf([1, 2, 3]);
    const y = x.mul(2);
    expect(y.mul_(3)).toBe(y);
    expectTensor(y, [6, 12, 18]);
    y.sum().backward();
    expectTensor(x.grad!, [6, 6, 6]);
  });

  test('may need the elements it replaces', () => {
    const x = leaf([1, 2, 3]);
    const y = x.mul(1);
    y.sin_().square_();
    y.sum().backward();
    expectTensor(
      x.grad!,
      [1, 2, 3].map((a) => 2 * Math.sin(a) * Math.cos(a)),
    );
  });

  test('makes a tensor without gradient depend on what was written', () => {
    const x = leaf([1, 2, 3]);
    const y = doubles([4, 5, 6]);
    y.mul_(x);
    expect([y.requiresGrad, y.isLeaf]).toEqual([true, false]);
    y.sum().backward();
    expectTensor(x.grad!, [4, 5, 6]);
  });

  test('of constants sends zeros to what was there', () => {
    for (const write of [
      (y: Tensor) => y.zero_(),
      (y: Tensor) => y.copy_(doubles([7, 8])),
      (y: Tensor) => normal_(y),
    ]) {
      const x = leaf([1, 2]);
      const y = x.mul(2);
      write(y);
      expect(y.requiresGrad).toBe(true);
      y.sum().backward();
      expectTensor(x.grad!, [0, 0]);
    }
  });

  test('keeps the dtype, and gradients arrive in that of the operand', () => {
    const x = leaf([1.5, 2.5]);
    const y = ones([2], { dtype: 'float32' });
    y.mul_(x);
    expect(y.dtype).toBe('float32');
    y.sum().backward();
    expect(x.grad!.dtype).toBe('float64');
    expectTensor(x.grad!, [1, 1]);
  });

  test('copy_ sends the gradient to its source, summed where that repeats', () => {
    const source = leaf([[1], [2]]);
    const target = zeros([2, 3], { dtype: 'float64' });
    target
      .copy_(source)
      .mul(
        doubles([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      )
      .sum()
      .backward();
    expectTensor(source.grad!, [[6], [15]]);
  });

  test('inside noGrad is no part of the graph', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    noGrad(() => y.mul_(10));
    expectTensor(y, [20, 40]);
    y.sum().backward();
    expectTensor(x.grad!, [2, 2]);
  });

  test('of a comparison or a rounding has a gradient of zero', () => {
    const x = leaf([0.5, 2]);
    const y = x.mul(2).eq_(1);
    expectTensor(y, [1, 0]);
    y.sum().backward();
    expectTensor(x.grad!, [0, 0]);
  });

  test('leaves the gradient that retainGrad asked for with what the tensor holds now', () => {
    const x = leaf([1, 1]);
    const y = x.mul(2);
    y.retainGrad();
    y.mul_(3);
    y.sum().backward();
    expectTensor(y.grad!, [1, 1]);
    expectTensor(x.grad!, [6, 6]);
  });
});

describe('a write through a view', () => {
  test('changes the base and its gradient', () => {
    const x = leaf([1, 2, 3]);
    const y = x.mul(2);
    y.select(0, 1).fill_(0);
    y.select(0, 2).copy_(x.select(0, 0));
    expectTensor(y, [2, 0, 1]);
    y.mul(doubles([1, 10, 100]))
      .sum()
      .backward();
    expectTensor(x.grad!, [102, 0, 0]);
  });

  test('into a constant makes the constant depend on what was written', () => {
    const w = leaf([2, 3]);
    const base = zeros([2, 2], { dtype: 'float64' });
    const row = base.select(0, 1);
    row.copy_(w);
    expect(base.requiresGrad).toBe(true);
    base.square().sum().backward();
    expectTensor(w.grad!, [4, 6]);
    expectTensor(grad(row.sum(), w)[0]!, [1, 1]);
  });

  test('is seen by other views of the base, made before or after', () => {
    const x = leaf([
      [1, 2],
      [3, 4],
    ]);
    const y = x.mul(1);
    const columns = y.t();
    y.narrow(0, 0, 1).mul_(5);
    expectTensor(columns, [
      [5, 3],
      [10, 4],
    ]);
    columns.sum().backward({ retainGraph: true });
    expectTensor(x.grad!, [
      [5, 5],
      [1, 1],
    ]);
    expect(columns.gradFn!.name).toBe('transpose');
  });

  test('is seen through any chain of views', () => {
    const x = leaf([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const y = x.mul(1);
    const part = y.reshape([3, 2]).t().select(0, 1).narrow(0, 1, 2);
    expectTensor(part, [4, 6]);
    part.mul_(part.detach().clone());
    expectTensor(y, [
      [1, 2, 3],
      [16, 5, 36],
    ]);
    y.sum().backward();
    expectTensor(x.grad!, [
      [1, 1, 1],
      [4, 1, 6],
    ]);
  });

  test('of the base renews the view', () => {
    const x = leaf([1, 2]);
    const base = doubles([3, 4]);
    const view = base.narrow(0, 0, 1);
    base.mul_(x);
    expect([view.requiresGrad, view.gradFn!.name]).toEqual([true, 'narrow']);
    view.sum().backward();
    expectTensor(x.grad!, [3, 0]);
  });

  test('by way of detach() changes elements but no graph', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    y.detach().zero_();
    expectTensor(y, [0, 0]);
    y.sum().backward();
    expectTensor(x.grad!, [2, 2]);
  });

  test('has gradients of every order', () => {
    const x = leaf([0.5, 2]);
    const y = x.mul(1);
    y.select(0, 0).mul_(x.select(0, 1)).square_();
    const [first] = grad(y.sum(), x, { createGraph: true });
    // (x₀x₁)² + x₁
    expectTensor(first!.detach(), [2 * 0.5 * 4, 2 * 0.25 * 2 + 1]);
    const [second] = grad(first!.select(0, 0), x);
    expectTensor(second!, [2 * 4, 4 * 0.5 * 2]);
  });
});

test('a write into nothing is none, however it was expanded', () => {
  expectTensor(zeros([0, 1]).expand([0, 3]).add_(1), []);
});

describe('refused, before anything changes:', () => {
  const refusals: [string, () => unknown, new (message: string) => Error, RegExp][] = [
    ['a leaf', () => leaf([1]).add_(1), GradientError, /^add_: a leaf tensor that requires grad cannot be changed/],
    [
      'a view of a leaf',
      () => leaf([1]).select(0, 0).add_(1),
      GradientError,
      /^add_: a view of a leaf tensor that requires grad cannot be changed/,
    ],
    [
      'a view made inside noGrad',
      () => {
        const y = leaf([1]).mul(2);
        noGrad(() => y.select(0, 0)).add_(1);
      },
      GradientError,
      /^add_: a view made inside noGrad is changed in place outside of it/,
    ],
    [
      'one of several views',
      () => split(leaf([1, 2]).mul(2), 1)[0]!.add_(1),
      GradientError,
      /^add_: a view that split returned among several cannot be changed in place/,
    ],
    [
      'a view of one of several',
      () =>
        unbind(leaf([[1], [2]]).mul(2))[0]!
          .select(0, 0)
          .add_(1),
      GradientError,
      /^add_: a view that unbind returned among several/,
    ],
    [
      'repeated elements',
      () => zeros([1]).expand([3]).add_(1),
      ArgumentError,
      /^add_: several elements of \[3\] lie at one place in memory/,
    ],
    [
      'an operand that lies across',
      () => {
        const s = doubles([0, 1, 2, 3]);
        s.narrow(0, 1, 3).copy_(s.narrow(0, 0, 3));
      },
      ArgumentError,
      /^copy_: the tensor that is written to shares some of its memory with another operand/,
    ],
    [
      'its own transpose',
      () => {
        const m = ones([2, 2]);
        m.add_(m.t());
      },
      ArgumentError,
      /^add_: the tensor that is written to shares/,
    ],
    [
      'a larger result',
      () => ones([3]).add_(ones([2, 3])),
      ShapeError,
      /^add_: the result has shape \[2, 3\], which does not fit in place of \[3\]/,
    ],
    ['fractions as integers', () => integers([1]).add_(0.5), DTypeError, /^add_: the result is float32, which int32/],
    ['quotients as integers', () => integers([1]).div_(2), DTypeError, /^div_: the result is float32, which int32/],
    ['integers as bools', () => integers([1], 'bool').add_(1), DTypeError, /^add_: the result is int32, which bool/],
  ];
  test.each(refusals)('%s', (_name, write, kind, message) => {
    expect(write).toThrow(kind);
    expect(write).toThrow(message);
  });

  test('the target is as it was', () => {
    const x = ones([3]);
    expect(() => x.add_(ones([2, 3]))).toThrow();
    expect([x.tolist(), x.storage.version]).toEqual([[1, 1, 1], 0]);
  });

  test('views that came together are refused after a write to their base', () => {
    const y = leaf([1, 2]).mul(2);
    const [first] = split(y, 1);
    y.mul_(2);
    expect(first!.requiresGrad).toBe(true);
    expect(() => first!.mul(2)).toThrow(/^split: one of the several views it returned is used after their base/);
  });
});

test('what a gradient saved is noticed when changed by a recorded write, too', () => {
  const x = leaf([1, 2]);
  const y = x.exp();
  y.add_(1);
  expect(() => y.sum().backward()).toThrow(/^exp: a tensor of shape \[2\] that it saved .* was changed in place/);
});

test('constants fill repeated elements, as in PyTorch', () => {
  expect(zeros([1]).expand([3]).fill_(2).tolist()).toEqual([2, 2, 2]);
});

test('fill_ takes a 0-d tensor, with its gradient', () => {
  const value = leaf([3]);
  const y = zeros([2], { dtype: 'float64' }).fill_(value.select(0, 0));
  y.sum().backward();
  expectTensor(value.grad!, [2]);
  expect(() => zeros([2]).fill_(ones([1]))).toThrow('fill_: expected a number or a 0-d tensor, got a tensor of [1]');
});

test('numbers, operands of other dtypes and bools follow the promotion of the target', () => {
  expect(integers([5]).floorDivide_(2).tolist()).toEqual([2]);
  expect(ones([2]).add_(integers([1, 2])).dtype).toBe('float32');
  expect(ones([2]).eq_(1).tolist()).toEqual([1, 1]);
  expect(integers([1, 0], 'bool').logicalNot_().tolist()).toEqual([false, true]);
});

test('a copy of a leaf into a result is no leaf, and gives the old elements zeros', () => {
  const [x, source] = [leaf([1, 2]), leaf([5, 6])];
  const y = x.mul(3);
  y.copy_(source);
  expect([y.isLeaf, y.gradFn!.name]).toEqual([false, 'copySlices']);
  y.mul_(2).sum().backward();
  expect([x.grad!.tolist(), source.grad!.tolist()]).toEqual([
    [0, 0],
    [2, 2],
  ]);
});
