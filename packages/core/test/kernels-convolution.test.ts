import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import {
  type ConvolutionSteps,
  convolutionInputKernel,
  convolutionKernel,
  convolutionWeightKernel,
} from '../src/kernels/convolution.ts';
import type { Operand } from '../src/memory/memory.ts';
import { contiguousStrides, type Shape, sizeOf } from '../src/shape.ts';
import {
  describeKernels,
  elementAt,
  elementsOf,
  expectElements,
  operand,
  operands,
  permuted,
  positionsOf,
  toleranceOf,
} from './kernel-operands.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8'];

interface Problem {
  readonly input: Shape;
  readonly weight: Shape;
  readonly output: Shape;
  readonly steps: ConvolutionSteps;
}

/** Calls `visit` with the places of each product of an input and a weight, and the output it belongs to. */
function eachTerm({ input, weight, output, steps }: Problem, visit: (i: Shape, w: Shape, o: Shape) => void): void {
  const perGroup = weight[0]! / steps.groups;
  for (const o of positionsOf(output)) {
    for (const w of positionsOf([weight[1]!, ...weight.slice(2)])) {
      const channel = Math.floor(o[1]! / perGroup) * weight[1]! + w[0]!;
      const place = w.slice(1).map((k, d) => o[d + 2]! * steps.stride[d]! + k * steps.dilation[d]! - steps.padding[d]!);
      if (place.every((x, d) => x >= 0 && x < input[d + 2]!)) visit([o[0]!, channel, ...place], [o[1]!, ...w], o);
    }
  }
}

/** Sums of products, exact for integers, at the places of a result. */
class Sums {
  readonly #strides: Shape;
  readonly #floats: number[];
  readonly #integers: bigint[];
  readonly #dtype: DType;

  constructor(dtype: DType, shape: Shape) {
    this.#dtype = dtype;
    this.#strides = contiguousStrides(shape);
    this.#floats = new Array<number>(sizeOf(shape)).fill(0);
    this.#integers = new Array<bigint>(sizeOf(shape)).fill(0n);
  }

