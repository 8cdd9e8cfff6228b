import { expect, test } from 'vitest';
import { readOptions, UsageError } from '../src/options.ts';

test('without options everything is measured once, packed', () => {
  expect(readOptions([])).toMatchObject({ source: false, peers: false, rounds: 3 });
});

test('workloads run in their own order, whatever the order asked for', () => {
  expect(readOptions(['--only', 'W3,W1'])).toMatchObject({ only: ['W1', 'W3'] });
  expect(readOptions(['--', '--only', 'W10'])).toMatchObject({ only: ['W10'] });
});

test('help comes before everything else', () => {
  expect(readOptions(['--help', '--rounds', '5'])).toBe('help');
});

test.each([
  { args: ['--only', 'W1,W12'], message: 'there is no workload W12' },
  { args: ['--rounds', '5'], message: '--rounds goes with --peers' },
  { args: ['--write'], message: '--write goes with --peers' },
  { args: ['--peers', '--write', '--only', 'W1'], message: '--write wants all workloads' },
  { args: ['--peers', '--rounds', '0'], message: '--rounds is 0' },
  { args: ['--cpu-prof'], message: '--cpu-prof goes with --source' },
  { args: ['--source', '--peers'], message: '--source measures the sources' },
  { args: ['--fast'], message: "Unknown option '--fast'" },
])('$args is refused: $message', ({ args, message }) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(message);
});
