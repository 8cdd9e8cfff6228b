import { describe, expect, test } from 'vitest';
import type { Tensor } from '../src/index.ts';
import { grad, logSoftmax, logsumexp, prod, softmax, traceOps } from '../src/index.ts';
import { type Data, doubles, expectTensor, gradientOf, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const _x = (): Tensor => doubles('[[1.5, -2, 0.5], [3, 0.25, -1]]');

describe('gradients at kinks', () => {
  const ties = (): Tensor => leaf('[[1, 3, 3], [2, 2, 2]]');
  test.each<[string, (x: Tensor) => Tensor, Data]>([
    [
      'amax shares it among ties',
      (x) => x.amax({ dim: 1 }),
      [
        [0, 0.5, 0.5],
        [1 / 3, 1 / 3, 1 / 3],
      ],
    ],
    ['max of all elements too', (x) => x.max(), '[[0, 0.5, 0.5], [0, 0, 0]]'],
    ['min of all elements too', (x) => x.neg().min(), '[[0, -0.5, -0.5], [0, 0, 0]]'],
    ['max over a dim gives it to the first', (x) => x.max({ dim: 1 }).values, '[[0, 1, 0], [1, 0, 0]]'],
    ['min over a dim gives it to the first', (x) => x.min({ dim: 0, keepdim: true }).values, '[[1, 0, 0], [0, 1, 1]]'],
    ['std of a constant has none', (x) => x.std({ dim: 1 }).select(0, 1), '[[0, 0, 0], [0, 0, 0]]'],
  ])('%s', (_, fn, want) => {
    const input = ties();
    expectTensor(gradientOf(fn(input), input), want);
  });

  test('the second derivative of std of a constant is finite', () => {
    const input = leaf([2, 2, 2]);
    const first = gradientOf(input.std(), input, undefined, true);
    expectTensor(gradientOf(first, input), [0, 0, 0]);
  });
});

describe('prod with zeros', () => {
  const weights = (): Tensor => doubles([1, 2, 3]);
  test('has the exact first and second derivatives', () => {
    const input = leaf('[[2, 0, 3], [0, 0, 5], [1, 4, -1]]');
    const first = gradientOf(prod(input, { dim: 1 }), input, weights(), true);
    expectTensor(first, '[[0, 6, 0], [0, 0, 0], [-12, -3, 12]]');
    const second = gradientOf(first, input, doubles('[[0, 1, 2], [3, 4, 5], [6, 7, 8]]'));
    expectTensor(second, '[[3, 4, 2], [40, 30, 0], [75, 6, 93]]');
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 31])(
    'the gradient over %i elements is the product of the others',
    (size) => {
      const data = Array.from({ length: size }, (_, i) => (i === 2 ? 0 : 1 + i / 10));
      const input = leaf(data);
      const others = data.map((_, i) => data.reduce((product, value, j) => (i === j ? product : product * value), 1));
      const scale = Math.max(1, Math.abs(others[2] ?? 1));
      expectTensor(
        gradientOf(prod(input), input).div(scale),
        others.map((value) => value / scale),
      );
    },
  );
});

describe('infinities and NaN', () => {
  const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: ninf, NaN: nan } = Number;
  test.each<[number[], number, number[]]>([
    [[ninf, ninf], ninf, [nan, nan]],
    [[inf, 1], inf, [nan, 0]],
    [[ninf, 0], 0, [0, 1]],
    [[1e4, 1e4], 1e4 + Math.log(2), [0.5, 0.5]],
  ])('logsumexp of %j', (data, value, gradient) => {
    const input = leaf(data);
    expectTensor(logsumexp(input, 0), value);
    expectTensor(gradientOf(logsumexp(input, 0), input), gradient);
  });

  test('a NaN is the maximum and the minimum, and its index the argmax', () => {
    const input = doubles([1, nan, 3, nan]);
    expectTensor(input.amax(), nan);
    expectTensor(input.amin(), nan);
    expectTensor(input.argmax(), 1);
    expectTensor(input.min({ dim: 0 }).indices, 1);
  });

  test('adding the same number to every element does not change softmax', () => {
    const input = doubles([1, 2, 3]);
    expectTensor(softmax(input.add(1e6), 0), softmax(input, 0).tolist());
    expectTensor(logSoftmax(input.add(1e6), 0), logSoftmax(input, 0).tolist());
  });

  test('var of a single element is NaN, and 0 without correction', () => {
    expectTensor(doubles([3]).var(), nan);
    expectTensor(doubles([3]).var({ correction: 0 }), 0);
    expectTensor(doubles([1, 3]).var({ correction: 2 }), inf);
  });

  test('var does not lose its digits far from zero', () => {
    expectTensor(doubles([1e9 + 1, 1e9 + 2, 1e9 + 3]).var(), 1);
  });
});

describe('derivatives up to the third, each weighted, are those of PyTorch', () => {
  test.each<[string, (x: Tensor) => Tensor, string[]]>([
    [
      'softmax',
      (x) => softmax(x, 0),
      [
        '[-0.4576163329208922, -0.11141038456301583, 0.5690267174839081]',
        '[0.1990868703552276, 0.3191499802018942, -0.5182368505571223]',
        '[1.6384778107845284, -0.2862059305738106, -1.3522718802107176]',
      ],
    ],
    [
      'logSoftmax',
      (x) => logSoftmax(x, 0),
      [
        '[-0.4676757355177056, 1.3405307820998482, -0.8728550465821427]',
        '[1.6285544744040783, 2.710164348692906, -4.338718823096984]',
        '[1.7170166999247707, -9.554257795906901, 7.837241095982131]',
      ],
    ],
    [
      'logsumexp',
      (x) => logsumexp(x, 0, { keepdim: true }).expand([3]),
      [
        '[1.4676757355177055, 0.6594692179001521, 4.872855046582144]',
        '[-1.6285544744040783, -2.7101643486929072, 4.338718823096983]',
        '[-1.7170166999247711, 9.554257795906906, -7.837241095982135]',
      ],
    ],
  ])('%s', (_, fn, wanted) => {
    const input = leaf([0.1, -0.7, 1.3]);
    let value = fn(input)
      .mul(doubles([1, 2, 4]))
      .sum();
    for (const want of wanted) {
      const gradient = gradientOf(value, input, undefined, true);
      expectTensor(gradient, want);
      value = gradient.mul(doubles([1, -2, 3])).sum();
    }
  });
});

test.each([
  ['softmax', softmax, 'softmaxBackward'],
  ['logSoftmax', logSoftmax, 'logSoftmaxBackward'],
] as const)('the gradient of %s is one kernel, with createGraph too', (name, apply, backward) => {
  const x = leaf([0.5, -1, 2]);
  let [y, first] = [x as Tensor, x as Tensor];
  const namesOf = (fn: () => unknown): string[] => traceOps(fn).ops.map((op) => op.name);
  expect(namesOf(() => (y = apply(x, 0)))).toEqual([name]);
  const gradOutputs = [doubles([1, 2, 4])];
  expect(namesOf(() => (first = grad(y, [x], { gradOutputs, createGraph: true })[0]!))).toEqual([backward]);
  // the second derivative ends in the first's kernel again, for what reaches the result
  expect(namesOf(() => grad(first, [x], { gradOutputs }))).toContain(backward);
});