  add(place: Shape, x: number, y: number): void {
    const at = place.reduce((sum, p, d) => sum + p * this.#strides[d]!, 0);
    if (this.#dtype === 'float32' || this.#dtype === 'float64') this.#floats[at]! += x * y;
    else this.#integers[at]! += BigInt(x) * BigInt(y);
  }

  get values(): number[] {
    if (this.#dtype === 'int32') return this.#integers.map((sum) => Number(BigInt.asIntN(32, sum)));
    if (this.#dtype === 'uint8') return this.#integers.map((sum) => Number(BigInt.asUintN(8, sum)));
    return this.#floats;
  }
}

const steps = (rank: number): fc.Arbitrary<ConvolutionSteps & { readonly kernel: Shape; readonly output: Shape }> => {
  const each = (...values: number[]): fc.Arbitrary<number[]> =>
    fc.array(fc.constantFrom(...values), { minLength: rank, maxLength: rank });
  return fc.record({
    stride: each(1, 1, 2, 3),
    padding: each(0, 1, 2),
    dilation: each(1, 1, 2),
    kernel: each(1, 2, 3),
    output: each(1, 2, rank === 1 ? 37 : 5),
    groups: fc.constantFrom(1, 1, 2, 3),
  });
};

/** Of windows that need not cover all of the input, and of inputs that need not reach into the padding. */
const problems: fc.Arbitrary<Problem> = fc
  .constantFrom(1, 2, 2, 3)
  .chain((rank) =>
    fc.record({
      s: steps(rank),
      rest: fc.array(fc.nat(2), { minLength: rank, maxLength: rank }),
      samples: fc.constantFrom(0, 1, 2, 2),
      inChannels: fc.constantFrom(1, 2, 3),
      outChannels: fc.constantFrom(1, 2, 5, 35),
    }),
  )
  .map(({ s: { kernel, output, ...s }, rest, samples, inChannels, outChannels }) => {
    const reach = output.map((size, d) => (size - 1) * s.stride[d]! + (kernel[d]! - 1) * s.dilation[d]! + 1);
    const sizes = reach.map((size, d) => Math.max(1, size - 2 * s.padding[d]! + rest[d]!));
    return {
      input: [samples, inChannels * s.groups, ...sizes],
      weight: [outChannels * s.groups, inChannels, ...kernel],
      output: [samples, outChannels * s.groups, ...output],
      steps: s,
    };
  })
  .filter(({ weight, output }) => (sizeOf(output) * sizeOf(weight)) / weight[0]! < 20000);

describeKernels('convolutions', () => {
  const check = (
    dtype: DType,
    run: (problem: Problem, a: Operand, b: Operand, bias: Operand | undefined) => void,
    of: (problem: Problem) => readonly [Shape, Shape],
  ): void => {
    const range = dtype === 'uint8' ? ([0, 255] as const) : ([-2147483648, 2147483647] as const);
    fc.assert(
      fc.property(
        problems.chain((problem) => {
          const [a, b] = of(problem);
          return fc.record({
            problem: fc.constant(problem),
            a: operands(dtype, a, { range }),
            b: operands(dtype, b, { range }),
            bias: fc.option(operands(dtype, [problem.weight[0]!], { range }), { nil: undefined }),
          });
        }),
        ({ problem, a, b, bias }) => run(problem, a, b, bias),
      ),
      { numRuns: 60 },
    );
  };

  test.each(dtypes)('convolution adds up windows of %s', (dtype) => {
    check(
      dtype,
      (problem, input, weight, bias) => {
        const out = operand(dtype, problem.output);
        convolutionKernel(input, weight, bias, problem.steps, out);
        const want = new Sums(dtype, problem.output);
        if (bias) for (const o of positionsOf(problem.output)) want.add(o, elementAt(bias, [o[1]!]), 1);
        eachTerm(problem, (i, w, o) => want.add(o, elementAt(input, i), elementAt(weight, w)));
        expectElements(out, want.values, 10 * toleranceOf(dtype));
      },
      ({ input, weight }) => [input, weight],
    );
  });

  test.each(dtypes)('convolutionInput spreads %s back over the windows', (dtype) => {
    check(
      dtype,
      (problem, grad, weight) => {
        const out = operand(dtype, problem.input);
        convolutionInputKernel(grad, weight, problem.steps, out);
        const want = new Sums(dtype, problem.input);
        eachTerm(problem, (i, w, o) => want.add(i, elementAt(grad, o), elementAt(weight, w)));
        expectElements(out, want.values, 10 * toleranceOf(dtype));
      },
      ({ output, weight }) => [output, weight],
    );
  });

  test.each(dtypes)('convolutionWeight adds up %s over samples and positions', (dtype) => {
    check(
      dtype,
      (problem, input, grad) => {
        const out = operand(dtype, problem.weight);
        convolutionWeightKernel(input, grad, problem.steps, out);
        const want = new Sums(dtype, problem.weight);
        eachTerm(problem, (i, w, o) => want.add(w, elementAt(input, i), elementAt(grad, o)));
        expectElements(out, want.values, 20 * toleranceOf(dtype));
      },
      ({ input, output }) => [input, output],
    );
  });

  test('channels may lie last', () => {
    const values = Array.from({ length: 2 * 5 * 4 * 3 }, (_, i) => Math.sin(i));
    const input = permuted(operand('float32', [2, 5, 4, 3], values), [0, 3, 1, 2]);
    const weight = operand(
      'float32',
      [4, 3, 2, 2],
      Array.from({ length: 48 }, (_, i) => Math.cos(i)),
    );
    const plain = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 };
    const [a, b] = [operand('float32', [2, 4, 4, 3]), operand('float32', [2, 4, 4, 3])];
    convolutionKernel(input, weight, undefined, plain, a);
    convolutionKernel(operand('float32', [2, 3, 5, 4], elementsOf(input)), weight, undefined, plain, b);
    expect(elementsOf(a)).toEqual(elementsOf(b));
  });

  test('without channels the bias is left', () => {
    const steps = { stride: [1], padding: [0], dilation: [1], groups: 1 };
    const out = operand('float32', [1, 2, 2]);
    const bias = operand('float32', [2], [3, 4]);
    convolutionKernel(operand('float32', [1, 0, 3]), operand('float32', [2, 0, 2]), bias, steps, out);
    expectElements(out, [3, 3, 4, 4]);
  });

  test('without samples the gradient of the weight is zero', () => {
    const steps = { stride: [1], padding: [0], dilation: [1], groups: 1 };
    const out = operand('float32', [2, 1, 2]);
    convolutionWeightKernel(operand('float32', [0, 1, 3]), operand('float32', [0, 2, 2]), steps, out);
    expectElements(out, [0, 0, 0, 0]);
  });
});
