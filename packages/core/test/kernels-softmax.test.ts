import fc from 'fast-check';
import { test } from 'vitest';
import {
  logSoftmaxBackwardKernel,
  logSoftmaxKernel,
  logsumexpKernel,
  softmaxBackwardKernel,
  softmaxKernel,
} from '../src/kernels/softmax.ts';
import type { Operand } from '../src/memory/memory.ts';
import { sizeOf } from '../src/shape.ts';
import {
  byRows,
  describeKernels,
  elementsOf,
  expectElements,
  floats,
  operand,
  operands,
  permuted,
  replacedRows,
  rowOf,
  shapes,
  toleranceOf,
} from './kernel-operands.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** e^x over the sum of e^x along `dim`, for numbers whose exponentials are neither huge nor tiny. */
function naive(input: Operand, dim: number): number[] {
  return replacedRows(input, dim, input.shape[dim]!, (row) => {
    const sum = row.reduce((total, x) => total + Math.exp(x), 0);
    return row.map((x) => Math.exp(x) / sum);
  });
}

const inputs = (dtype: (typeof floats)[number]): fc.Arbitrary<{ input: Operand; dim: number }> =>
  shapes
    .filter((shape) => shape.length > 0)
    .chain((shape) => fc.record({ input: operands(dtype, shape), dim: fc.nat(shape.length - 1) }));

/** `result · (grad - Σ grad · result)` along `dim`. */
function naiveGradient(grad: Operand, result: Operand, dim: number): number[] {
  return byRows(grad.shape, dim, (position) => {
    const [g, y] = [rowOf(grad, dim, position), rowOf(result, dim, position)];
    const sum = g.reduce((total, x, i) => total + x * y[i]!, 0);
    return g.map((x, i) => y[i]! * (x - sum));
  });
}

/** `grad - e^result · Σ grad` along `dim`. */
function naiveLogGradient(grad: Operand, result: Operand, dim: number): number[] {
  return byRows(grad.shape, dim, (position) => {
    const [g, y] = [rowOf(grad, dim, position), rowOf(result, dim, position)];
    const sum = g.reduce((total, x) => total + x, 0);
    return g.map((x, i) => x - Math.exp(y[i]!) * sum);
  });
}

