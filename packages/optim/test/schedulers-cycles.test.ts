import { ArgumentError } from '@cotangent/core';
import {
  Adam,
  CosineAnnealingWarmRestarts,
  CyclicLR,
  type CyclicLROptions,
  OneCycleLR,
  type OneCycleLROptions,
  type Optimizer,
  SGD,
} from '@cotangent/optim';
import { describe, expect, test } from 'vitest';
import { expectClose } from './close-to.ts';
import { leaf, rates, ratesOf, sgd } from './schedule.ts';

const momentumOf = (optimizer: Optimizer): number => {
  const { betas, momentum } = optimizer.paramGroups[0] as { betas?: readonly number[]; momentum?: number };
  return betas ? betas[0]! : momentum!;
};

/** Rates and momentums of the first group, now and after each of the steps. */
function course(optimizer: Optimizer, scheduler: { step(): void }, steps: number): [number[], number[]] {
  const seen: [number[], number[]] = [ratesOf(optimizer), [momentumOf(optimizer)]];
  for (let i = 0; i < steps; i++) {
    scheduler.step();
    seen[0].push(ratesOf(optimizer)[0]!);
    seen[1].push(momentumOf(optimizer));
  }
  return seen;
}

const optimizers: readonly [string, () => Optimizer][] = [
  ['the momentum of SGD', () => new SGD([leaf()], { lr: 0.5, momentum: 0.5 })],
  ['the first beta of Adam', () => new Adam([leaf()], { lr: 0.5 })],
];

// the numbers of these tests are PyTorch's

describe.each(optimizers)('with %s', (_, make) => {
  test.each<[string, OneCycleLROptions, readonly number[], readonly number[]]>([
    [
      'falls along a cosine',
      {},
      [0.02, 0.26, 0.5, 0.47524231600673683, 0.40587282697488153, 0.30563101096814466, 0.19437098903185537],
      [0.95, 0.9, 0.85, 0.854951556604879, 0.8688255099070633, 0.8888739533021842, 0.9111260466978157],
    ],
    [
      'has three phases of lines',
      { threePhase: true, annealStrategy: 'linear', pctStart: 0.4, divFactor: 10, finalDivFactor: 100 },
      [0.05, 0.2, 0.35, 0.5, 0.35, 0.2, 0.05, 0.0335, 0.017, 0.0005],
      [
        0.95,
        0.9166666666666666,
        0.8833333333333333,
        0.85,
        0.8833333333333333,
        0.9166666666666666,
        ...Array(4).fill(0.95),
      ],
    ],
  ])('OneCycleLR %s', (_, options, lrs, momentums) => {
    const optimizer = make();
    const scheduler = new OneCycleLR(optimizer, 0.5, { totalSteps: 10, ...options });
    const [gotLrs, gotMomentums] = course(optimizer, scheduler, lrs.length - 1);
    expectClose(gotLrs, lrs, 1e-15);
    expectClose(gotMomentums, momentums, 1e-15);
  });

  test.each<[string, CyclicLROptions, readonly number[], readonly number[]]>([
    [
      'triangular',
      {},
      [0.1, 0.3, 0.5, 1.1 / 3, 0.7 / 3, 0.1, 0.3, 0.5],
      [0.9, 0.85, 0.8, 2.5 / 3, 2.6 / 3, 0.9, 0.85, 0.8],
    ],
    [
      'triangular2',
      { mode: 'triangular2' },
      [0.1, 0.3, 0.5, 1.1 / 3, 0.7 / 3, 0.1, 0.2, 0.3],
      [0.9, 0.85, 0.8, 2.5 / 3, 2.6 / 3, 0.9, 0.875, 0.85],
    ],
    [
      'exp_range',
      { mode: 'exp_range', gamma: 0.9 },
      [0.1, 0.28, 0.424, 0.2944, 0.18748, 0.1, 0.2062882, 0.29131876],
      [0.9, 0.855, 0.819, 0.8514, 0.87813, 0.9, 0.87342795, 0.85217031],
    ],
    [
      'of a function of the cycle',
      { scaleFn: (cycle) => 1 / cycle, mode: 'any' as never },
      [0.1, 0.3, 0.5, 1.1 / 3, 0.7 / 3, 0.1, 0.2, 0.3],
      [0.9, 0.85, 0.8, 2.5 / 3, 2.6 / 3, 0.9, 0.875, 0.85],
    ],
    [
      'of a function of the step',
      { scaleFn: (step) => 0.9 ** step, scaleMode: 'iterations' },
      [0.1, 0.28, 0.424, 0.2944, 0.18748, 0.1, 0.2062882, 0.29131876],
      [0.9, 0.855, 0.819, 0.8514, 0.87813, 0.9, 0.87342795, 0.85217031],
    ],
  ])('CyclicLR %s moves between both rates', (_, options, lrs, momentums) => {
    const optimizer = make();
    const scheduler = new CyclicLR(optimizer, 0.1, 0.5, { stepSizeUp: 2, stepSizeDown: 3, ...options });
    const [gotLrs, gotMomentums] = course(optimizer, scheduler, lrs.length - 1);
    expectClose(gotLrs, lrs, 1e-15);
    expectClose(gotMomentums, momentums, 1e-15);
  });

  test.each<[string, (optimizer: Optimizer) => { step(): void }]>([
    ['OneCycleLR', (o) => new OneCycleLR(o, 0.5, { totalSteps: 9, cycleMomentum: false })],
    ['CyclicLR', (o) => new CyclicLR(o, 0.1, 0.5, { stepSizeUp: 2, cycleMomentum: false })],
  ])('%s leaves it alone when told so', (_, schedule) => {
    const optimizer = make();
    const before = momentumOf(optimizer);
    expect(new Set(course(optimizer, schedule(optimizer), 5)[1])).toEqual(new Set([before]));
  });
});

