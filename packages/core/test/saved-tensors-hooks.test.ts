import { expect, test } from 'vitest';
import {
  disableSavedTensorsHooks,
  GradientError,
  grad,
  gradgradcheck,
  isGradEnabled,
  noGrad,
  savedTensorsHooks,
  type Tensor,
} from '../src/index.ts';
import { doubles, expectTensor, leaf } from './structured-tensors.ts';

test('formulas and records alike save through the hooks, what no gradient needs is not packed', () => {
  const packed: unknown[] = [];
  const unpacked: unknown[] = [];
  const [x, y] = [leaf([[1, 2]]), doubles([[3], [4]])];
  const loss = savedTensorsHooks(
    (tensor) => {
      packed.push(tensor.tolist());
      return { tensor };
    },
    ({ tensor }) => {
      unpacked.push(tensor.tolist());
      return tensor;
    },
    () => x.square().matmul(y).add(1).sum(),
  );
  expect(packed).toEqual([[[1, 2]], [[3], [4]]]);
  expect(unpacked).toEqual([]);
  loss.backward();
  expect(unpacked).toEqual([[[3], [4]], [[1, 2]]]);
  expect(x.grad!.tolist()).toEqual([[6, 16]]);
});

test('tensors may be kept as anything, and come back at their place in the graph', () => {
  const pack = (tensor: Tensor): Float64Array => tensor.toTypedArray() as Float64Array;
  const unpack = (elements: Float64Array): Tensor => doubles([...elements]);
  const x = leaf([0.5, -1, 2]);
  const y = savedTensorsHooks(pack, unpack, () => x.tanh());
  const [g] = grad(y.sum(), x, { createGraph: true });
  // tanh saved its own output: the second derivative goes through it
  const tanh = noGrad(() => x.tanh());
  expectTensor(grad(g!.sum(), x)[0]!, tanh.mul(tanh.square().sub(1)).mul(2).tolist() as number[]);
  const f = (a: Tensor): Tensor => savedTensorsHooks(pack, unpack, () => a.tanh().exp());
  expect(gradgradcheck(f, [x])).toBe(true);
});

test('a hook that throws the values away and computes them anew gives the same gradients', () => {
  const x = leaf([1, 2]);
  let calls = 0;
  using _ = savedTensorsHooks(
    (tensor) => tensor.detach().clone().sqrt(),
    (root) => {
      calls++;
      return root.square();
    },
  );
  x.pow(3).sum().backward();
  expect(calls).toBe(1);
  expectTensor(x.grad!, [3, 12]);
});

test('the pack hook runs without recording, and sees own outputs outside the graph', () => {
  const x = leaf([1, 2]);
  const seen: unknown[] = [];
  using _ = savedTensorsHooks(
    (tensor) => {
      seen.push([isGradEnabled(), tensor.requiresGrad, tensor === x]);
      return tensor;
    },
    (tensor) => tensor,
  );
  x.exp();
  x.square();
  expect(seen).toEqual([
    [false, false, false],
    [false, true, true],
  ]);
});

test('only the innermost hooks count', () => {
  const calls: string[] = [];
  const hooks = (name: string): Disposable =>
    savedTensorsHooks(
      (tensor) => {
        calls.push(name);
        return tensor;
      },
      (tensor) => tensor,
    );
  const x = leaf(1);
  {
    using _outer = hooks('outer');
    {
      using _inner = hooks('inner');
      x.exp();
    }
    x.exp();
  }
  x.exp();
  expect(calls).toEqual(['inner', 'outer']);
});

test('changes in place of what was packed are the affair of the hooks', () => {
  const [x, scale] = [leaf([1, 2]), doubles([3, 4])];
  const y = savedTensorsHooks(
    (tensor) => tensor.clone(),
    (tensor) => tensor,
    () => x.mul(scale),
  );
  scale.fill_(0);
  y.sum().backward();
  expect(x.grad!.tolist()).toEqual([3, 4]);
});

test('a graph that was freed has let go of what hooks packed', () => {
  const x = leaf(2);
  const y = savedTensorsHooks(
    (tensor) => tensor,
    (tensor) => tensor,
    () => x.square(),
  );
  y.backward();
  expect(() => y.backward()).toThrow(/the values saved for the gradient are gone/);
});

test('a pack hook that changes its tensor is refused', () => {
  using _ = savedTensorsHooks(
    (tensor) => tensor.zero_(),
    (tensor) => tensor,
  );
  expect(() => leaf(1).exp()).toThrow(
    new GradientError(
      'savedTensorsHooks: the pack hook changed in place a tensor that exp saved for its gradient; clone it first',
    ),
  );
});

test('an unpack hook that returns no tensor is refused', () => {
  const y = savedTensorsHooks(
    () => 3,
    (three) => three as unknown as Tensor,
    () => leaf(1).exp(),
  );
  expect(() => y.backward()).toThrow(
    new GradientError('savedTensorsHooks: the unpack hook returned no tensor for exp, but number'),
  );
});

test('disableSavedTensorsHooks refuses hooks with its message, inside and around', () => {
  const hooks = (): Disposable =>
    savedTensorsHooks(
      (tensor) => tensor,
      (tensor) => tensor,
    );
  disableSavedTensorsHooks('no hooks here', () => {
    expect(hooks).toThrow(new GradientError('no hooks here'));
    {
      using _ = disableSavedTensorsHooks('nor here');
      expect(hooks).toThrow('nor here');
    }
    expect(hooks).toThrow('no hooks here');
  });
  using _ = hooks();
  expect(() => disableSavedTensorsHooks('too late')).toThrow(new GradientError('too late'));
});

test('scopes of different kinds are disposed in reverse order too', () => {
  const hooks = savedTensorsHooks(
    (tensor) => tensor,
    (tensor) => tensor,
  );
  const mode = noGrad();
  expect(() => hooks[Symbol.dispose]()).toThrow(
    new GradientError('savedTensorsHooks: disposed before the noGrad opened after it; dispose scopes in reverse order'),
  );
  mode[Symbol.dispose]();
  hooks[Symbol.dispose]();
});
