import { gradcheck, manualSeed, nn, randn, tensor } from 'cotangent';
import { expect, test } from 'vitest';
import { MultiClassHinge, multiClassHinge, trainClassifier } from '../src/multi-class-hinge.ts';
import { fitQuantiles, quantileLoss } from '../src/quantile.ts';

const double = { dtype: 'float64', requiresGrad: true } as const;
const column = (...values: number[]) => tensor(values.map((value) => [value]));

test.each([
  [0.1, [0.1, 0, 1.8]],
  [0.5, [0.5, 0, 1]],
  [0.9, [0.9, 0, 0.2]],
])('the quantile loss for %d weighs what is missing and what is too much', (quantile, expected) => {
  const losses = quantileLoss(column(1, 2, 3), column(2, 2, 1), { quantile, reduction: 'none' });
  expect([...losses.toTypedArray()]).toEqual(expected.map((loss) => expect.closeTo(loss, 6)));
});

test('the quantile loss refuses a quantile that is none, before it computes', () => {
  expect(() => quantileLoss(column(1), column(2), { quantile: 1 })).toThrow('quantile 1 is outside (0, 1)');
});

test('half the absolute error is the quantile loss of the median', () => {
  const [x, y] = [randn([20]), randn([20])];
  expect(quantileLoss(x, y).item()).toBeCloseTo(nn.functional.l1Loss(x, y).item() / 2, 6);
});

test('the lines of three quantiles have their share of the points below', () => {
  const lines = fitQuantiles([0.1, 0.5, 0.9]);
  for (const { quantile, below, slope } of lines) {
    expect(Math.abs(below - quantile)).toBeLessThan(0.02);
    expect(Math.abs(slope - 2)).toBeLessThan(0.3);
  }
  const heights = lines.map(({ slope, intercept }) => intercept + slope / 2);
  expect(heights).toEqual(heights.toSorted((a, b) => a - b));
});

test('the hinge counts the classes that come within the margin of the true one', () => {
  const scores = tensor([
    [2, 1.5, 0],
    [0, 3, 2.5],
  ]);
  const classes = tensor([0, 2], { dtype: 'int64' });
  expect(multiClassHinge(scores, classes, { reduction: 'none' }).tolist()).toEqual([0.5, 1.5]);
  expect(multiClassHinge(scores, classes).item()).toBe(1);
  expect(multiClassHinge(scores, classes, { reduction: 'sum', margin: 2 }).item()).toBe(4);
  const weight = tensor([3, 1, 1]);
  expect(new MultiClassHinge({ weight }).call(scores, classes).item()).toBe((3 * 0.5 + 1.5) / 4);
});

test('both losses have right first derivatives', () => {
  manualSeed(0);
  const [x, y] = [randn([6], double), randn([6], double)];
  expect(gradcheck((a, b) => quantileLoss(a!, b!, { quantile: 0.3 }), [x, y])).toBe(true);
  const classes = tensor([0, 2, 1, 1], { dtype: 'int64' });
  expect(
    gradcheck(
      (scores) => multiClassHinge(scores!, classes, { weight: tensor([1, 2, 3]).double() }),
      [randn([4, 3], double)],
    ),
  ).toBe(true);
});

test('the hinge trains a classifier', () => {
  const { losses, accuracy } = trainClassifier();
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 20);
  expect(accuracy).toBeGreaterThan(0.97);
});
