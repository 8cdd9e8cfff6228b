import { expect, test } from 'vitest';
import { AutogradFunction, type Tensor, tensor } from '../src/index.ts';

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });

test('leaves that are given one and the same gradient have one each', () => {
  const [x, y] = [leaf(1, 2), leaf(3, 4)];
  x.add(y).sum().backward();
  expect(x.grad!.storage).not.toBe(y.grad!.storage);
  x.grad!.mul_(10);
  expect(y.grad!.tolist()).toEqual([1, 1]);
});

test('one operation that takes a leaf twice adds up both gradients', () => {
  const x = leaf(3, 5);
  x.mul(x).sum().backward();
  expect(x.grad!.tolist()).toEqual([6, 10]);
});

test('a gradient that a hook kept does not change when backward runs again', () => {
  const x = leaf(1, 2);
  const seen: Tensor[] = [];
  x.registerHook((grad) => {
    seen.push(grad);
  });
  for (let run = 0; run < 2; run++) x.mul(3).sum().backward();
  expect(x.grad!.tolist()).toEqual([6, 6]);
  expect(seen.map((grad) => grad.tolist())).toEqual([
    [3, 3],
    [3, 3],
  ]);
});

test('a gradient that a hook of the node kept does not change when backward runs again', () => {
  const x = leaf(1, 2);
  const seen: Tensor[] = [];
  for (let run = 0; run < 2; run++) {
    const y = x.mul(3);
    y.gradFn!.registerHook(([grad]) => {
      seen.push(grad!);
    });
    y.sum().backward();
  }
  expect(seen.map((grad) => grad.tolist())).toEqual([
    [3, 3],
    [3, 3],
  ]);
});

test("what a function's backward returns stays its own", () => {
  const kept = tensor([7, 8]);
  class Fixed extends AutogradFunction {
    static forward(_ctx: unknown, x: Tensor): Tensor {
      return x.mul(1);
    }
    static backward(): Tensor {
      return kept;
    }
  }
  const x = leaf(1, 2);
  for (let run = 0; run < 2; run++) Fixed.apply(x).sum().backward();
  expect(x.grad!.tolist()).toEqual([14, 16]);
  expect(kept.tolist()).toEqual([7, 8]);
});

test('the gradient given to backward is not the one a leaf has', () => {
  const x = leaf(1, 2);
  const gradient = tensor([5, 6]);
  x.backward({ gradient });
  x.backward({ gradient });
  expect(x.grad!.tolist()).toEqual([10, 12]);
  expect(gradient.tolist()).toEqual([5, 6]);
});

test('a gradient of repeated elements is not added to', () => {
  const x = leaf(1, 2, 3);
  const one = tensor([1]);
  x.grad = one.expand([3]);
  expect(() => x.mul(5).sum().backward()).toThrow(/several elements of \[3\] lie at one place in memory/);
  expect(one.tolist()).toEqual([1]);
});

test('a gradient read before zeroGrad stays as it was', () => {
  const x = leaf(1, 2);
  x.mul(2).sum().backward();
  const before = x.grad!;
  x.grad = null;
  x.mul(3).sum().backward();
  expect([before.tolist(), x.grad!.tolist()]).toEqual([
    [2, 2],
    [3, 3],
  ]);
});

test('a backward started by a hook of another one has both gradients right', () => {
  const [x, y] = [leaf(2), leaf(5)];
  const inner = y.mul(y).sum();
  const outer = x.mul(x);
  outer.registerHook(() => inner.backward({ retainGraph: true }));
  outer.sum().backward();
  expect([x.grad!.tolist(), y.grad!.tolist()]).toEqual([[4], [10]]);
});

test('a backward through the graph that one is running through has both gradients right', () => {
  const x = leaf(3);
  const square = x.mul(x);
  const cube = square.mul(x);
  let once = true;
  square.registerHook(() => {
    if (!once) return;
    once = false;
    cube.backward({ retainGraph: true });
  });
  cube.backward({ retainGraph: true });
  expect(x.grad!.tolist()).toEqual([54]);
});
