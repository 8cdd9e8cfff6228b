import { expect, test } from 'vitest';
import { GradientError, grad, split, type Tensor } from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

test('a hook sees the gradient of a leaf before it is added', () => {
  const x = leaf([1, 2]);
  const seen: unknown[] = [];
  x.registerHook((g) => {
    seen.push(g.tolist(), x.grad);
  });
  x.mul(3).sum().backward();
  expect(seen).toEqual([[3, 3], null]);
});

test('hooks run in the order they were registered, each on what the one before returned', () => {
  const x = leaf(1);
  const seen: number[] = [];
  for (const factor of [2, 5]) {
    x.registerHook((g) => {
      seen.push(g.item());
      return g.mul(factor);
    });
  }
  x.registerHook((g) => {
    seen.push(g.item());
  });
  x.mul(3).backward();
  expect(seen).toEqual([3, 6, 30]);
  expect(x.grad!.item()).toBe(30);
});

test('a hook on an intermediate result changes what flows on', () => {
  const x = leaf([1, 2]);
  const y = x.mul(2);
  y.registerHook((g) => g.neg());
  y.retainGrad();
  y.mul(5).sum().backward();
  expect([y.grad!.tolist(), x.grad!.tolist()]).toEqual([
    [-5, -5],
    [-10, -10],
  ]);
});

test('a hook is called once per backward, with the sum of all contributions', () => {
  const x = leaf(2);
  const y = x.mul(1);
  const seen: number[] = [];
  y.registerHook((g) => {
    seen.push(g.item());
  });
  y.square().add(y.mul(10)).backward();
  expect(seen).toEqual([14]);
});

test('grad runs the hooks of the tensors it reaches', () => {
  const x = leaf(2);
  x.registerHook((g) => g.mul(100));
  expect(grad(x.mul(3), x)[0]!.item()).toBe(300);
  expect(x.grad).toBeNull();
});

test('a hook is gone after remove(), and after its using block', () => {
  const x = leaf(1);
  const calls: string[] = [];
  const handle = x.registerHook(() => {
    calls.push('removed');
  });
  handle.remove();
  handle.remove();
  {
    using _ = x.registerHook(() => {
      calls.push('scoped');
    });
    x.mul(1).backward();
  }
  x.mul(1).backward();
  expect(calls).toEqual(['scoped']);
});

test('a function registered twice runs twice, and each handle removes one', () => {
  const x = leaf(1);
  const double = (g: Tensor): Tensor => g.mul(2);
  const first = x.registerHook(double);
  x.registerHook(double);
  x.mul(1).backward();
  expect(x.grad!.item()).toBe(4);
  first.remove();
  x.mul(1).backward();
  expect(x.grad!.item()).toBe(6);
});

test('a hook on one output of several sees only its own gradient', () => {
  const x = leaf([1, 2, 3, 4]);
  const [low, high] = split(x, 2) as [Tensor, Tensor];
  const seen: unknown[] = [];
  low.registerHook((g) => {
    seen.push(['low', g.tolist()]);
  });
  high.registerHook((g) => {
    seen.push(['high', g.tolist()]);
  });
  low.sum().backward({ retainGraph: true });
  expect(seen).toEqual([['low', [1, 1]]]);
  high.mul(2).sum().backward();
  expect(seen[1]).toEqual(['high', [2, 2]]);
  expect(x.grad!.tolist()).toEqual([1, 1, 2, 2]);
});

test('an error in a hook leaves grad mode and other tensors as they were', () => {
  const x = leaf(1);
  const handle = x.registerHook(() => {
    throw new RangeError('mine');
  });
  expect(() => x.mul(2).backward()).toThrow(new RangeError('mine'));
  handle.remove();
  x.mul(2).backward();
  expect(x.grad!.item()).toBe(2);
});

test('a hook that changes the shape is refused', () => {
  const x = leaf([1, 2]);
  x.registerHook(() => doubles([1, 2, 3]));
  expect(() => x.mul(2).sum().backward()).toThrow(
    new GradientError('accumulateGrad: a hook returned a gradient of shape [3], expected [2]'),
  );
  const y = leaf([1, 2]);
  y.registerHook((g) => g.reshape([2, 1]).expand([2, 2]));
  expect(() => y.mul(2).sum().backward()).toThrow(/a hook returned a gradient of shape \[2, 2\], expected \[2\]/);
});

test('post-accumulate hooks run once the gradient is in .grad', () => {
  const x = leaf([1, 2]);
  const seen: unknown[] = [];
  const handle = x.registerPostAccumulateGradHook((owner) => {
    seen.push(owner === x, owner.grad!.tolist());
  });
  x.mul(3).sum().backward();
  x.mul(3).sum().backward();
  handle.remove();
  x.mul(3).sum().backward();
  expect(seen).toEqual([true, [3, 3], true, [6, 6]]);
});

test('post-accumulate hooks run after tensor hooks, and not for grad()', () => {
  const x = leaf(1);
  const order: string[] = [];
  x.registerPostAccumulateGradHook(() => {
    order.push('post');
  });
  x.registerHook(() => {
    order.push('tensor');
  });
  grad(x.mul(2), x);
  x.mul(2).backward();
  expect(order).toEqual(['tensor', 'tensor', 'post']);
});

test('a post-accumulate hook may take the gradient away: a step inside backward', () => {
  const x = leaf([1, 2]);
  x.registerPostAccumulateGradHook((owner) => {
    owner.grad = null;
  });
  x.mul(3).sum().backward();
  expect(x.grad).toBeNull();
});

test.each<[string, () => unknown, string]>([
  [
    'registerHook without gradient',
    () => doubles(1).registerHook(() => {}),
    'registerHook: the tensor does not require grad',
  ],
  ['retainGrad without gradient', () => doubles(1).retainGrad(), 'retainGrad: the tensor does not require grad'],
  [
    'a post-accumulate hook on a result',
    () =>
      leaf(1)
        .mul(2)
        .registerPostAccumulateGradHook(() => {}),
    'registerPostAccumulateGradHook: expected a leaf that requires grad',
  ],
])('%s is refused', (_name, call, message) => {
  expect(call).toThrow(new GradientError(message));
});

test('retainGrad keeps the gradient of an intermediate result, and adds as a leaf does', () => {
  const x = leaf([1, 2]);
  const y = x.mul(2);
  expect(y.grad).toBeNull();
  y.retainGrad();
  const loss = y.square().sum();
  loss.backward({ retainGraph: true });
  expect(y.grad!.tolist()).toEqual([4, 8]);
  loss.backward();
  expect(y.grad!.tolist()).toEqual([8, 16]);
});

test('retainGrad on a leaf changes nothing', () => {
  const x = leaf(1);
  x.retainGrad();
  x.mul(2).backward();
  expect(x.grad!.item()).toBe(2);
});
