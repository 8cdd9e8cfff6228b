import { ArgumentError } from '@cotangent/core';
import {
  ChainedScheduler,
  type ComposableScheduler,
  ConstantLR,
  CosineAnnealingLR,
  ExponentialLR,
  LinearLR,
  type Optimizer,
  ReduceLROnPlateau,
  SequentialLR,
  StepLR,
} from '@cotangent/optim';
import { expect, test } from 'vitest';
import { expectClose } from './close-to.ts';
import { rates, ratesOf, sgd } from './schedule.ts';

type Make = (optimizer: Optimizer) => ComposableScheduler;

const constant: Make = (o) => new ConstantLR(o, { factor: 0.1, totalIters: 2 });
const exponential: Make = (o) => new ExponentialLR(o, 0.9);
const steps: Make = (o) => new StepLR(o, 2, { gamma: 0.5 });
const linear: Make = (o) => new LinearLR(o, { startFactor: 0.25, totalIters: 3 });
const cosine: Make = (o) => new CosineAnnealingLR(o, 4);

const inTurn =
  (makes: readonly Make[], milestones: readonly number[]): Make =>
  (o) =>
    new SequentialLR(
      o,
      makes.map((make) => make(o)),
      milestones,
    );
const together =
  (...makes: readonly Make[]): Make =>
  (o) =>
    new ChainedScheduler(makes.map((make) => make(o)));

// the numbers of the first four are PyTorch's, from a rate of 0.5
test.each<[string, Make, readonly number[]]>([
  [
    'SequentialLR gives over at the milestone, from the initial rate',
    inTurn([linear, cosine], [3]),
    [0.125, 0.25, 0.375, 0.5, 0.42677669529663687, 0.25, 0.07322330470336313, 0, 0.0732233047033631],
  ],
  [
    'SequentialLR has as many as are wanted',
    inTurn([constant, exponential, steps], [2, 5]),
    [0.05, 0.05, 0.5, 0.45, 0.405, 0.5, 0.5, 0.25, 0.25, 0.125],
  ],
  [
    'ChainedScheduler multiplies',
    together((o) => new ConstantLR(o, { factor: 0.1, totalIters: 3 }), exponential),
    [0.05, 0.045, 0.0405, 0.3645, 0.32805, 0.295245],
  ],
  ['a SequentialLR of one is that one', inTurn([exponential], []), [0.5, 0.45, 0.405]],
  [
    'a ChainedScheduler may be a part of a SequentialLR',
    inTurn([together(constant, exponential), together(exponential, steps)], [3]),
    [0.05, 0.045, 0.405, 0.5, 0.45, 0.2025],
  ],
  [
    'a SequentialLR may be a part of both',
    inTurn([constant, inTurn([constant, together(inTurn([exponential, steps], [1]))], [2])], [1]),
    [0.05, 0.05, 0.05, 0.5, 0.5, 0.5, 0.25],
  ],
])('%s', (_, make, want) => {
  const optimizer = sgd(0.5);
  const scheduler = make(optimizer);
  expectClose([...scheduler.getLastLr()], want.slice(0, 1), 1e-15);
  expectClose(rates(optimizer, [scheduler], want.length - 1), want, 1e-15);
  expect(scheduler.getLastLr()).toEqual(ratesOf(optimizer));
});

test('each group has its own rates', () => {
  const optimizer = sgd(0.5, 0.02);
  const scheduler = inTurn([constant, exponential], [2])(optimizer);
  expectClose(rates(optimizer, [scheduler], 3).slice(-4), [0.5, 0.02, 0.45, 0.018], 1e-15);
});

const composites: readonly [string, Make][] = [
  ['SequentialLR', inTurn([linear, cosine], [3])],
  ['ChainedScheduler', together(cosine, steps)],
  ['a nested one', inTurn([together(constant, exponential), cosine], [4])],
];

test.each(composites)('%s resumes with the optimizer bit for bit', (_, make) => {
  for (const done of [1, 3, 5]) {
    const [optimizer, resumed] = [sgd(0.5, 0.1), sgd(1, 1)];
    const [scheduler, resumedScheduler] = [make(optimizer), make(resumed)];
    for (let i = 0; i < done; i++) scheduler.step();
    const saved = structuredClone([optimizer.stateDict(), scheduler.stateDict()] as const);
    resumed.loadStateDict(saved[0]);
    resumedScheduler.loadStateDict(saved[1] as never);
    expect(resumedScheduler.getLastLr()).toEqual(scheduler.getLastLr());
    expect(rates(resumed, [resumedScheduler], 6)).toEqual(rates(optimizer, [scheduler], 6));
    expect(resumedScheduler.stateDict()).toEqual(scheduler.stateDict());
  }
});

test.each<[string, (state: { schedulers: object[] }) => object]>([
  [
    'SequentialLR.loadStateDict: expected the states of 2 schedulers, got 1',
    ({ schedulers }) => ({ schedulers: schedulers.slice(1) }),
  ],
  ['SequentialLR.loadStateDict: 2 schedulers need 1 milestones, got 0', () => ({ milestones: [] })],
  ['SequentialLR.loadStateDict: lastLr has 2 values for 1 parameter groups', () => ({ lastLr: [1, 2] })],
  [
    'CosineAnnealingLR.loadStateDict: lastEpoch must be a whole number, got 0.5',
    ({ schedulers: [first, second] }) => ({
      schedulers: [
        { ...first, lastEpoch: 2 },
        { ...second, lastEpoch: 0.5 },
      ],
    }),
  ],
])('%s, and nothing changes', (message, spoil) => {
  const scheduler = inTurn([linear, cosine], [3])(sgd(1));
  const before = scheduler.stateDict() as { schedulers: object[] };
  expect(() => scheduler.loadStateDict({ ...before, ...spoil(before) } as never)).toThrow(new ArgumentError(message));
  expect(scheduler.stateDict()).toEqual(before);
});

const other = sgd(1);
test.each<[string, (optimizer: Optimizer) => unknown]>([
  ['SequentialLR: got an empty list of schedulers', inTurn([], [])],
  ['SequentialLR: 2 schedulers need 1 milestones, got 2', inTurn([constant, exponential], [2, 3])],
  ['SequentialLR: milestones[1] must be a whole number ≥ 5, got 3', inTurn([constant, exponential, steps], [5, 3])],
  ['SequentialLR: scheduler 1 belongs to another optimizer', inTurn([constant, () => exponential(other)], [5])],
  [
    'SequentialLR: scheduler 0 does not go by epochs alone: ReduceLROnPlateau',
    inTurn([(o) => new ReduceLROnPlateau(o) as never], []),
  ],
  ['ChainedScheduler: got an empty list of schedulers', together()],
  ['ChainedScheduler: scheduler 1 belongs to another optimizer', together(constant, () => exponential(other))],
  [
    'ChainedScheduler: scheduler 0 belongs to another optimizer',
    (o) => new ChainedScheduler([constant(o)], { optimizer: other }),
  ],
  ['ChainedScheduler: scheduler 0 does not go by epochs alone: undefined', together(() => undefined as never)],
])('%s', (message, construct) => {
  expect(() => construct(sgd(1))).toThrow(new ArgumentError(message));
});
