import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  DTypeError,
  defineElementwise,
  defineOp,
  e,
  GradientError,
  gradcheck,
  gradgradcheck,
  type Tensor,
  tensor,
} from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

type Fn = (...inputs: Tensor[]) => Tensor | Tensor[];

const x = (): Tensor => leaf([0.3, -0.7, 1.1]);
const y = (): Tensor => leaf([1.5, 0.4, -2]);

const elementwise = (
  gradient: (grad: ReturnType<typeof e.mul>, x: ReturnType<typeof e.mul>) => ReturnType<typeof e.mul>,
) =>
  defineElementwise({
    name: 'cube',
    promotion: 'float',
    formula: (a) => e.mul(a, e.mul(a, a)),
    gradient: ([grad], [a]) => [gradient(grad as ReturnType<typeof e.mul>, a as ReturnType<typeof e.mul>)],
  }) as (x: Tensor) => Tensor;

/** The cube of a tensor with a rule of one's own. */
const cubeBy = (rule: (grad: Tensor, x: Tensor) => Tensor) => {
  const op = defineOp<readonly [Tensor]>({
    name: 'cube',
    shape: ([shape]) => shape,
    forward: (kernels, [input], [out]) => {
      kernels.copy(input, out!);
      const { data } = out!.storage;
      for (let i = 0; i < data.length; i++) data[i] = data[i]! ** 3;
    },
    vjp: ({ inputs: [input], save }) => {
      const saved = save(input);
      return ([grad]) => [rule(grad!, saved())];
    },
  });
  return (input: Tensor): Tensor => op([input], undefined);
};

describe.each<[string, (fn: Fn, inputs: Tensor[]) => boolean]>([
  ['gradcheck', gradcheck],
  ['gradgradcheck', gradgradcheck],
])('%s accepts', (_name, check) => {
  test.each<[string, Fn, () => Tensor[]]>([
    ['one input', (a) => a!.tanh(), () => [x()]],
    ['two inputs', (a, b) => a!.mul(b!).exp(), () => [x(), y()]],
    ['several outputs', (a, b) => [a!.sin().mul(b!), a!.square()], () => [x(), y()]],
    ['an input without gradient', (a, b) => a!.mul(b!).square(), () => [x(), doubles([1, 2, 3])]],
    ['an input of integers', (a, b) => a!.pow(b!), () => [x(), tensor([2, 3, 2], { dtype: 'int32' })]],
    ['an output of integers beside', (a) => [a!.exp(), a!.argmax()], () => [x()]],
    ['a linear function', (a) => a!.mul(3), () => [x()]],
    ['no elements', (a) => a!.exp(), () => [leaf([])]],
    ['0-d', (a) => a!.exp(), () => [leaf(0.5)]],
    ['a right rule of one’s own', (a) => elementwise((g, b) => e.mul(g, e.mul(3, e.mul(b, b))))(a!), () => [x()]],
    ['a right record of one’s own', (a) => cubeBy((g, b) => g.mul(b.square().mul(3)))(a!), () => [x()]],
  ])('%s', (_case, fn, inputs) => {
    expect(check(fn, inputs())).toBe(true);
  });
});

test.each<[string, Fn, () => Tensor[]]>([
  ['a formula with a wrong rule', (a) => elementwise((g, b) => e.mul(g, e.mul(2, e.mul(b, b))))(a!), () => [x()]],
  ['a record with a wrong rule', (a) => cubeBy((g, b) => g.mul(b.square().mul(2)))(a!), () => [x()]],
  [
    'a record that forgets the gradient it was given',
    (a) => cubeBy((_, b) => b.square().mul(3))(a!).mul(2),
    () => [x()],
  ],
  ['a gradient that is off by a percent', (a) => cubeBy((g, b) => g.mul(b.square().mul(3.03)))(a!), () => [x()]],
  ['a gradient that is NaN', (a) => cubeBy((g) => g.mul(Number.NaN))(a!), () => [x()]],
  [
    'a rule that is wrong for one element',
    (a) =>
      cubeBy((g, b) =>
        g.mul(
          b
            .square()
            .mul(3)
            .mul(tensor([1, 1, 2])),
        ),
      )(a!),
    () => [x()],
  ],
  ['a detached factor', (a) => a!.mul(a!.detach()), () => [x()]],
  ['a result cut off entirely', (a) => a!.square().detach(), () => [x()]],
  ['an error in the second input only', (a, b) => a!.mul(b!.detach()).add(b!), () => [x(), y()]],
  ['an error in the second output only', (a) => [a!.exp(), a!.mul(a!.detach())], () => [x()]],
])('gradcheck rejects %s', (_name, fn, inputs) => {
  expect(() => gradcheck(fn, inputs())).toThrow(GradientError);
});

test.each<[string, Fn]>([
  ['a record', (a) => cubeBy((g, b) => g.mul(b.detach().square().mul(3)))(a!)],
  ['a rule of several steps', (a) => cubeBy((g, b) => g.mul(b.mul(b.detach()).mul(3)))(a!)],
  ['the gradient with respect to the weight', (a) => cubeBy((g, b) => g.detach().mul(b.square().mul(3)))(a!)],
])('only gradgradcheck rejects %s whose second derivative is wrong', (_name, fn) => {
  expect(gradcheck(fn, [x()])).toBe(true);
  expect(() => gradgradcheck(fn, [x()])).toThrow(GradientError);
});

test('the message names output, input and elements', () => {
  const fn: Fn = (a, b) => [
    a!.exp(),
    b!
      .mul(tensor([1, 1, 0]))
      .add(b!.detach().mul(tensor([0, 0, 2])))
      .mul(a!.detach().sum()),
  ];
  expect(() => gradcheck(fn, [doubles([1, 2, 3]), y()])).toThrow(
    /^gradcheck: output 1 element 2 with respect to input 1 element 2: the gradient says 0, the finite difference 1[12]\./,
  );
});

test.each([
  ['gradcheck', gradcheck],
  ['gradgradcheck', gradgradcheck],
] as const)('%s refuses inputs it cannot check', (name, check) => {
  const fn: Fn = (a) => a!.exp();
  expect(() => check(fn, [tensor([1, 2], { requiresGrad: true })])).toThrow(
    new DTypeError(`${name}: input 0 is float32, expected float64`),
  );
  expect(() => check(fn, [doubles([1, 2])])).toThrow(new ArgumentError(`${name}: no input requires grad`));
});

test('tolerances are those asked for', () => {
  const off: Fn = (a) => cubeBy((g, b) => g.mul(b.square().mul(3.03)))(a!);
  expect(gradcheck(off, [x()], { rtol: 0.05 })).toBe(true);
  expect(gradcheck(off, [x()], { atol: 1 })).toBe(true);
  expect(gradcheck((a) => a.square(), [x()], { eps: 1e-3 })).toBe(true);
});

test('gradgradcheck weighs the outputs as told', () => {
  const fn: Fn = (a) => a!.exp();
  expect(gradgradcheck(fn, [x()], { gradOutputs: [leaf([1, -2, 3])] })).toBe(true);
});

test('nothing is left behind in the inputs', () => {
  const [a, b] = [x(), y()];
  gradgradcheck((p, q) => p.mul(q), [a, b]);
  expect([a.grad, b.grad, a.requiresGrad, a.tolist()]).toEqual([null, null, true, [0.3, -0.7, 1.1]]);
});
