import { expect, test } from 'vitest';
import { ratios, type Series } from '../src/comparison.ts';
import type { Contestant } from '../src/contestant.ts';
import { withGenerated } from '../src/document.ts';
import { usesReferenceBlas } from '../src/peers/pytorch.ts';
import { format, tables } from '../src/report.ts';
import type { WorkloadName } from '../src/spec.ts';

const contestant = (name: string, engine: string): Contestant => ({
  name,
  engine,
  command: { program: name, args: [] },
  installed: [],
});
const ours20 = contestant('cotangent', 'Node 20');
const ours24 = contestant('cotangent', 'Node 24');
const pytorch = contestant('pytorch', 'Python');
const jax20 = contestant('jax-js', 'Node 20');
const jax24 = contestant('jax-js', 'Node 24');

function series(
  one: Contestant,
  workload: WorkloadName,
  medians: readonly number[],
  metric = 'ms/step',
  more: object = {},
): Series {
  const results = medians.map((median) => ({
    framework: one.name,
    version: '1',
    workload,
    metric,
    median,
    checks: {},
    ...more,
  }));
  return { contestant: one, workload, metric, results };
}

test('a ratio is the median of the ratios within the rounds, not the ratio of medians', () => {
  // the machine was ten times slower in the second round
  const [ratio] = ratios([series(ours20, 'W1', [1, 10, 3]), series(pytorch, 'W1', [2, 20, 3])]);
  expect(ratio).toEqual({
    workload: 'W1',
    metric: 'ms/step',
    peer: 'pytorch',
    engine: 'Node 20',
    ratio: 0.5,
    rounds: [0.5, 0.5, 1],
    goal: 0.1,
  });
});

test('a peer on Node is compared on the same Node, one on Python with ours on each', () => {
  const all = [ours20, ours24, pytorch, jax20, jax24].map((one) => series(one, 'W2', [1]));
  expect(ratios(all).map(({ peer, engine }) => `${peer}, ${engine}`)).toEqual([
    'pytorch, Node 20',
    'jax-js, Node 20',
    'pytorch, Node 24',
    'jax-js, Node 24',
  ]);
});

test('speeds are compared as times: below 1 we are faster', () => {
  const [ratio] = ratios([series(ours20, 'W5', [50], 'GFLOPS-512'), series(jax20, 'W5', [25], 'GFLOPS-512')]);
  expect(ratio?.ratio).toBe(0.5);
});

test('one formula is compared with the three operations of the others, with a goal of its own', () => {
  const formula = series(ours20, 'W6', [1], 'ms/step, one formula');
  const all = [series(ours20, 'W6', [3]), formula, series(pytorch, 'W6', [2])];
  expect(ratios(all).map(({ metric, ratio, goal }) => [metric, ratio, goal])).toEqual([
    ['ms/step', 1.5, 2.1],
    ['ms/step, one formula', 0.5, 0.65],
  ]);
});

test('a contestant that failed in all rounds has neither figure nor ratio', () => {
  const failed = {
    contestant: jax20,
    workload: 'W1',
    metric: 'ms/step',
    results: [{ framework: 'jax-js', version: '-', workload: 'W1', metric: 'error', checks: {} }],
  } as const;
  const all = [series(ours20, 'W1', [1]), failed];
  expect(ratios(all)).toEqual([]);
  expect(tables({ series: all, ratios: [], problems: [] })).toContain('| W1 ms/step |                  1 |');
});

test('megabytes have no ratio', () => {
  expect(ratios([series(ours20, 'W10', [0], 'MB growth'), series(pytorch, 'W10', [0], 'MB growth')])).toEqual([]);
});

test('the tables hold medians over the rounds, what is lacking, goals, and ratios', () => {
  const all = [
    series(ours20, 'W5', [40, 50, 60], 'GFLOPS-64', { share: 0.9 }),
    series(ours20, 'W1', [0.0123456, 0.0123456, 9]),
    series(pytorch, 'W1', [0.2, 0.2, 0.2]),
  ];
  expect(tables({ series: all, ratios: ratios(all), problems: [] })).toBe(
    `
|                             | cotangent, Node 20 | pytorch |   goal |
| --------------------------- | -----------------: | ------: | -----: |
| W1 ms/step                  |             0.0123 |     0.2 |        |
| W5 GFLOPS-64                |                 50 |       – |        |
| W5 share of the ceiling, 64 |                0.9 |       – | ≥ 0.88 |

| our time by that of | pytorch (Node 20) |
| ------------------- | ----------------: |
| W1 ms/step          |    0.0617 (≤ 0.1) |`.trimStart(),
  );
});

test.each([
  [undefined, '–'],
  [0, '0'],
  [0.0012345, '0.00123'],
  [-12.345, '-12.3'],
  [1234.5, '1235'],
])('%s is written %s', (figure, text) => expect(format(figure)).toBe(text));

test('a page keeps everything but what stands between its marks', () => {
  const page = 'before\n<!-- written by `pnpm bench --peers --write` -->\nold\n<!-- until here -->\nafter\n';
  const written = withGenerated(page, 'new');
  expect(written).toBe(
    'before\n<!-- written by `pnpm bench --peers --write` -->\n\nnew\n\n<!-- until here -->\nafter\n',
  );
  expect(withGenerated(written, 'new')).toBe(written);
  expect(() => withGenerated('before\n', 'new')).toThrow('no place for the table');
});

test.each([
  { libraries: ['/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0'], reference: true },
  { libraries: ['/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3'], reference: false },
  { libraries: [], reference: false },
  { libraries: undefined, reference: false },
])('$libraries is the reference BLAS: $reference', ({ libraries, reference }) => {
  expect(usesReferenceBlas(libraries)).toBe(reference);
});
