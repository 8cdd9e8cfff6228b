import { afterEach, describe, expect, test } from 'vitest';
import {
  AutogradFunction,
  defineUpdate,
  detectAnomaly,
  e,
  type FunctionCtx,
  full,
  GradientError,
  grad,
  inferenceMode,
  isAnomalyCheckNanEnabled,
  isAnomalyEnabled,
  noGrad,
  setDebug,
  setDetectAnomaly,
  softmax,
  type Tensor,
  tensor,
  vmap,
} from '../src/index.ts';
import { isTracing } from '../src/op/trace.ts';
import { doubles, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();
afterEach(() => {
  expect([isAnomalyEnabled(), isTracing()]).toEqual([false, false]);
});

/** Runs `fn` where anomalies are looked for; the error's message, with places of this file as `HERE`. */
function anomalyIn(fn: () => unknown): string {
  try {
    detectAnomaly(fn);
  } catch (error) {
    expect(error).toBeInstanceOf(GradientError);
    return (error as Error).message.replace(/\(?(?:file:\/\/)?[^ (]*anomaly\.test\.ts:\d+:\d+\)?/g, 'HERE');
  }
  return 'none';
}

describe('of a result', () => {
  test.each<[string, () => unknown, string]>([
    ['an infinite one', () => doubles([0, 2]).log(), 'log: the result has -Infinity, made of [2] from 0 to 2'],
    [
      'a NaN of a record, of operands of other shapes',
      () =>
        doubles([[3e200, 1]])
          .matmul(doubles([[1e200], [2]]))
          .sub(tensor([7])),
      'matmul: the result has Infinity, made of [1, 2] from 1 to 3e+200, [2, 1] from 2 to 1e+200',
    ],
    [
      'a NaN made of infinities',
      () => full([2], Number.POSITIVE_INFINITY).sub(full([], Number.POSITIVE_INFINITY)),
      'sub: the result has NaN, made of [2] with 2 infinite, [] with 1 infinite',
    ],
    ['a NaN of numbers', () => doubles([-1]).pow(0.5), 'pow: the result has NaN, made of [1] from -1 to -1, 0.5'],
    ['a NaN of nothing', () => doubles([]).mean(), 'mean: the result has NaN, made of [0]'],
    ['one of several', () => doubles([1]).std({ dim: 0 }), 'std: the result has NaN, made of [1] from 1 to 1'],
  ])('%s is refused, by name, with the operands and the place of the call', (_name, compute, message) => {
    expect(anomalyIn(compute)).toMatch(
      new RegExp(`^${message.replace(/[[\]+.]/g, '\\$&')}(, [^;]*)?; called at .*HERE$`),
    );
  });

  test('the first operation is named, not those that pass its NaN on', () => {
    expect(anomalyIn(() => doubles([-1]).sqrt().mul(2).sum())).toMatch(/^sqrt: /);
  });

  test.each<[string, () => unknown]>([
    ['NaN in the data', () => doubles([Number.NaN]).exp().add(1).sum()],
    ['infinities in the data', () => full([3], Number.NEGATIVE_INFINITY).exp()],
    ['an infinite number among the operands', () => doubles([1, 2]).mul(Number.POSITIVE_INFINITY)],
    ['a masked score', () => softmax(doubles([1, 2]).maskedFill(tensor([true, false]), Number.NEGATIVE_INFINITY), 0)],
    ['a view', () => full([2, 2], Number.NaN).select(0, 0).T],
    ['NaN written in place', () => doubles([1, 2]).fill_(Number.NaN).add_(1)],
    ['integers', () => tensor([1, 0], { dtype: 'int32' }).add(1)],
    ['bools of NaN', () => doubles([Number.NaN]).isnan()],
  ])('%s is none', (_name, compute) => {
    expect(anomalyIn(compute)).toBe('none');
  });

  test('it is found without gradients, in place and under vmap too', () => {
    for (const compute of [
      () => noGrad(() => leaf([-1]).sqrt()),
      () => inferenceMode(() => leaf([-1]).sqrt()),
      () => doubles([-1]).sqrt_(),
      () => vmap((x: Tensor) => x.sqrt())(doubles([1, -1])),
    ]) {
      expect(anomalyIn(compute)).toMatch(/^sqrt_?: the result has NaN/);
    }
  });
});

describe('of a gradient', () => {
  test('it is refused with the gradients, what was saved, and the place of the call', () => {
    const message = anomalyIn(() => {
      const x = leaf([0, 4]);
      const y = x.mul(1).sqrt();
      y.mul(3).sum().backward();
    });
    expect(message).toMatch(
      /^sqrt: its gradient for input 0 has Infinity, made of the gradient of \[2\] from 3 to 3 and what it saved: \[2\] from 0 to 2; called at .*HERE$/,
    );
  });

  test('the cause is the stack of the call', () => {
    const y = detectAnomaly(() => leaf([0]).sqrt());
    expect(y.gradFn!.creationStack).toMatch(/anomaly\.test\.ts/);
    try {
      detectAnomaly(() => y.sum().backward());
    } catch (error) {
      const { cause, stack, message } = error as Error & { readonly cause: Error };
      expect(cause.stack).toBe(y.gradFn!.creationStack);
      expect(stack).toContain(message);
    }
  });

  test('without anomaly detection in the forward the message says what is missing', () => {
    const y = leaf([0]).sqrt();
    expect(y.gradFn!.creationStack).toBeUndefined();
    expect(anomalyIn(() => y.sum().backward())).toBe(
      'sqrt: its gradient for input 0 has Infinity, made of the gradient of [1] from 1 to 1 and what it saved: [1] from 0 to 0; ' +
        'to learn where it was called, look for anomalies then, too',
    );
  });

  test('NaN that comes in is refused as in PyTorch, an infinite one may pass', () => {
    const backward = (value: number): string =>
      anomalyIn(() =>
        leaf([1])
          .mul(2)
          .backward({ gradient: doubles([value]) }),
      );
    expect(backward(Number.NaN)).toMatch(
      /^mul: its gradient for input 0 has NaN, made of the gradient of \[1\] with 1 NaN/,
    );
    expect(backward(Number.POSITIVE_INFINITY)).toBe('none');
  });

  test('of a gradient of a gradient, both calls are named', () => {
    const message = anomalyIn(() => {
      const x = leaf([0]);
      const [g] = grad(x.pow(1.5).sum(), x, { createGraph: true });
      g!.sum().backward();
    });
    expect(message).toMatch(
      /^powBackward: its gradient .* called at .*HERE, in the gradient of pow, called at .*HERE$/,
    );
  });

  test('rules may compute NaN on the way', () => {
    class Masked extends AutogradFunction {
      static forward(_ctx: FunctionCtx, x: Tensor): Tensor {
        return x.mul(2);
      }
      static backward(_ctx: FunctionCtx, g: Tensor): Tensor {
        return g
          .mul(0)
          .div(0)
          .maskedFill(tensor([true]), 2);
      }
    }
    expect(anomalyIn(() => Masked.apply(leaf([1])).backward())).toBe('none');
  });

  test('every other error of a backward says where the call was made', () => {
    const message = anomalyIn(() => {
      const x = leaf([1, 2]);
      const y = x.exp();
      noGrad(() => y.zero_());
      y.sum().backward();
    });
    expect(message).toMatch(/^exp: a tensor of shape \[2\] that it saved .* after backward\.; called at .*HERE$/);
    class Fails extends AutogradFunction {
      static forward(_ctx: FunctionCtx, x: Tensor): Tensor {
        return x.mul(2);
      }
      static backward(): Tensor {
        throw new RangeError('mine');
      }
    }
    try {
      detectAnomaly(() => Fails.apply(leaf(1)).backward());
    } catch (error) {
      expect([(error as Error).message, ((error as Error).cause as Error).message]).toEqual([
        'mine',
        'the call of Fails',
      ]);
    }
  });
});

const double = defineUpdate({ name: 'double', writes: 1, reads: 0, scalars: 0, formula: ([x]) => [e.mul(x!, 2)] });

test('writes in place by an update are its own affair', () => {
  expect(anomalyIn(() => double([doubles([1e308])], []))).toBe('none');
});

test('with checkNan false only places are noted', () => {
  detectAnomaly(
    () => {
      const y = leaf([0]).sqrt().log();
      expect([isAnomalyEnabled(), isAnomalyCheckNanEnabled(), isTracing()]).toEqual([true, false, false]);
      expect(y.gradFn!.creationStack).toMatch(/anomaly\.test\.ts/);
      y.sum().backward();
    },
    { checkNan: false },
  );
});

test('it is on for a call, for a block, or until it is switched off', () => {
  {
    using _ = detectAnomaly();
    expect([isAnomalyEnabled(), isAnomalyCheckNanEnabled()]).toEqual([true, true]);
    detectAnomaly(() => expect(isAnomalyCheckNanEnabled()).toBe(false), { checkNan: false });
    expect(isAnomalyCheckNanEnabled()).toBe(true);
    {
      using _off = setDetectAnomaly(false);
      expect(isAnomalyEnabled()).toBe(false);
    }
    expect(isAnomalyEnabled()).toBe(true);
  }
  setDetectAnomaly(true);
  expect(isAnomalyEnabled()).toBe(true);
  setDetectAnomaly(false);
  setDebug(true);
  expect(leaf(1).mul(2).gradFn!.creationStack).toMatch(/anomaly\.test\.ts/);
  setDebug(false);
  expect(leaf(1).mul(2).gradFn!.creationStack).toBeUndefined();
});
