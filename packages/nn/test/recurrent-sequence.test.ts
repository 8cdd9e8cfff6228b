import {
  func,
  grad,
  gradgradcheck,
  hessian,
  jacobian,
  manualSeed,
  noGrad,
  randn,
  ShapeError,
  type Tensor,
} from '@cotangent/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { readSequence, stepByStep } from '../src/recurrent/read-sequence.ts';
import { gruStep, lstmStep, rnnStep, type Step, type StepState } from '../src/recurrent/steps.ts';
import { elements, expectClose, gradientOf, leaf, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

const steps: readonly [string, Step][] = [
  ['tanh', rnnStep('tanh')],
  ['relu', rnnStep('relu')],
  ['lstm', lstmStep],
  ['gru', gruStep],
];

interface Problem {
  readonly length: number;
  readonly batch: number;
  readonly size: number;
  readonly bias: boolean;
  readonly backwards: boolean;
  /** Which of output, last hidden state and last memory have a part in the loss. */
  readonly used: readonly boolean[];
  readonly seed: number;
}

const problems: fc.Arbitrary<Problem> = fc.record({
  length: fc.integer({ min: 1, max: 5 }),
  batch: fc.integer({ min: 1, max: 4 }),
  size: fc.constantFrom(1, 3, 4, 5, 9),
  bias: fc.boolean(),
  backwards: fc.boolean(),
  used: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }).filter((used) => used[0]! || used[1]!),
  seed: fc.nat(),
});

function operandsOf(step: Step, { length, batch, size, bias, seed }: Problem, dtype: 'float32' | 'float64') {
  manualSeed(seed);
  const drawn = (...shape: number[]): Tensor => (randn(shape, { dtype }) as Tensor).requiresGrad_();
  const features = step.gates * size;
  const state: StepState = step.recurrence.hasMemory ? [drawn(batch, size), drawn(batch, size)] : [drawn(batch, size)];
  const weightHh = drawn(features, size);
  const biasHh = bias ? drawn(features) : undefined;
  return {
    fromInput: drawn(length, batch, features),
    state,
    weights: { weightIh: weightHh, weightHh, biasIh: undefined, biasHh },
  };
}

