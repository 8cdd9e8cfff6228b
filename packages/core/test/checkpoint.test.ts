import { expect, test } from 'vitest';
import {
  ArgumentError,
  checkpoint,
  checkpointSequential,
  disableSavedTensorsHooks,
  GradientError,
  getDefaultGenerator,
  grad,
  gradcheck,
  gradgradcheck,
  inferenceMode,
  isGradEnabled,
  manualSeed,
  noGrad,
  randLike,
  savedTensorsHooks,
  type Tensor,
} from '../src/index.ts';
import { doubles, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const layer = (x: Tensor): Tensor => x.exp().tanh().square();

/** The shapes of what is saved for gradients while `fn` runs, outside of checkpoints. */
function savedBy<T>(fn: () => T): { result: T; saved: unknown[] } {
  const saved: unknown[] = [];
  const result = savedTensorsHooks(
    (tensor) => {
      saved.push(tensor.tolist());
      return tensor;
    },
    (tensor) => tensor,
    fn,
  );
  return { result, saved };
}

test('gradients are those of the function itself', () => {
  const gradients = [layer, (x: Tensor) => checkpoint(layer, [x])].map((f) => {
    const x = leaf([0.3, -1]);
    f(x).sum().backward();
    return x.grad!.tolist();
  });
  expect(gradients[1]).toEqual(gradients[0]);
});

test('only the inputs are kept', () => {
  const x = leaf([0.3, -1]);
  expect(savedBy(() => layer(x)).saved.length).toBe(3);
  const { result, saved } = savedBy(() => checkpoint(layer, [x]));
  expect(saved).toEqual([[0.3, -1]]);
  result.sum().backward();
  expect(x.grad).not.toBeNull();
});

test('the function runs again once per backward, and without early stop to its end', () => {
  for (const earlyStop of [true, false]) {
    const log: string[] = [];
    const x = leaf([0.3, -1]);
    const f = (a: Tensor): Tensor => {
      log.push(isGradEnabled() ? 'start' : 'start without gradients');
      const y = layer(a).add(1);
      log.push('end');
      return y;
    };
    const y = checkpoint(f, [x], { earlyStop });
    expect(log.splice(0)).toEqual(['start', 'end']);
    y.sum().backward({ retainGraph: true });
    expect(log.splice(0)).toEqual(earlyStop ? ['start'] : ['start', 'end']);
    const first = x.grad!.clone();
    y.sum().backward();
    expect(log.length).toBe(earlyStop ? 1 : 2);
    expect(x.grad!.tolist()).toEqual(first.mul(2).tolist());
    expect(() => y.sum().backward()).toThrow(/the values saved for the gradient are gone/);
  }
});

test('checkpoints nest, and then only the outermost inputs are kept', () => {
  const inner = (x: Tensor): Tensor => checkpoint(layer, [x.mul(2)]);
  const outer = (x: Tensor): Tensor => checkpoint(inner, [inner(x)]);
  const x = leaf([0.3, -1]);
  const { result, saved } = savedBy(() => checkpoint(outer, [x]));
  expect(saved).toEqual([[0.3, -1]]);
  const [g] = grad(result.sum(), x);
  const plain = (a: Tensor): Tensor => layer(layer(a.mul(2)).mul(2));
  expect(g!.tolist()).toEqual(grad(plain(x).sum(), x)[0]!.tolist());
  expect(gradgradcheck((a) => checkpoint(outer, [a]), [x])).toBe(true);
});

test('derivatives of every order pass through, also to what the function uses besides its inputs', () => {
  const [x, w] = [leaf([0.3, -1]), leaf([2, 0.5])];
  const f = (a: Tensor, factor: number): [Tensor, string] => [a.mul(w).tanh().mul(factor), 'and more'];
  expect(gradcheck((a) => checkpoint(f, [a, 3])[0], [x])).toBe(true);
  expect(gradgradcheck((a) => checkpoint(f, [a, 3])[0], [x])).toBe(true);
  const [y, more] = checkpoint(f, [x, 3]);
  expect(more).toBe('and more');
  const [first] = grad(y.sum(), w, { createGraph: true });
  const [second] = grad(first!.sum(), w);
  expect(second!.tolist()).toEqual(grad(grad(f(x, 3)[0].sum(), w, { createGraph: true })[0]!.sum(), w)[0]!.tolist());
});

test('random numbers are the same when it runs again, and the stream goes on as without', () => {
  const dropout = (x: Tensor): Tensor => x.square().mul(randLike(x).gt(0.5)).square();
  const runs = [dropout, (x: Tensor) => checkpoint(dropout, [x])].map((f) => {
    manualSeed(3);
    const x = leaf([1, 2, 3, 4, 5, 6]);
    const y = f(x).add(f(x));
    const drawn = randLike(y);
    y.sum().backward();
    return [y.tolist(), drawn.tolist(), x.grad!.tolist(), getDefaultGenerator().random32()];
  });
  expect(runs[1]).toEqual(runs[0]);
  manualSeed(3);
  const x = leaf([1, 2, 3, 4, 5, 6]);
  const y = checkpoint(dropout, [x], { preserveRngState: false });
  y.sum().backward();
  const twice = getDefaultGenerator().random32();
  manualSeed(3);
  dropout(x);
  dropout(x);
  expect(getDefaultGenerator().random32()).toBe(twice);
});

test('a backward inside the function works with and without early stop', () => {
  for (const earlyStop of [true, false]) {
    const x = leaf([1, 2]);
    const f = (a: Tensor): Tensor => {
      const [slope] = grad(a.exp().square().sum(), a, { createGraph: true });
      return a.tanh().mul(slope!);
    };
    const [g] = grad(checkpoint(f, [x], { earlyStop }).sum(), x);
    expect(g!.tolist()).toEqual(grad(f(x).sum(), x)[0]!.tolist());
  }
});

test('part of a backward leaves nothing behind', () => {
  const [x, w] = [leaf([1, 2]), leaf([3, 4])];
  let calls = 0;
  const f = (a: Tensor, b: Tensor): Tensor => {
    calls++;
    return a.exp().mul(b.exp());
  };
  const y = checkpoint(f, [x, w]).sum();
  const whole = grad(f(x, w).sum(), [x, w]).map((g) => g.tolist());
  calls = 0;
  expect(grad(y, x, { retainGraph: true })[0]!.tolist()).toEqual(whole[0]);
  expect(grad(y, w)[0]!.tolist()).toEqual(whole[1]);
  expect(calls).toBe(2);
});

test('without gradients nothing happens', () => {
  let calls = 0;
  const f = (x: Tensor): Tensor => {
    calls++;
    return layer(x);
  };
  expect(noGrad(() => checkpoint(f, [leaf(1)])).requiresGrad).toBe(false);
  expect(checkpoint(f, [doubles(1)]).requiresGrad).toBe(false);
  expect(inferenceMode(() => checkpoint(f, [doubles(1)])).isInference()).toBe(true);
  expect(calls).toBe(3);
});

test('an inference tensor may be an input', () => {
  const [x, shift] = [leaf([1, 2]), inferenceMode(() => doubles([3, 4]))];
  checkpoint((a, b) => a.add(b).square(), [x, shift])
    .sum()
    .backward();
  expect(x.grad!.tolist()).toEqual([8, 12]);
});

/** A function whose second call differs from its first. */
const changing = (first: (x: Tensor) => Tensor, second: (x: Tensor) => Tensor) => {
  let calls = 0;
  return (x: Tensor): Tensor => (calls++ ? second : first)(x);
};

test.each<[string, (x: Tensor) => Tensor, (x: Tensor) => Tensor, boolean, string]>([
  ['fewer tensors', (x) => x.exp().exp(), (x) => x.exp(), true, '1 tensors, at first 2'],
  ['more tensors', (x) => x.exp(), (x) => x.exp().exp(), false, 'more than the 1 tensors it saved at first'],
  [
    'another shape',
    (x) => x.exp().sum(),
    (x) => x.reshape([2, 1]).exp().sum(),
    true,
    'a float64 tensor of shape [2, 1] as number 0, at first float64 of [2]',
  ],
  [
    'another dtype',
    (x) => x.exp().sum(),
    (x) => x.float().exp().sum(),
    true,
    'a float32 tensor of shape [2] as number 0, at first float64 of [2]',
  ],
])('a function that saves %s when it runs again is refused', (_name, first, second, earlyStop, what) => {
  const y = checkpoint(changing(first, second), [leaf([1, 2])], { earlyStop });
  expect(() => y.sum().backward()).toThrow(
    new GradientError(`checkpoint: when it ran again, the function saved ${what}; it must do the same each time`),
  );
});

test('shapes and dtypes are not compared when that is not wanted', () => {
  const x = leaf([1, 2]);
  const f = changing(
    (a) => a.exp().sum(),
    (a) => a.float().exp().sum(),
  );
  checkpoint(f, [x], { determinismCheck: 'none' }).backward();
  expect(x.grad!.tolist()).toEqual([Math.fround(Math.E), Math.fround(Math.exp(2))]);
});

test('changes in place are noticed: of an input meanwhile, and of a saved tensor by the function', () => {
  const x = leaf([1, 2]);
  const input = x.mul(1);
  const y = checkpoint(layer, [input]);
  noGrad(() => input.zero_());
  expect(() => y.sum().backward()).toThrow(
    /^checkpoint: a tensor of shape \[2\] that it saved for its gradient.* version 1/,
  );
  const z = checkpoint((a) => a.exp().mul_(2).exp(), [x]);
  expect(() => z.sum().backward()).toThrow(
    new GradientError(
      'checkpoint: the function changes in place a tensor of shape [2] that it saved before; ' +
        'use the operation without underscore',
    ),
  );
});

test('a promise, and code that forbids hooks, are refused', () => {
  expect(() => checkpoint(async (x: Tensor) => x, [leaf(1)])).toThrow(
    new ArgumentError(
      'checkpoint: the function returned a promise, but checkpoint ends with the call; put the await outside',
    ),
  );
  disableSavedTensorsHooks('no hooks here', () => {
    expect(() => checkpoint(layer, [leaf(1)])).toThrow(new GradientError('no hooks here'));
  });
});

test('checkpointSequential keeps the inputs of the segments, and everything in the last', () => {
  const exp = (x: Tensor): Tensor => x.mul(0.1).exp();
  const steps = [exp, { call: exp }, exp, exp, exp];
  const x = leaf([0.3, -1]);
  const plain = (a: Tensor): Tensor => exp(exp(exp(exp(exp(a)))));
  const { result, saved } = savedBy(() => checkpointSequential(steps, 2, x));
  expect(saved.length).toBe(1 + 3);
  expect(grad(result.sum(), x)[0]!.tolist()).toEqual(grad(plain(x).sum(), x)[0]!.tolist());
  expect(savedBy(() => checkpointSequential(steps, 1, x)).saved.length).toBe(5);
  expect(savedBy(() => checkpointSequential(steps, 5, x)).saved.length).toBe(4 + 1);
});

test.each([0, 6, 1.5])('checkpointSequential refuses %d segments of 5 steps', (segments) => {
  const steps = Array<(x: Tensor) => Tensor>(5).fill(layer);
  expect(() => checkpointSequential(steps, segments, leaf(1))).toThrow(
    new ArgumentError(`checkpointSequential: expected between 1 and 5 segments for 5 steps, got ${segments}`),
  );
});