test('lists give each group its own rates and momentums', () => {
  const optimizer = new SGD(
    [1, 2].map(() => ({ params: [leaf()], momentum: 0.5 })),
    { lr: 1 },
  );
  new OneCycleLR(optimizer, [0.5, 5], { totalSteps: 4, maxMomentum: [0.9, 0.8] });
  expect(ratesOf(optimizer).map((lr) => lr.toFixed(9))).toEqual(['0.020000000', '0.200000000']);
  expect(optimizer.paramGroups.map(({ momentum }) => momentum)).toEqual([0.9, 0.8]);
  new CyclicLR(optimizer, [0.1, 0.2], 1, { baseMomentum: 0.4, maxMomentum: [0.7, 0.6] });
  expect(optimizer.paramGroups.map(({ momentum }) => momentum)).toEqual([0.7, 0.6]);
});

test('OneCycleLR makes one step more than its last, and no second', () => {
  const optimizer = new SGD([leaf()], { lr: 1, momentum: 0.9 });
  const scheduler = new OneCycleLR(optimizer, 0.5, { epochs: 2, stepsPerEpoch: 3 });
  for (let i = 0; i < 6; i++) scheduler.step();
  const before = [ratesOf(optimizer), momentumOf(optimizer), scheduler.stateDict()];
  expect(() => scheduler.step()).toThrow(new ArgumentError('OneCycleLR: step 7 of a cycle that has 6 steps'));
  expect([ratesOf(optimizer), momentumOf(optimizer), scheduler.stateDict()]).toEqual(before);
});