describeKernels('softmax and logSoftmax', () => {
  test.each(floats)('their gradients in %s are those of each row, in any layout', (dtype) => {
    const drawn = inputs(dtype).chain(({ input, dim }) =>
      fc.record({ grad: operands(dtype, input.shape), input: fc.constant(input), dim: fc.constant(dim) }),
    );
    fc.assert(
      fc.property(drawn, ({ grad, input, dim }) => {
        const [out, logs] = [operand(dtype, input.shape), operand(dtype, input.shape)];
        // results of logSoftmax are not positive
        const results = operand(
          dtype,
          input.shape,
          elementsOf(input).map((x) => -Math.abs(x)),
        );
        softmaxBackwardKernel(grad, input, dim, out);
        logSoftmaxBackwardKernel(grad, results, dim, logs);
        // sums cancel, so that the bound grows with what is summed
        const bound = 10 * Math.max(1, input.shape[dim]!) * toleranceOf(dtype);
        expectElements(out, naiveGradient(grad, input, dim), bound);
        expectElements(logs, naiveLogGradient(grad, results, dim), bound);
      }),
    );
  });

  test.each(floats)('share out each row of %s operands in any layout', (dtype) => {
    fc.assert(
      fc.property(inputs(dtype), ({ input, dim }) => {
        const out = operand(dtype, input.shape);
        const want = naive(input, dim);
        softmaxKernel(input, dim, out);
        expectElements(out, want, toleranceOf(dtype));
        logSoftmaxKernel(input, dim, out);
        expectElements(out, want.map(Math.log), toleranceOf(dtype));
      }),
    );
  });

  test.each<[number[], number]>([
    [[3, 4], 0],
    [[2, 3, 5], 1],
    [[5, 7], 0],
    [[2, 2, 3, 6], 1],
    [[2, 40, 21], 1],
    [[600, 47], 0],
    [[40, 3], 0],
  ])('in %j along dimension %d they are as along the last', (shape, dim) => {
    const values = Array.from({ length: sizeOf(shape) }, (_, i) => 3 * Math.sin(i));
    const [input, grad] = [operand('float32', shape, values), operand('float32', shape, values.toReversed())];
    const last = [...shape.keys()].filter((d) => d !== dim).concat(dim);
    const moved = (x: Operand): Operand => {
      const view = permuted(x, last);
      return operand('float32', view.shape, elementsOf(view));
    };
    const kernels = [
      (x: Operand, _: Operand, d: number, out: Operand) => softmaxKernel(x, d, out),
      (x: Operand, _: Operand, d: number, out: Operand) => logSoftmaxKernel(x, d, out),
      softmaxBackwardKernel,
      logSoftmaxBackwardKernel,
    ];
    for (const kernel of kernels) {
      const out = operand('float32', shape);
      kernel(grad, input, dim, out);
      const want = moved(out);
      kernel(moved(grad), moved(input), shape.length - 1, want);
      expectElements(permuted(out, last), elementsOf(want), 20 * toleranceOf('float32'));
    }
  });

  test.each(floats)('adding the same number to every element of a row of %s changes nothing', (dtype) => {
    const row = [0.25, -1.5, 2, 0.5];
    const [plain, shifted] = [operand(dtype, [4]), operand(dtype, [4])];
    for (const shift of [-4096, 1024, 65536]) {
      const input = operand(
        dtype,
        [4],
        row.map((value) => value + shift),
      );
      for (const kernel of [softmaxKernel, logSoftmaxKernel]) {
        kernel(operand(dtype, [4], row), 0, plain);
        kernel(input, 0, shifted);
        expectElements(shifted, elementsOf(plain));
      }
    }
  });

  test('a row does not depend on the rows beside it, whatever is in them', () => {
    const drawn = fc
      .record({ n: fc.integer({ min: 4, max: 11 }), length: fc.constantFrom(1, 2, 3, 5, 8, 16) })
      .chain(({ n, length }) => {
        const row = fc.array(fc.constantFrom(-2, 0, 0.5, 3, 90, nan, inf, -inf), {
          minLength: length,
          maxLength: length,
        });
        return fc.array(row, { minLength: n, maxLength: n });
      });
    const run = (rows: readonly (readonly number[])[]): Operand[] => {
      const shape = [rows.length, rows[0]!.length];
      const input = operand('float32', shape, rows.flat());
      const outs = [1, 2, 3, 4].map(() => operand('float32', shape)).concat(operand('float32', [rows.length]));
      softmaxKernel(input, 1, outs[0]!);
      logSoftmaxKernel(input, 1, outs[1]!);
      // gradients that are no numbers either
      softmaxBackwardKernel(input, outs[0]!, 1, outs[2]!);
      logSoftmaxBackwardKernel(input, outs[1]!, 1, outs[3]!);
      logsumexpKernel(input, [1], outs[4]!);
      return outs;
    };
    fc.assert(
      fc.property(drawn, (rows) => {
        const each = rows.map((row) => run([row]));
        for (const [i, out] of run(rows).entries()) {
          const want = each.flatMap((outs) => elementsOf(outs[i]!));
          expectElements(out, want, toleranceOf('float32'));
        }
      }),
    );
  });

  test.each([
    [[], [], []],
    [[5], [1], [0]],
    [
      [-inf, 0, 0],
      [0, 0.5, 0.5],
      [-inf, -Math.LN2, -Math.LN2],
    ],
    [
      [-inf, -inf],
      [nan, nan],
      [nan, nan],
    ],
    [
      [inf, 0],
      [nan, nan],
      [nan, nan],
    ],
    [
      [nan, 0],
      [nan, nan],
      [nan, nan],
    ],
    [
      [800, -800],
      [1, 0],
      [0, -1600],
    ],
  ])('of %j are %j and %j', (values, shares, logs) => {
    for (const dtype of floats) {
      const [out, logOut] = [operand(dtype, [values.length]), operand(dtype, [values.length])];
      const input = operand(dtype, [values.length], values);
      softmaxKernel(input, 0, out);
      logSoftmaxKernel(input, 0, logOut);
      expectElements(out, shares, 1e-3 * toleranceOf(dtype));
      expectElements(logOut, logs, 1e-1 * toleranceOf(dtype));
    }
  });

  test('a 0-d operand is a row of one', () => {
    const out = operand('float32', []);
    softmaxKernel(operand('float32', [], [5]), 0, out);
    expectElements(out, [1]);
    logSoftmaxKernel(operand('float32', [], [5]), 0, out);
    expectElements(out, [0]);
  });
});