describe.each(steps)('a sequence of %s steps', (_, step) => {
  test.each(['float32', 'float64'] as const)('has the results and gradients of its steps in %s', (dtype) => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { fromInput, state, weights } = operandsOf(step, problem, dtype);
        const leaves = [
          fromInput,
          ...(state as readonly Tensor[]),
          weights.weightHh,
          ...(weights.biasHh ? [weights.biasHh] : []),
        ];
        const run = (read: typeof readSequence): { results: Tensor[]; gradients: Tensor[] } => {
          const [out, end] = read(step, fromInput, state, weights, problem.backwards);
          const results = [out, ...(end as readonly Tensor[])];
          const parts = results
            .filter((_, i) => problem.used[i])
            .map((y, i) =>
              y
                .mul(i + 0.5)
                .sin()
                .sum(),
            );
          const loss = parts.reduce((a, b) => a.add(b));
          const found = grad(loss, leaves, { allowUnused: true }) as (Tensor | null | undefined)[];
          return { results, gradients: found.map((g, i) => g ?? leaves[i]!.detach().mul(0)) };
        };
        const [whole, single] = [run(readSequence), run(stepByStep)];
        const tolerance = dtype === 'float32' ? 2e-5 : 1e-12;
        for (const [i, y] of single.results.entries()) expectClose(whole.results[i]!, elements(y), tolerance);
        for (const [i, g] of single.gradients.entries()) expectClose(whole.gradients[i]!, elements(g), tolerance);
        const [out, end] = noGrad(() => readSequence(step, fromInput, state, weights, problem.backwards));
        for (const [i, y] of [out, ...(end as readonly Tensor[])].entries()) {
          expectClose(y, elements(single.results[i]!), tolerance);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('has second derivatives that agree with finite differences', () => {
    const size = 2;
    const features = step.gates * size;
    const parts = step.recurrence.hasMemory ? 2 : 1;
    const run = (fromInput: Tensor, weightHh: Tensor, biasHh: Tensor, ...state: Tensor[]): Tensor[] => {
      const weights = { weightIh: weightHh, weightHh, biasIh: undefined, biasHh };
      const [out, end] = readSequence(step, fromInput, state as unknown as StepState, weights, true);
      return [out, ...(end as readonly Tensor[])];
    };
    const states = Array.from({ length: parts }, (_, i) => variedLeaf([1, size], i));
    const inputs = [variedLeaf([2, 1, features], 1), variedLeaf([features, size], 2), variedLeaf([features], 3)];
    expect(gradgradcheck(run as never, [...inputs, ...states])).toBe(true);
  });

  test('has the same Hessian by transforms, which go through the steps', () => {
    const problem = { length: 2, batch: 1, size: 2, bias: true, backwards: false, used: [], seed: 4 };
    const { fromInput, state, weights } = operandsOf(step, problem, 'float64');
    const run = (x: Tensor): Tensor => readSequence(step, x, state, weights, false)[0].sin().sum();
    const expected = hessian(run, fromInput) as Tensor;
    expectClose(func.hessian(run)(fromInput.detach()) as Tensor, elements(expected));
  });

  test('has the Jacobian of its steps, row by row and all rows at once', () => {
    const problem = { length: 2, batch: 2, size: 2, bias: true, backwards: false, used: [], seed: 3 };
    const { fromInput, state, weights } = operandsOf(step, problem, 'float64');
    const run = (x: Tensor): Tensor => readSequence(step, x, state, weights, false)[0];
    const single = jacobian((x: Tensor) => stepByStep(step, x, state, weights, false)[0], fromInput) as Tensor;
    for (const vectorize of [false, true]) {
      expectClose(jacobian(run, fromInput, { vectorize }) as Tensor, elements(single));
    }
  });
});

test.each([nn.RNN, nn.GRU, nn.LSTM])('$name refuses weights whose shapes do not fit', (Layer) => {
  const features = new Layer(3, 4).weights.get('weight_hh_l0')!.shape[0]!;
  const wrong: [string, number[]][] = [
    ['weight_hh_l0', [features, 3]],
    ['weight_hh_l0', [features + 4, 4]],
    ['weight_hh_l0', [1, 4]],
    ['weight_hh_l0', [1, features, 4]],
    ['bias_hh_l0', [features - 1]],
    ['bias_hh_l0', [1, features]],
  ];
  for (const [name, shape] of wrong) {
    const layer = new Layer(3, 4);
    layer.replaceMember(name, randn(shape));
    expect(() => layer.call(randn([2, 2, 3]) as Tensor)).toThrow(ShapeError);
  }
});

test('a NaN behind relu has a gradient, as behind relu itself', () => {
  const layer = new nn.RNN(1, 1, { nonlinearity: 'relu', bias: false, dtype: 'float64' });
  for (const weight of layer.parameters()) noGrad(() => weight.fill_(2));
  const x = leaf([[Number.NaN], [3], [-3]]).unsqueeze(0);
  expectClose(gradientOf(layer.call(x)[0].sum(), x), [2, 2, 0]);
});

test.each([nn.RNN, nn.GRU, nn.LSTM])('the bias of $name may change before the gradient is computed', (Layer) => {
  const [layer, x] = [new Layer(3, 4), randn([5, 2, 3]) as Tensor];
  const parameters = [...layer.parameters()];
  const expected = grad(layer.call(x)[0].sum(), parameters).map((g) => elements(g!));
  const [out] = layer.call(x);
  noGrad(() => layer.weights.get('bias_hh_l0')!.zero_());
  const found = grad(out.sum(), parameters);
  for (const [i, gradient] of expected.entries()) expectClose(found[i]!, gradient, 1e-6);
});

test('outputs may be written into before the gradient is computed', () => {
  manualSeed(1);
  const [layer, x] = [new nn.LSTM(3, 4), randn([5, 2, 3]) as Tensor];
  const weights = [...layer.parameters()];
  const [kept] = layer.call(x);
  const expected = grad(kept.relu().sum(), weights).map((g) => elements(g!));
  const [out, [hidden, memory]] = layer.call(x);
  hidden.zero_();
  memory.zero_();
  const found = grad(out.relu_().sum(), weights).map((g) => elements(g!));
  for (const [i, gradient] of expected.entries()) expectClose(found[i]!, gradient, 1e-6);
});
