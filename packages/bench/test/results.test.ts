import { expect, test } from 'vitest';
import { parseLines, type Result, toLine } from '../src/measuring/result.ts';
import { timeSteps } from '../src/measuring/time-steps.ts';

const result: Result = { framework: 'a', version: '1', workload: 'W1', metric: 'ms/step', median: 1 / 3, checks: {} };

test('a result is one line, with seven digits', () => {
  expect(toLine(result)).toBe(
    '{"framework":"a","version":"1","workload":"W1","metric":"ms/step","median":0.3333333,"checks":{}}',
  );
});

test('results are found among what a framework says besides', () => {
  expect(parseLines(`Hi, looks like you are running in Node.js.\n${toLine(result)}\nSTEP\n`)).toEqual([
    { ...result, median: 0.3333333 },
  ]);
});

test('steps are numbered on from the warm-up, and only the later ones are timed', () => {
  const seen: number[] = [];
  const timing = { warmMs: 1, warmSteps: 4, measureMs: 0, minSteps: 3, maxSteps: 10 };
  expect(timeSteps((index) => seen.push(index), timing)).toHaveLength(3);
  expect(seen).toEqual([...seen.keys()]);
  expect(seen.length).toBeGreaterThan(3);
});

test('as many steps are timed as the clock allows, up to the most that are wanted', () => {
  const timing = { warmMs: 0, warmSteps: 0, measureMs: 60_000, minSteps: 3, maxSteps: 10 };
  expect(timeSteps(() => {}, timing)).toHaveLength(10);
});
