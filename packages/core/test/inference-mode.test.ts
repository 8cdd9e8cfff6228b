import { expect, test } from 'vitest';
import {
  defineUpdate,
  e,
  enableGrad,
  GradientError,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  normal_,
  ones,
  Parameter,
  randn,
  softmax,
  type Tensor,
} from '../src/index.ts';
import { doubles, leaf, useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

test.each<[string, (x: Tensor) => Tensor, boolean]>([
  ['created', () => ones([2]), true],
  ['drawn', () => randn([2]), true],
  ['the result of a formula', (x) => x.mul(2), true],
  ['the result of a record', (x) => softmax(x, 0), true],
  ['a clone', (x) => x.clone(), true],
  ['a copy', (x) => doubles(x.tolist() as number[]), true],
  ['a view of a normal tensor', (x) => x.reshape([2, 1]), false],
  ['a detached normal tensor', (x) => x.detach(), false],
])('inside inference mode %s: is it an inference tensor?', (_name, make, want) => {
  const x = leaf([1, 2]);
  const made = inferenceMode(() => make(x));
  expect([made.isInference(), make(x).isInference()]).toEqual([want, false]);
});

const made = (): Tensor => inferenceMode(() => doubles([1, 2]));

test.each<[string, (x: Tensor) => Tensor, boolean]>([
  ['a view', (x) => x.reshape([2, 1]), true],
  ['what detach() gives', (x) => x.detach(), true],
  ['a result', (x) => x.mul(2), false],
  ['a clone', (x) => x.clone(), false],
])('outside, of an inference tensor, %s: is it one too?', (_name, make, want) => {
  expect(make(made()).isInference()).toBe(want);
});

test('nothing is recorded inside, not even where gradients are enabled', () => {
  const x = leaf([1, 2]);
  inferenceMode(() => {
    expect([isGradEnabled(), x.mul(2).requiresGrad]).toEqual([false, false]);
    enableGrad(() => {
      expect([isGradEnabled(), isInferenceModeEnabled(), x.mul(2).requiresGrad]).toEqual([true, true, false]);
    });
  });
});

test('inferenceMode(false) ends the mode for its code, and enables gradients as in PyTorch', () => {
  const x = leaf([1, 2]);
  inferenceMode(() => {
    inferenceMode(false, () => {
      expect([isGradEnabled(), x.mul(2).requiresGrad, ones([1]).isInference()]).toEqual([true, true, false]);
    });
    using _ = inferenceMode(false);
    expect(noGrad(() => inferenceMode(false, isGradEnabled))).toBe(true);
  });
  expect([isGradEnabled(), isInferenceModeEnabled()]).toEqual([true, false]);
});

test('inside, everything may be changed in place, and a normal tensor counts it', () => {
  const [x, scale] = [leaf([1, 2]), doubles([3, 4])];
  const y = x.mul(scale);
  inferenceMode(() => {
    const z = ones([2]).mul_(2);
    expect(z.tolist()).toEqual([2, 2]);
    scale.mul_(z);
  });
  expect(() => y.sum().backward()).toThrow(/version 1, expected 0/);
});

const update = defineUpdate({ name: 'step', writes: 1, reads: 0, scalars: 0, formula: ([x]) => [e.mul(x!, 2)] });

test.each<[string, (x: Tensor) => unknown]>([
  ['mul_', (x) => x.mul_(2)],
  ['fill_', (x) => x.fill_(2)],
  ['copy_', (x) => x.copy_(doubles([5, 6]))],
  ['normal_', (x) => normal_(x)],
  ['step', (x) => update([x], [])],
])('outside, %s on an inference tensor is refused, also in noGrad and through a view', (name, write) => {
  const error = new GradientError(
    `${name}: an inference tensor cannot be changed in place outside of inferenceMode; clone() it to get a normal tensor`,
  );
  expect(() => write(made())).toThrow(error);
  expect(() => noGrad(() => write(made()))).toThrow(error);
  const whole = made();
  expect(() => write(whole.reshape([1, 2]).select(0, 0))).toThrow(error);
  expect(whole.tolist()).toEqual([1, 2]);
  write(made().clone());
});

test('an inference tensor may be an operand, unless it had to be saved for a gradient', () => {
  const [x, constant] = [leaf([1, 2]), made()];
  expect(x.add(constant).tolist()).toEqual([2, 4]);
  for (const [name, record] of [
    ['mul', () => x.mul(constant)],
    ['matmul', () => x.matmul(constant)],
  ] as const) {
    expect(record).toThrow(
      new GradientError(
        `${name}: an inference tensor cannot be saved for its gradient; clone() it to get a normal tensor`,
      ),
    );
  }
  x.mul(constant.clone()).sum().backward();
  expect(x.grad!.tolist()).toEqual([1, 2]);
});

test('outside, an inference tensor cannot require grad', () => {
  const error = new GradientError(
    'requiresGrad_: an inference tensor cannot require grad outside of inferenceMode; clone() it to get a normal tensor',
  );
  expect(() => made().requiresGrad_()).toThrow(error);
  expect(() => new Parameter(made())).toThrow(error);
  expect(inferenceMode(() => ones([2], { requiresGrad: true })).requiresGrad).toBe(true);
});
