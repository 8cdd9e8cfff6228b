import { expect, test } from 'vitest';
import {
  CotangentError,
  embeddingBag,
  grad,
  noGrad,
  randint,
  randn,
  savedTensorsHooks,
  slice,
  type Tensor,
  traceOps,
  vmap,
} from '../src/index.ts';
import { evacuatedBy } from './evacuated-by.ts';
import { doubles, leaf } from './structured-tensors.ts';

test('what was disposed can no longer be read, nor what shares its elements', () => {
  const x = doubles([1, 2, 3]);
  const view = x.at(slice(1));
  x.dispose();
  expect(() => x.tolist()).toThrow(new CotangentError('the elements of a storage were used after it had been freed'));
  expect(() => view.add(1)).toThrow('after it had been freed');
  expect(x.shape).toEqual([3]);
  expect(() => x.dispose()).not.toThrow();
});

test('an operation that it is refused to leaves the others where they may be moved', () => {
  const [x, gone] = [doubles([1, 2]), doubles([3, 4])];
  gone.dispose();
  for (const write of [() => gone.copy_(x), () => gone.add_(x), () => x.add(gone), () => x.copy_(gone)]) {
    expect(write).toThrow('after it had been freed');
    expect(() => x.storage.unpin()).toThrow('unpinned more often than pinned');
  }
  expect([x.tolist(), gone.storage.version]).toEqual([[1, 2], 0]);
});

test('its place is used again', () => {
  noGrad(() => {
    const x = doubles([1, 2, 3]);
    const evacuated = evacuatedBy(() => {
      for (let i = 0; i < 2000; i++) x.expand([1000, 3]).mul(2).dispose();
    });
    // of 48 MB
    expect(evacuated).toBeLessThan(2 << 20);
  });
});

test('a graph that saved it has it until backward has run', () => {
  const x = leaf([1, 2]);
  const y = x.exp();
  const loss = y.mul(y).sum();
  y.dispose();
  expect(y.tolist()).toEqual([Math.E, Math.exp(2)]);
  loss.backward();
  expect(x.grad!.tolist()).toEqual([2 * Math.exp(2), 2 * Math.exp(4)].map((value) => expect.closeTo(value, 12)));
  expect(() => y.tolist()).toThrow('after it had been freed');
});

test('a graph that is kept keeps it', () => {
  const x = leaf([3]);
  const y = x.mul(x);
  const loss = y.mul(y).sum();
  y.dispose();
  loss.backward({ retainGraph: true });
  loss.backward();
  expect(x.grad!.tolist()).toEqual([216]);
});

test('higher derivatives have it', () => {
  const x = leaf([3]);
  const y = x.exp();
  const loss = y.mul(x).sum();
  y.dispose();
  const [first] = grad(loss, x, { createGraph: true });
  const [second] = grad(first.sum(), x);
  expect(second.item()).toBeCloseTo(5 * Math.exp(3), 10);
});

test('a gradient that lies in what was saved arrives', () => {
  const [x, w] = [leaf([1, 2]), leaf([3, 4])];
  const y = x.mul(1);
  const loss = y.dot(w);
  y.dispose();
  loss.backward();
  expect([x.grad!.tolist(), w.grad!.tolist()]).toEqual([
    [3, 4],
    [1, 2],
  ]);
});

test('what somebody else sees is left alone', () => {
  const [x, packed] = [leaf([1, 2]), doubles([5])];
  const { result } = traceOps(() => {
    const y = x.mul(2);
    y.dispose();
    return y;
  });
  expect(result.tolist()).toEqual([2, 4]);
  const kept = savedTensorsHooks(
    (saved) => saved,
    (saved) => saved,
    () => {
      const y = x.exp();
      const loss = y.sum();
      y.dispose();
      return loss;
    },
  );
  kept.backward();
  expect(x.grad!.tolist()).toEqual([Math.E, Math.exp(2)]);
  vmap((each: Tensor) => {
    const y = each.mul(2);
    y.dispose();
    return y;
  })(packed);
});

test.each(['sum', 'mean', 'max'] as const)('embeddingBag frees the rows that it looked up for the %s', (mode) => {
  const table = randn([50, 64]) as Tensor;
  const bags = randint(0, 50, [64, 16]);
  const evacuated = evacuatedBy(() => {
    for (let i = 0; i < 200; i++) embeddingBag(bags, table, { mode }).dispose();
  });
  // of more than 50 MB; what a maximum makes of the rows is smaller, and not freed
  expect(evacuated).toBeLessThan(20 << 20);
});