describe('CosineAnnealingWarmRestarts', () => {
  const restarts = (optimizer: Optimizer) => new CosineAnnealingWarmRestarts(optimizer, 2, { tMult: 2, etaMin: 0.1 });
  const want = [
    0.5, 0.3, 0.5, 0.4414213562373095, 0.3, 0.1585786437626905, 0.5, 0.4847759065022573, 0.4414213562373095,
  ];

  test('starts anew, in ever longer periods', () => {
    const optimizer = sgd(0.5);
    expectClose(rates(optimizer, [restarts(optimizer)], 8), want, 1e-15);
  });

  test('goes to any epoch, and on from there', () => {
    const optimizer = sgd(0.5);
    const scheduler = restarts(optimizer);
    for (const epoch of [7, 3, 0, 6, 1]) {
      scheduler.step(epoch);
      expectClose([...scheduler.getLastLr()], [want[epoch]!], 1e-15);
    }
    scheduler.step(2.5);
    expectClose(ratesOf(optimizer), [0.1 + 0.2 * (1 + Math.cos(Math.PI / 8))], 1e-15);
    expect(scheduler.lastEpoch).toBe(2);
    scheduler.step();
    expectClose(ratesOf(optimizer), [0.1 + 0.2 * (1 + Math.cos((3 * Math.PI) / 8))], 1e-15);
  });

  test('finds every restart, where a logarithm is not exact too', () => {
    const optimizer = sgd(1);
    const scheduler = new CosineAnnealingWarmRestarts(optimizer, 2, { tMult: 3 });
    for (const epoch of [2, 8, 26, 80, 242, 728, 2186]) {
      scheduler.step(epoch);
      expect(ratesOf(optimizer)).toEqual([1]);
    }
  });

  test('made for a later epoch has the rate of that epoch', () => {
    const optimizer = new SGD([{ params: [leaf()], initialLr: 0.5 }], { lr: 0.5 });
    const scheduler = new CosineAnnealingWarmRestarts(optimizer, 2, { tMult: 2, etaMin: 0.1, lastEpoch: 2 });
    expectClose(rates(optimizer, [scheduler], 5), want.slice(3), 1e-15);
  });
});

const plain = (): Optimizer => sgd(0.5);
test.each<[string, () => unknown]>([
  ['OneCycleLR: needs totalSteps, or both epochs and stepsPerEpoch', () => new OneCycleLR(plain(), 1, { epochs: 3 })],
  ['OneCycleLR: totalSteps must be a whole number ≥ 1, got 0', () => new OneCycleLR(plain(), 1, { totalSteps: 0 })],
  [
    'OneCycleLR: stepsPerEpoch must be a whole number ≥ 1, got -1',
    () => new OneCycleLR(plain(), 1, { epochs: 1, stepsPerEpoch: -1 }),
  ],
  ['OneCycleLR: pctStart must be in [0, 1], got 2', () => new OneCycleLR(plain(), 1, { totalSteps: 9, pctStart: 2 })],
  [
    'OneCycleLR: annealStrategy must be cos or linear, got sin',
    () => new OneCycleLR(plain(), 1, { totalSteps: 9, annealStrategy: 'sin' as never }),
  ],
  ['OneCycleLR: maxLr has 2 values for 1 parameter groups', () => new OneCycleLR(plain(), [1, 2], { totalSteps: 9 })],
  [
    'OneCycleLR: the rate of group 0 would become NaN in epoch 0',
    () => new OneCycleLR(plain(), 1, { totalSteps: 10, pctStart: 0.1 }),
  ],
  [
    'CyclicLR: mode must be triangular or triangular2 or exp_range, got square',
    () => {
      new CyclicLR(plain(), 0.1, 1, { mode: 'square' as never });
    },
  ],
  ['CyclicLR: stepSizeUp must be > 0, got 0', () => new CyclicLR(plain(), 0.1, 1, { stepSizeUp: 0 })],
  ['CyclicLR: baseLr has 2 values for 1 parameter groups', () => new CyclicLR(plain(), [1, 2], 1)],
  [
    'CosineAnnealingWarmRestarts: t0 must be a whole number ≥ 1, got 0',
    () => new CosineAnnealingWarmRestarts(plain(), 0),
  ],
  [
    'CosineAnnealingWarmRestarts: tMult must be a whole number ≥ 1, got 0',
    () => new CosineAnnealingWarmRestarts(plain(), 1, { tMult: 0 }),
  ],
  [
    'CosineAnnealingWarmRestarts.step: epoch must be a finite number ≥ 0, got -1',
    () => new CosineAnnealingWarmRestarts(plain(), 1).step(-1),
  ],
])('%s', (message, construct) => {
  expect(construct).toThrow(new ArgumentError(message));
});
