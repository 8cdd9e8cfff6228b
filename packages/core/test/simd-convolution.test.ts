import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import {
  type ConvolutionSteps,
  convolutionInputKernel,
  convolutionKernel,
  convolutionWeightKernel,
} from '../src/kernels/convolution.ts';
import { getKernels, type KernelsName, setKernels } from '../src/kernels/current.ts';
import * as reference from '../src/kernels/reference/convolution.ts';
import type { Operand } from '../src/memory/memory.ts';
import { type Shape, sizeOf } from '../src/shape.ts';
import { elementsOf, expectElements, operand, operands } from './kernel-operands.ts';

interface Problem {
  readonly steps: ConvolutionSteps;
  readonly input: Operand;
  readonly weight: Operand;
  readonly grad: Operand;
  readonly bias: Operand | undefined;
}

const size = fc.integer({ min: 1, max: 21 });
const few = fc.integer({ min: 1, max: 3 });
const channels = fc.constantFrom(1, 2, 3, 4, 5, 7, 13);

/** Wide outputs are few, so that a weight's gradient sums up no more products than of narrow ones, as precisely. */
const extents = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ height: fc.integer({ min: 1, max: 6 }), width: size, samples: fc.constantFrom(1, 2) }),
  },
  fc.record({
    height: fc.integer({ min: 1, max: 3 }),
    width: fc.constantFrom(28, 29, 32, 33, 45, 66),
    samples: fc.constant(1),
  }),
);

/** Two-dimensional ones of all sizes that tiles are cut by. */
const problems = (special: boolean): fc.Arbitrary<Problem> =>
  fc
    .record({
      extents,
      kernel: fc.tuple(few, few),
      stride: fc.tuple(fc.constantFrom(1, 1, 2), fc.constantFrom(1, 1, 1, 2)),
      padding: fc.tuple(fc.nat(2), fc.nat(3)),
      dilation: fc.tuple(fc.constantFrom(1, 1, 2), fc.constantFrom(1, 1, 2)),
      groups: fc.constantFrom(1, 1, 2),
      inChannels: channels,
      outChannels: channels,
    })
    .map(({ extents: { height, width, samples }, ...s }) => {
      const output = [height, width];
      const sizes = output.map((count, d) => {
        const reach = (count - 1) * s.stride[d]! + (s.kernel[d]! - 1) * s.dilation[d]! + 1;
        return Math.max(1, reach - 2 * s.padding[d]!);
      });
      return { ...s, samples, output, sizes };
    })
    .chain(({ output, sizes, kernel, samples, inChannels, outChannels, ...steps }) => {
      const of = (shape: Shape): fc.Arbitrary<Operand> => operands('float32', shape, { special });
      return fc.record({
        steps: fc.constant(steps),
        input: of([samples, inChannels * steps.groups, ...sizes]),
        weight: of([outChannels * steps.groups, inChannels, ...kernel]),
        grad: of([samples, outChannels * steps.groups, ...output]),
        bias: fc.option(of([outChannels * steps.groups]), { nil: undefined }),
      });
    });

/** Compares a convolution and its two gradients with the reference's. */
function compare({ steps, input, weight, grad, bias }: Problem): void {
  const both = (shape: Shape, run: (out: Operand) => void, expected: (out: Operand) => void): void => {
    const [out, want] = [operand('float32', shape), operand('float64', shape)];
    run(out);
    expected(want);
    expectElements(out, elementsOf(want), 3e-4);
  };
  both(
    grad.shape,
    (out) => convolutionKernel(input, weight, bias, steps, out),
    (out) => reference.convolution(input, weight, bias, steps, out),
  );
  both(
    input.shape,
    (out) => convolutionInputKernel(grad, weight, steps, out),
    (out) => reference.convolutionInput(grad, weight, steps, out),
  );
  both(
    weight.shape,
    (out) => convolutionWeightKernel(input, grad, steps, out),
    (out) => reference.convolutionWeight(input, grad, steps, out),
  );
}

describe.each<KernelsName>(['simd', 'simd-strict'])('convolutions of %s', (name) => {
  let before: KernelsName;
  beforeAll(() => {
    before = getKernels();
    setKernels(name);
  });
  afterAll(() => setKernels(before));

  test.each([
    ['finite elements', false],
    ['NaN and infinities among the elements', true],
  ])('are those of the reference with %s', (_, special) => {
    fc.assert(fc.property(problems(special), compare), { numRuns: 100 });
  });

  test.each([
    [1, 700, 1],
    [1, 1000, 2],
    [5, 300, 2],
  ])('of %i rows of %i positions, a step of %i apart, are computed in parts', (height, width, step) => {
    const waves = (shape: Shape): Operand =>
      operand(
        'float32',
        shape,
        Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i)),
      );
    compare({
      steps: { stride: [1, step], padding: [0, 1], dilation: [1, 1], groups: 1 },
      input: waves([1, 32, height, (width - 1) * step + 7]),
      weight: waves([5, 32, 1, 9]),
      grad: waves([1, 5, height, width]),
      bias: undefined,
    });
  });
});
