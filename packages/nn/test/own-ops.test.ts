import {
  defineElementwise,
  defineOp,
  type Expr,
  e,
  grad,
  gradcheck,
  gradgradcheck,
  type Num,
  type Tensor,
  tensor,
} from '@cotangent/core';
import { exchangeMemory, MovingMemory } from '@cotangent/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** x·sigmoid(βx): by its formula alone. */
const swish = defineElementwise({
  name: 'swish',
  promotion: 'float',
  formula: (x, beta): Expr => e.mul(x!, e.sigmoid(e.mul(beta!, x!))),
});

/** log cosh with a rule of its own, and a number of its own that takes no part in promotion. */
const softAbs = defineElementwise({
  name: 'softAbs',
  promotion: 'float',
  formula: (x: Num, scale: Num): Expr => e.mul(scale, e.log(e.cosh(x))),
  scalars: 1,
  gradient: ([g], [x], _outputs, [scale]) => [e.mul(g!, e.mul(scale!, e.tanh(x!)))],
});

/** The running sum along the last dimension, with a kernel of its own. */
const runningSum: (inputs: readonly [Tensor], options: { readonly reverse: boolean }) => Tensor = defineOp({
  name: 'runningSum',
  shape: ([shape]) => shape,
  forward: (kernels, [x], [out], { reverse }) => {
    kernels.copy(x, out!);
    const { data } = out!.storage;
    const size = out!.shape.at(-1)!;
    for (let row = 0; row < data.length; row += size) {
      for (let i = 1; i < size; i++) {
        const [at, from] = reverse ? [row + size - 1 - i, row + size - i] : [row + i, row + i - 1];
        data[at]! += data[from]!;
      }
    }
  },
  vjp: ({ options: { reverse } }) => {
    return ([g]) => [runningSum([g!], { reverse: !reverse })];
  },
});

/** x / |x| of each row, whose rule saves input and output. */
const unitRows = defineOp<readonly [Tensor], { readonly eps: number }>({
  name: 'unitRows',
  shape: ([shape]) => shape,
  forward: (kernels, [x], [out], { eps }) => {
    kernels.copy(x, out!);
    const { data } = out!.storage;
    const size = out!.shape.at(-1)!;
    for (let row = 0; row < data.length; row += size) {
      let sum = eps;
      for (let i = row; i < row + size; i++) sum += data[i]! ** 2;
      for (let i = row; i < row + size; i++) data[i]! /= Math.sqrt(sum);
    }
  },
  vjp: ({ inputs: [x], outputs: [out], options: { eps }, save }) => {
    const [savedX, savedY] = [save(x), save(out!)];
    return ([g]) => {
      const [input, y] = [savedX(), savedY()];
      const norm = input.square().sum({ dim: -1, keepdim: true }).add(eps).sqrt();
      return [g!.sub(y.mul(y.mul(g!).sum({ dim: -1, keepdim: true }))).div(norm)];
    };
  },
});

const leaf = (data: number[] | number[][]): Tensor => tensor(data, { dtype: 'float64', requiresGrad: true }) as Tensor;
const matrix = (): Tensor =>
  leaf([
    [0.3, -1.2, 0.7],
    [1.5, 0.2, -0.4],
  ]);

const operations: [string, (...inputs: Tensor[]) => Tensor, () => Tensor[]][] = [
  ['a formula of two tensors', (x, beta) => swish(x!, beta!), () => [matrix(), leaf([0.5, 1, 2])]],
  ['a formula with a number for an operand', (x) => swish(x!, 1.5), () => [matrix()]],
  ['a formula with a rule and a scalar', (x) => softAbs(x!, 0.8), () => [matrix()]],
  ['a kernel of one’s own', (x) => runningSum([x!], { reverse: false }), () => [matrix()]],
  ['a kernel on strided input', (x) => runningSum([x!.transpose(0, 1)], { reverse: true }), () => [matrix()]],
  ['a kernel whose rule saves', (x) => unitRows([x!], { eps: 0.1 }), () => [matrix()]],
  ['all together', (x) => unitRows([runningSum([swish(x!, 1)], { reverse: false })], { eps: 1e-3 }), () => [matrix()]],
];

describe.each([
  ['ordinary buffers', false],
  ['a memory that moves', true],
])('operations defined outside the library, on %s', (_name, moves) => {
  let previous: ReturnType<typeof exchangeMemory> | undefined;
  beforeEach(() => {
    previous = moves ? exchangeMemory(new MovingMemory()) : undefined;
  });
  afterEach(() => {
    if (previous) exchangeMemory(previous);
  });

  test.each(operations)('%s: first and second derivatives', (_case, run, inputs) => {
    expect(gradcheck(run, inputs())).toBe(true);
    expect(gradgradcheck(run, inputs())).toBe(true);
  });

  test('values are those of the definition', () => {
    const rows = runningSum([tensor([[1, 2, 3]]) as Tensor], { reverse: true });
    expect(rows.tolist()).toEqual([[6, 5, 3]]);
    const [got] = swish(leaf([2]), 3).tolist() as number[];
    expect(got).toBeCloseTo(2 / (1 + Math.exp(-6)), 14);
    expect(swish(tensor([1, 2], { dtype: 'int32' }), 1).dtype).toBe('float32');
  });

  test('a double backward works through all of them', () => {
    const x = matrix();
    const penalty = (): Tensor => {
      const y = unitRows([runningSum([swish(x, 1)], { reverse: false })], { eps: 1 });
      const [slope] = grad(y.sum(), x, { createGraph: true });
      return slope!.square().sum();
    };
    penalty().backward();
    expect(x.grad!.tolist()).not.toContain(Number.NaN);
    const before = penalty().item();
    const step = x.grad!.mul(-1e-4);
    const expected = x.grad!.mul(step).sum().item();
    x.detach().copy_(x.detach().add(step));
    expect(Math.abs(penalty().item() - before - expected)).toBeLessThan(1e-2 * Math.abs(expected));
  });

  test('errors name the operation the user defined', () => {
    expect(() => swish(leaf([1, 2]), leaf([1, 2, 3]))).toThrow(
      'swish: [2] and [3] do not broadcast: sizes 2 and 3 differ at dimension 0',
    );
    expect(() => swish(1, 2)).toThrow('swish: expected a tensor, got only numbers 1, 2');
  });
});
