import { expect, test } from 'vitest';
import { type Gradient, GradientError, grad, registerMultiGradHook, type Tensor } from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

const lists = (gradients: readonly Gradient[]): unknown => gradients.map((g) => g?.tolist());

test('a node hook sees the gradients of inputs and outputs, a prehook those of outputs', () => {
  const [x, y] = [leaf([1, 2]), leaf([3, 4])];
  const product = x.mul(y);
  const seen: unknown[] = [];
  product.gradFn!.registerPrehook((outputs) => {
    seen.push(['pre', lists(outputs)]);
  });
  product.gradFn!.registerHook((inputs, outputs) => {
    seen.push(['post', lists(inputs), lists(outputs)]);
  });
  product.mul(5).sum().backward();
  expect(seen).toEqual([
    ['pre', [[5, 5]]],
    [
      'post',
      [
        [15, 20],
        [5, 10],
      ],
      [[5, 5]],
    ],
  ]);
});

test('what node hooks return replaces the gradients', () => {
  const x = leaf([1, 2]);
  const y = x.mul(3);
  y.gradFn!.registerPrehook(([g]) => [g!.mul(10)]);
  y.gradFn!.registerPrehook(([g]) => [g!.add(1)]);
  const handle = y.gradFn!.registerHook(([g]) => [g!.neg()]);
  y.sum().backward({ retainGraph: true });
  expect(x.grad!.tolist()).toEqual([-33, -33]);
  handle.remove();
  x.grad = null;
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([33, 33]);
});

test('hooks run in the documented order: tensor, retained gradient, prehook, node, accumulation, post hook', () => {
  const x = leaf(2);
  const y = x.mul(3);
  const order: string[] = [];
  const note = (name: string) => (): void => {
    order.push(`${name}${y.grad ? ' with .grad' : ''}${x.grad ? ' after x' : ''}`);
  };
  y.gradFn!.registerHook(note('y post'));
  y.gradFn!.registerPrehook(note('y pre'));
  y.retainGrad();
  y.registerHook(note('y tensor'));
  const accumulate = y.gradFn!.next[0]!.node;
  accumulate.registerHook(note('x post'));
  accumulate.registerPrehook(note('x pre'));
  x.registerPostAccumulateGradHook(note('x accumulated'));
  x.registerHook(note('x tensor'));
  y.square().backward();
  expect(order).toEqual([
    'y tensor',
    'y pre with .grad',
    'y post with .grad',
    'x tensor with .grad',
    'x pre with .grad',
    'x accumulated with .grad after x',
    'x post with .grad after x',
  ]);
});

test('a leaf accumulates as soon as its gradient is complete, before older operations run', () => {
  const [x, w] = [leaf(2), leaf(3)];
  const order: string[] = [];
  const hidden = x.mul(5);
  for (const [name, tensor] of Object.entries({ x, w, hidden })) {
    tensor.registerHook(() => {
      order.push(name);
    });
  }
  hidden.mul(w).backward();
  expect(order).toEqual(['w', 'hidden', 'x']);
});

test('grad runs the node hooks of what lies before its inputs only; backward with inputs those of the inputs too', () => {
  const x = leaf(2);
  const seen: string[] = [];
  const build = (): [Tensor, Tensor] => {
    const y = x.mul(3);
    const z = y.square();
    y.gradFn!.registerHook(() => void seen.push('y'));
    z.gradFn!.registerHook(() => void seen.push('z'));
    y.registerHook(() => void seen.push('tensor'));
    return [y, z];
  };
  const [y, z] = build();
  grad(z, y);
  expect(seen.splice(0)).toEqual(['z', 'tensor']);
  const [y2, z2] = build();
  z2.backward({ inputs: [y2] });
  expect(seen).toEqual(['z', 'tensor', 'y']);
  expect([y2.grad!.item(), x.grad]).toEqual([12, null]);
});

test('a target is given its gradient as its hooks leave it, or as it arrived when a further target lies behind it', () => {
  const x = leaf(1);
  const y = x.mul(2);
  y.registerHook((g) => g.mul(10));
  const z = y.mul(3);
  expect(lists(grad(z, [y], { retainGraph: true }))).toEqual([30]);
  expect(lists(grad(z, [y, x]))).toEqual([3, 60]);
});

