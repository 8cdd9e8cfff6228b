import {
  grad,
  gradcheck,
  gradgradcheck,
  logSoftmax,
  onesLike,
  type Tensor,
  tensor,
  traceOps,
  zeros,
} from '@cotangent/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossEntropy, nllLoss } from '../src/functional.ts';
import { CrossEntropyLoss, NLLLoss } from '../src/index.ts';
import { doubles, expectClose, gradientOf, integers, leaf, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const X = [
  [2, -1, 0.5],
  [0, 1, 3],
  [-2, 0.5, 0.25],
  [1, 1, 1],
];
const T = [0, 1, 2, 1];
const TI = [0, 1, 2, -100];
const w = [0.2, 1, 3];
const P = T.map((y) => [0, 1, 2].map((c) => Number(c === y)));

interface Weighted {
  readonly weight?: number[];
  readonly labelSmoothing?: number;
}

describe('crossEntropy of PyTorch’s numbers', () => {
  test.each([
    ['plain', T, {}, 1.095206],
    ['ε = 0.1', T, { labelSmoothing: 0.1 }, 1.141039],
    ['weights', T, { weight: w }, 1.140361],
    ['weights, ε = 0.1', T, { weight: w, labelSmoothing: 0.1 }, 1.15645],
    ['one target ignored', TI, {}, 1.09407],
    ['one ignored, weights, ε = 0.1', TI, { weight: w, labelSmoothing: 0.1 }, 1.159758],
    ['one-hot probabilities, weights', P, { weight: w }, 1.48247],
    ['one-hot probabilities, weights, ε = 0.1', P, { weight: w, labelSmoothing: 0.1 }, 1.503385],
  ] as const)('%s', (_, target, { weight, ...options }: Weighted, want) => {
    const targets = target === P ? doubles(P) : integers(target as number[]);
    const loss = crossEntropy(doubles(X), targets, { weight: weight && doubles(weight), ...options });
    expect(loss.item().toFixed(6)).toBe(want.toFixed(6));
  });

  test('one-hot probabilities equal indices as long as there are no weights', () => {
    expectClose(crossEntropy(doubles(X), doubles(P)), crossEntropy(doubles(X), integers(T)).item());
  });

  test('unnormalised probabilities scale the loss', () => {
    const [input, target] = [doubles(X), doubles(P)];
    expectClose(crossEntropy(input, target.mul(3)), 3 * crossEntropy(input, target).item());
  });
});

describe('shapes', () => {
  test.each([
    ['[C]', [3], []],
    ['[N, C]', [4, 3], [4]],
    ['[N, C, d]', [2, 3, 4], [2, 4]],
    ['[N, C, d1, d2]', [2, 3, 2, 2], [2, 2, 2]],
    ['[N, C, d1, d2, d3]', [1, 3, 2, 1, 2], [1, 2, 1, 2]],
  ])('%s gives one loss per position, equal to nllLoss of logSoftmax', (_, shape, positions) => {
    const count = positions.reduce((product, size) => product * size, 1);
    const target = tensor(Int32Array.from({ length: count }, (_, i) => (i * 7) % 3)).reshape(positions);
    for (const reduction of ['none', 'mean', 'sum'] as const) {
      const [input, same] = [variedLeaf(shape), variedLeaf(shape)];
      const fused = crossEntropy(input, target, { reduction, weight: doubles(w) });
      const composed = nllLoss(logSoftmax(same, shape.length === 1 ? 0 : 1), target, { reduction, weight: doubles(w) });
      expect(fused.shape).toEqual(reduction === 'none' ? positions : []);
      expectClose(fused, Array.from(composed.toTypedArray()));
      expectClose(gradientOf(fused.sum(), input), gradientOf(composed.sum(), same));
    }
  });

  test('operands need not be contiguous', () => {
    const input = leaf(X);
    const transposed = leaf(X[0]!.map((_, c) => X.map((row) => row[c]!)));
    const everyOther = integers([0, 9, 1, 9, 2, 9, 1, 9]).reshape([4, 2]).select(1, 0);
    const loss = crossEntropy(transposed.mT, everyOther, { labelSmoothing: 0.2 });
    expectClose(loss, crossEntropy(input, integers(T), { labelSmoothing: 0.2 }).item());
  });

  test('a batch of images has the loss of its pixels, smoothed, weighted and ignoring too', () => {
    const input = variedLeaf([2, 4, 5, 3]);
    const target = tensor(Int32Array.from({ length: 40 }, (_, i) => i % 3)).reshape([2, 4, 5]);
    for (const options of [{}, { labelSmoothing: 0.1 }, { labelSmoothing: 0.1, weight: doubles(w), ignoreIndex: 1 }]) {
      const loss = crossEntropy(input.permute([0, 3, 1, 2]), target, options);
      expectClose(loss, crossEntropy(input.reshape([40, 3]), target.reshape([40]), options).item());
    }
  });
});

test.each([['float32'], ['float64']] as const)(
  'to a %s input, weights of another dtype are as those of its own',
  (dtype) => {
    const rounded = doubles(w).float();
    const results = [rounded, rounded.double()].map((weight) => {
      const input = doubles(X).to(dtype).requiresGrad_();
      const loss = crossEntropy(input, integers(T), { weight, labelSmoothing: 0.1 });
      expect(loss.dtype).toBe(dtype);
      return [loss.item(), ...gradientOf(loss, input)];
    });
    expect(results[0]).toEqual(results[1]);
  },
);

describe('invariances', () => {
  test('adding the same number to every logit does not change crossEntropy', () => {
    const [input, target] = [doubles(X), integers(T)];
    for (const options of [{}, { labelSmoothing: 0.1 }, { weight: doubles(w) }]) {
      expectClose(crossEntropy(input.add(1e6), target, options), crossEntropy(input, target, options).item());
      expectClose(crossEntropy(input.add(1e6), doubles(P), options), crossEntropy(input, doubles(P), options).item());
    }
  });

  test('the order of the samples does not matter', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(order, (rows) => {
        const input = doubles(rows.map((row) => X[row]!));
        expectClose(
          crossEntropy(input, integers(rows.map((row) => T[row]!))),
          crossEntropy(doubles(X), integers(T)).item(),
        );
      }),
    );
  });

  test('an ignored sample changes neither loss nor gradient of the others', () => {
    const [all, kept] = [leaf(X), leaf(X.slice(0, 3))];
    const [with4, with3] = [crossEntropy(all, integers(TI)), crossEntropy(kept, integers(TI.slice(0, 3)))];
    expectClose(with4, with3.item());
    expectClose(gradientOf(with4, all), [...gradientOf(with3, kept), 0, 0, 0]);
  });
});

