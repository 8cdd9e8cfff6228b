import { expect, test } from 'vitest';
import {
  ArgumentError,
  enableGrad,
  GradientError,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from '../src/index.ts';
import { leaf } from './structured-tensors.ts';

interface Mode {
  readonly name: string;
  readonly enabled: boolean;
  readonly open: () => Disposable;
  readonly run: <T>(fn: () => T) => T;
}

const modes: Mode[] = [
  { name: 'noGrad', enabled: false, open: () => noGrad(), run: (fn) => noGrad(fn) },
  { name: 'enableGrad', enabled: true, open: () => enableGrad(), run: (fn) => enableGrad(fn) },
  {
    name: 'setGradEnabled(false)',
    enabled: false,
    open: () => setGradEnabled(false),
    run: (fn) => setGradEnabled(false, fn),
  },
  {
    name: 'setGradEnabled(true)',
    enabled: true,
    open: () => setGradEnabled(true),
    run: (fn) => setGradEnabled(true, fn),
  },
  { name: 'inferenceMode', enabled: false, open: () => inferenceMode(), run: (fn) => inferenceMode(fn) },
];
const plain = (name: string): string => name.replace(/\(.*/, '');

test.each(modes)('$name as a function sets the mode for the call and returns its result', ({ enabled, run }) => {
  for (const outside of [true, false]) {
    setGradEnabled(outside, () => {
      expect(run(() => [isGradEnabled(), leaf(1).mul(2).requiresGrad])).toEqual([enabled, enabled]);
      expect(isGradEnabled()).toBe(outside);
    });
  }
});

test.each(modes)('$name as a disposable sets the mode until the end of the block', ({ enabled, open }) => {
  {
    using _ = open();
    expect(isGradEnabled()).toBe(enabled);
  }
  expect(isGradEnabled()).toBe(true);
});

test.each(modes)('an exception inside $name restores the mode', ({ open, run }) => {
  const fail = (): never => {
    throw new RangeError('mine');
  };
  expect(() => run(fail)).toThrow(new RangeError('mine'));
  expect(isGradEnabled()).toBe(true);
  expect(() => {
    using _ = open();
    fail();
  }).toThrow(new RangeError('mine'));
  expect(isGradEnabled()).toBe(true);
});

test.each(modes)('$name refuses a function that returns a promise, and restores the mode', ({ name, run }) => {
  expect(() => run(async () => 1)).toThrow(
    new ArgumentError(
      `${plain(name)}: the function returned a promise, but ${plain(name)} ends with the call; put the await outside`,
    ),
  );
  expect(isGradEnabled()).toBe(true);
});

test.each(modes)('$name disposed out of order names both scopes', ({ name, open }) => {
  const first = open();
  const second = noGrad();
  expect(() => first[Symbol.dispose]()).toThrow(
    new GradientError(`${plain(name)}: disposed before the noGrad opened after it; dispose scopes in reverse order`),
  );
  expect(isGradEnabled()).toBe(false);
  second[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(isGradEnabled()).toBe(true);
});

test('disposing twice does nothing', () => {
  const outer = noGrad();
  const inner = enableGrad();
  inner[Symbol.dispose]();
  inner[Symbol.dispose]();
  expect(isGradEnabled()).toBe(false);
  outer[Symbol.dispose]();
  outer[Symbol.dispose]();
  expect(isGradEnabled()).toBe(true);
});

test('modes nest', () => {
  const seen = noGrad(() => [
    isGradEnabled(),
    enableGrad(() => [isGradEnabled(), setGradEnabled(false, () => isGradEnabled()), isGradEnabled()]),
    isGradEnabled(),
  ]);
  expect(seen).toEqual([false, [true, false, true], false]);
  expect(isGradEnabled()).toBe(true);
});

test('a scope left open inside a function is named and ends with it', () => {
  let forgotten: Disposable | undefined;
  const forget = (): void => {
    forgotten = enableGrad();
  };
  expect(() => noGrad(forget)).toThrow(
    new GradientError('noGrad: the function opened enableGrad and did not dispose it'),
  );
  expect(isGradEnabled()).toBe(true);
  forgotten![Symbol.dispose]();
  expect(isGradEnabled()).toBe(true);
});

test('an async function that opened a scope of its own does not leave the mode changed', () => {
  const pending = async (): Promise<void> => {
    using _ = enableGrad();
    await Promise.resolve();
  };
  expect(() => noGrad(pending)).toThrow(ArgumentError);
  expect(isGradEnabled()).toBe(true);
});

test('inference mode can be asked for, from any depth', () => {
  expect(isInferenceModeEnabled()).toBe(false);
  inferenceMode(() => {
    expect(noGrad(() => isInferenceModeEnabled())).toBe(true);
  });
  expect(noGrad(() => isInferenceModeEnabled())).toBe(false);
});

test('what was computed without recording is a constant', () => {
  const x = leaf(3);
  const frozen = noGrad(() => x.square());
  expect([frozen.requiresGrad, frozen.isLeaf]).toEqual([false, true]);
  frozen.mul(x).backward();
  expect(x.grad!.item()).toBe(9);
});

test('a leaf made inside noGrad requires grad all the same', () => {
  const x = noGrad(() => leaf(2));
  expect(x.requiresGrad).toBe(true);
  x.square().backward();
  expect(x.grad!.item()).toBe(4);
});

test('backward runs inside noGrad, and leaves the mode as it was', () => {
  const x = leaf(3);
  const y = x.square();
  noGrad(() => {
    y.backward();
    expect(isGradEnabled()).toBe(false);
  });
  expect(x.grad!.item()).toBe(6);
});