test('hooks that are removed or added while the hooks of a tensor run count from the next time on', () => {
  const x = leaf(1);
  const order: string[] = [];
  x.registerHook(() => {
    order.push('first');
    second.remove();
    x.registerHook(() => void order.push('added'));
  });
  const second = x.registerHook(() => void order.push('second'));
  x.mul(2).backward();
  expect(order.splice(0)).toEqual(['first', 'second']);
  x.mul(2).backward();
  expect(order).toEqual(['first', 'added']);
});

test('a hook that removes one of an operation that has yet to run prevents it', () => {
  const x = leaf(1);
  let called = false;
  const handle = x.registerHook(() => {
    called = true;
  });
  const y = x.mul(2);
  y.registerHook(() => handle.remove());
  y.backward();
  expect([called, x.grad!.item()]).toEqual([false, 2]);
});

test('hooks of a leaf outlast requiresGrad_(false)', () => {
  const x = leaf(1);
  x.registerHook((g) => g.mul(7));
  x.requiresGrad_(false);
  expect(x.requiresGrad).toBe(false);
  x.requiresGrad_();
  x.mul(2).backward();
  expect(x.grad!.item()).toBe(14);
});

test.each<[string, (y: Tensor) => unknown, string]>([
  [
    'too few from a prehook',
    (y) => y.gradFn!.registerPrehook(() => []),
    'mul: a prehook returned 0 gradients, expected 1',
  ],
  [
    'too many from a hook',
    (y) => y.gradFn!.registerHook(([g]) => [g, g]),
    'mul: a hook returned 2 gradients, expected 1',
  ],
  [
    'what is no gradient',
    (y) => y.registerHook(() => true as unknown as Tensor),
    'mul: a hook returned boolean, expected a gradient or nothing',
  ],
  [
    'another shape',
    (y) => y.gradFn!.registerHook(() => [doubles([1, 2, 3])]),
    'mul: a hook returned a gradient of shape [3], expected [2]',
  ],
])('%s is refused', (_name, register, message) => {
  const y = leaf([1, 2]).mul(2);
  register(y);
  expect(() => y.sum().backward()).toThrow(new GradientError(message));
});

test('metadata is room for anything', () => {
  const node = leaf(1).mul(2).gradFn!;
  node.metadata.set('module', 'encoder');
  expect(node.metadata.get('module')).toBe('encoder');
});

test('a multi-grad hook is called once, when the last gradient is there', () => {
  const [a, b] = [leaf([1, 2]), leaf([3, 4])];
  const [c, d] = [a.mul(b), a.mul(b)];
  const seen: unknown[] = [];
  const handle = registerMultiGradHook([a, b, c, d], (grads) => {
    seen.push(grads.map((g) => g !== undefined));
  });
  c.sum().backward({ retainGraph: true });
  c.sum().backward({ inputs: [a], retainGraph: true });
  expect(seen).toEqual([
    [true, true, true, false],
    [true, false, true, false],
  ]);
  handle.remove();
  c.sum().backward();
  expect(seen.length).toBe(2);
});

test('a multi-grad hook in mode any is called with the first gradient of each backward', () => {
  const [a, b] = [leaf([1, 2]), leaf([3, 4])];
  const c = a.mul(b);
  const seen: unknown[] = [];
  using _ = registerMultiGradHook([doubles(0), a, b, c], (g) => void seen.push(g.tolist()), { mode: 'any' });
  c.mul(5).sum().backward({ retainGraph: true });
  expect(seen).toEqual([[5, 5]]);
  c.sum().backward();
  expect(seen.length).toBe(2);
});

test('multi-grad hooks refuse what has no gradient, and other modes', () => {
  expect(() => registerMultiGradHook([leaf(1), doubles(1)], () => {})).toThrow(
    new GradientError('registerMultiGradHook: tensor 1 does not require grad'),
  );
  expect(() => registerMultiGradHook([leaf(1)], () => {}, { mode: 'first' as 'any' })).toThrow(
    "registerMultiGradHook: mode must be 'all' or 'any', got first",
  );
});