describe('extremes', () => {
  const huge = [
    [1e4, -1e4],
    [-1e4, 1e4],
  ];

  test('logits of ±1e4 give exact losses and gradients in float32 and float64', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const input = tensor(huge, { dtype, requiresGrad: true });
      const wrong = crossEntropy(input, integers([1, 1]), { reduction: 'none' });
      expectClose(wrong, [2e4, 0]);
      expectClose(gradientOf(wrong.sum(), input), [1, -1, 0, 0]);
    }
  });

  test('a logit of 800 gives no NaN', () => {
    expectClose(crossEntropy(doubles([[800, 0, -800]]), integers([0])), 0);
    expectClose(crossEntropy(doubles([[800, 0, -800]]), integers([2])), 1600);
  });

  test('an impossible class (logit −∞) counts only as a target, or with smoothing', () => {
    const input = leaf([[0, Number.NEGATIVE_INFINITY, 0]]);
    const loss = crossEntropy(input, integers([0]));
    expectClose(loss, Math.LN2);
    expectClose(gradientOf(loss, input), [-0.5, 0, 0.5]);
    expect(crossEntropy(input, integers([1])).item()).toBe(Number.POSITIVE_INFINITY);
    expect(crossEntropy(input, integers([0]), { labelSmoothing: 0.1 }).item()).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    ['all targets ignored', X, [-100, -100, -100, -100], {}],
    ['all ignored, with smoothing', X, [-100, -100, -100, -100], { labelSmoothing: 0.1 }],
    ['the targets’ weights are zero', X, T, { weight: [0, 0, 0] }],
    [
      'their weights are zero, not those of others, with smoothing',
      X,
      [0, 0, 0, 0],
      { weight: [0, 1, 1], labelSmoothing: 0.1 },
    ],
  ])('a mean over nothing is NaN: %s', (_, input, target, { weight, ...options }: Weighted) => {
    const loss = crossEntropy(doubles(input), integers(target), { ...options, weight: weight && doubles(weight) });
    expect(loss.item()).toBeNaN();
  });

  test('the sum over nothing is 0, and its gradient too', () => {
    const input = leaf(X);
    const loss = crossEntropy(input, integers([-100, -100, -100, -100]), { reduction: 'sum' });
    expect(loss.item()).toBe(0);
    expectClose(gradientOf(loss, input), Array(12).fill(0));
  });

  test('an empty batch has a mean of NaN and a sum of 0', () => {
    const [input, target] = [zeros([0, 3]), tensor(new Int32Array(0))];
    expect(crossEntropy(input, target).item()).toBeNaN();
    expect(crossEntropy(input, target, { reduction: 'sum' }).item()).toBe(0);
    expect(nllLoss(input, target).item()).toBeNaN();
  });

  test('an ignored row of log-probabilities may hold −∞', () => {
    const input = leaf([
      [Number.NEGATIVE_INFINITY, 0],
      [-1, -2],
    ]);
    const loss = nllLoss(input, integers([-100, 1]));
    expectClose(loss, 2);
    expectClose(gradientOf(loss, input), [0, 0, 0, -1]);
  });
});

