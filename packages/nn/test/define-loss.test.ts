import { e, gradcheck, gradgradcheck, type Tensor } from '@cotangent/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { defineLoss, type LossFunction, LossModule, type LossOptions, lossModule, Module } from '../src/index.ts';
import { doubles, expectClose, leaf, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

interface CharbonnierOptions extends LossOptions {
  readonly eps?: number | undefined;
}

const charbonnier = defineLoss({
  name: 'charbonnier',
  formula: (x, y, eps) => e.sqrt(e.add(e.square(e.sub(x, y)), e.square(eps!))),
  scalars: ({ eps = 1e-3 }: CharbonnierOptions) => [eps],
});

const CharbonnierLoss = lossModule(charbonnier);

describe('a loss given by a formula', () => {
  const [x, y] = [doubles([3, 1]), doubles([0, 1])];

  test('gets its reductions', () => {
    expectClose(charbonnier(x, y, { eps: 4, reduction: 'none' }), [5, 4]);
    expectClose(charbonnier(x, y, { eps: 4, reduction: 'sum' }), 9);
    expectClose(charbonnier(x, y, { eps: 4 }), 4.5);
    expectClose(charbonnier(x, y, { reduction: 'none' }), [Math.hypot(3, 1e-3), 1e-3]);
  });

  test('gets a module named after it', () => {
    const loss = new CharbonnierLoss({ eps: 4, reduction: 'sum' });
    expectClose(loss.call(x, y), 9);
    expect(loss).toBeInstanceOf(LossModule);
    expect(loss).toBeInstanceOf(Module);
    expect(String(loss)).toBe('CharbonnierLoss()');
    expect(loss.options).toEqual({ eps: 4, reduction: 'sum' });
  });

  test('has derivatives of every order', () => {
    const inputs = (): Tensor[] => [variedLeaf([2, 2]), variedLeaf([2, 2], 1)];
    const loss = (a: Tensor, b: Tensor): Tensor => charbonnier(a, b, { eps: 0.5 });
    expect(gradcheck(loss as never, inputs())).toBe(true);
    expect(gradgradcheck(loss as never, inputs())).toBe(true);
  });

  test('refuses numbers that its formula has no place for', () => {
    const wrong = defineLoss({ name: 'wrong', formula: (a, b) => e.sub(a, b), scalars: () => [1] });
    expect(() => wrong(x, y)).toThrow('wrong: the formula takes 0 numbers, the options gave 1');
  });

  test('knows its options in the types', () => {
    expectTypeOf(charbonnier).toEqualTypeOf<LossFunction<CharbonnierOptions>>();
    // @ts-expect-error no such option
    expectClose(charbonnier(x, y, { epsilon: 4, eps: 4 }), 4.5);
    // @ts-expect-error no such option
    new CharbonnierLoss({ epsilon: 4 });
  });
});

describe('a loss given by tensor code', () => {
  interface PinballOptions extends LossOptions {
    readonly quantile?: number | undefined;
    /** Elements that count. */
    readonly mask?: Tensor | undefined;
  }

  const pinball = defineLoss({
    name: 'pinballLoss',
    terms: (x, y, { quantile = 0.5, mask }: PinballOptions) => {
      const error = y.sub(x);
      const values = error.mul(quantile).maximum(error.mul(quantile - 1));
      return mask ? { values: values.mul(mask), count: mask } : values;
    },
  });

  test('may say what its mean divides by', () => {
    const [x, y] = [leaf([1, 2, 3, 4]), doubles([2, 0, 3, 8])];
    expectClose(pinball(x, y, { quantile: 0.75 }), (0.75 + 0.5 + 0 + 3) / 4);
    const mask = doubles([1, 1, 0, 0]);
    expectClose(pinball(x, y, { quantile: 0.75, mask }), (0.75 + 0.5) / 2);
    expectClose(pinball(x, y, { quantile: 0.75, mask, reduction: 'sum' }), 1.25);
    expect(pinball(x, y, { mask: doubles([0, 0, 0, 0]) }).item()).toBeNaN();
  });

  test('refuses an unknown reduction before it runs', () => {
    let runs = 0;
    const counting = defineLoss({
      name: 'counting',
      terms: (x) => {
        runs++;
        return x;
      },
    });
    expect(() => counting(doubles([1]), doubles([1]), { reduction: 'average' as never })).toThrow(
      'counting: unknown reduction "average": expected none, mean or sum',
    );
    expect(runs).toBe(0);
  });

  test('becomes a module that keeps tensors among its options as buffers', () => {
    const PinballLoss = lossModule(pinball);
    const loss = new PinballLoss({ mask: doubles([1, 0]) });
    expect([...loss.namedBuffers()].map(([name]) => name)).toEqual(['mask']);
    expectClose(loss.call(doubles([0, 0]), doubles([4, 9])), 2);
    expect(loss.constructor.name).toBe('PinballLoss');
  });
});

test('any function of an input and a target becomes a module', () => {
  const cosineDistance = (x: Tensor, y: Tensor): Tensor => x.mul(y).sum().neg().add(1);
  const CosineDistance = lossModule(cosineDistance);
  expectClose(new CosineDistance().call(doubles([1, 0]), doubles([0.5, 0])), 0.5);
});
