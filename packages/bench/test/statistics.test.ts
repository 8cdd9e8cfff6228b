import { expect, test } from 'vitest';
import { median, quantile, statisticsOf } from '../src/measuring/statistics.ts';

test.each([
  { sorted: [5], share: 0.9, value: 5 },
  { sorted: [1, 2, 3], share: 0, value: 1 },
  { sorted: [1, 2, 3], share: 0.5, value: 2 },
  { sorted: [1, 2, 3], share: 1, value: 3 },
  { sorted: [1, 2], share: 0.25, value: 1.25 },
  { sorted: [0, 10, 20, 30, 40], share: 0.1, value: 4 },
])('the quantile $share of $sorted is $value', ({ sorted, share, value }) => {
  expect(quantile(sorted, share)).toBe(value);
});

test('there is no quantile of nothing', () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('statistics sort a copy, as numbers', () => {
  const values = [100, 9, 1000, 10, 2, 3, 4, 5, 6, 7, 8];
  expect(statisticsOf(values)).toEqual({ median: 7, p10: 3, p90: 100, n: 11 });
  expect(values).toEqual([100, 9, 1000, 10, 2, 3, 4, 5, 6, 7, 8]);
});

test('one slow step in many does not move the median', () => {
  expect(median([1, 1, 1, 1, 500])).toBe(1);
});