describe('modules', () => {
  test('hold their options; weights are buffers named as PyTorch names them', () => {
    const loss = new CrossEntropyLoss({ weight: doubles(w), labelSmoothing: 0.1, ignoreIndex: 1 });
    const options = { weight: doubles(w), labelSmoothing: 0.1, ignoreIndex: 1 };
    expectClose(loss.call(doubles(X), integers(T)), crossEntropy(doubles(X), integers(T), options).item());
    expect([...loss.stateDict().keys()]).toEqual(['weight']);
    expect(String(loss)).toBe('CrossEntropyLoss()');
    loss.float();
    expect(loss.stateDict().get('weight')!.dtype).toBe('float32');
  });

  test('NLLLoss is nllLoss', () => {
    const input = logSoftmax(doubles(X), 1);
    expectClose(
      new NLLLoss({ reduction: 'sum' }).call(input, integers(TI)),
      nllLoss(input, integers(TI), { reduction: 'sum' }).item(),
    );
  });
});

test('probability targets receive a gradient', () => {
  const [input, target] = [leaf(X), leaf(P)];
  const loss = crossEntropy(input, target, { reduction: 'sum', labelSmoothing: 0.25 });
  expectClose(gradientOf(loss, target), Array.from(logSoftmax(input, 1).mul(-0.75).toTypedArray()));
});

test('uint8 targets are class indices too', () => {
  const target = tensor(Uint8Array.from(T));
  expectClose(crossEntropy(doubles(X), target), crossEntropy(doubles(X), integers(T)).item());
  expectClose(
    crossEntropy(doubles(X), target, { ignoreIndex: 1 }),
    crossEntropy(doubles(X), integers(T), { ignoreIndex: 1 }).item(),
  );
});

describe.each(['mean', 'sum', 'none'] as const)('with the reduction %s', (reduction) => {
  test.each([
    ['indices', 'crossEntropy', integers(T), { ignoreIndex: 2 }],
    ['probabilities', 'softCrossEntropy', doubles(P).add(0.25), {}],
  ] as const)('%s run one kernel forward and one backward, in every order of derivatives', (_, name, target, more) => {
    const options = { reduction, weight: doubles(w), labelSmoothing: 0.1, ...more };
    const input = leaf(X);
    const { result: loss, ops: forward } = traceOps(() => crossEntropy(input, target, options));
    expect(forward.map((op) => op.name)).toEqual([name]);
    const gradOutputs = [onesLike(loss)];
    for (const createGraph of [false, true]) {
      const { ops } = traceOps(() => grad(loss, [input], { gradOutputs, retainGraph: true, createGraph }));
      expect(ops.map((op) => op.name)).toEqual([`${name}Backward`]);
    }
    expect(gradgradcheck((x) => crossEntropy(x!, target, options), [input])).toBe(true);
  });

  test('probabilities have a gradient, and derivatives of it', () => {
    const [input, target] = [leaf(X), leaf(P)];
    const options = { reduction, weight: doubles(w), labelSmoothing: 0.1 };
    const loss = (x: Tensor, t: Tensor): Tensor => crossEntropy(x, t, options);
    expect(gradcheck((x, t) => loss(x!, t!), [input, target])).toBe(true);
    expect(gradgradcheck((x, t) => loss(x!, t!), [input, target])).toBe(true);
  });
});
