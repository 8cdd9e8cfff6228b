import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  asStrided,
  type DType,
  getKernels,
  grad,
  setKernels,
  type Tensor,
  tensor,
} from '../src/index.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';
import type { Storage } from '../src/memory/memory.ts';
import { where } from '../src/ops/conditional.ts';
import * as formulas from '../src/ops/in-place.ts';
import { exchangeMemory } from '../src/testing.ts';
import { calls } from './in-place-calls.ts';
import { leaf } from './structured-tensors.ts';

/** The same in place and out of place. */
const writes: [(x: Tensor, y: Tensor) => Tensor, (x: Tensor, y: Tensor) => Tensor][] = [
  [(x, y) => x.add_(y, { alpha: -2 }), (x, y) => x.add(y, { alpha: -2 })],
  [(x, y) => x.mul_(y), (x, y) => x.mul(y)],
  [(x) => x.add_(1), (x) => x.add(1)],
  [(x, y) => x.clamp_(y, 9), (x, y) => x.clamp(y, 9)],
  [(x, y) => x.maskedFill_(y.gt(5), 3), (x, y) => where(y.gt(5), 3, x)],
];

const length = 250;
const place = fc.record({
  strides: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 2 }),
  offset: fc.nat(40),
});
const view = (
  x: Tensor,
  shape: readonly number[],
  { strides, offset }: { strides: readonly number[]; offset: number },
): Tensor => asStrided(x, shape, strides, offset);

describe.each(['reference', 'simd'] as const)('on %s kernels', (kernels) => {
  test('a write in place leaves what the operation gives, however its operands share memory', () => {
    const before = getKernels();
    setKernels(kernels);
    const arbitrary = {
      dtype: fc.constantFrom<DType>('float32', 'float64', 'int32'),
      shape: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })),
      // rows, columns, or anywhere, across itself too
      target: fc.oneof(
        place,
        fc.nat(40).map((offset) => ({ strides: [5, 1], offset })),
        fc.nat(9).map((offset) => ({ strides: [1, 7], offset })),
      ),
      operand: fc.oneof(fc.constantFrom('same' as const, 'row' as const, 'other' as const), place),
      write: fc.nat(writes.length - 1),
    };
    fc.assert(
      fc.property(fc.record(arbitrary), ({ dtype, shape, target, operand, write }) => {
        const made = (): Tensor =>
          tensor(
            Array.from({ length }, (_, i) => (i * 7) % 11),
            { dtype },
          );
        const buffers = [made(), made()] as const;
        const other = tensor(
          Array.from({ length }, (_, i) => (i * 5) % 13),
          { dtype },
        );
        const operandOf = (buffer: Tensor): Tensor => {
          if (operand === 'same') return view(buffer, shape, target);
          if (operand === 'row') return view(other, [shape[1]], { strides: [1], offset: 3 });
          return operand === 'other'
            ? view(other, shape, { strides: [1, shape[0]], offset: 1 })
            : view(buffer, shape, operand);
        };
        const [inPlace, outOfPlace] = writes[write]!;
        let refused = false;
        try {
          inPlace(view(buffers[0], shape, target), operandOf(buffers[0]));
        } catch (error) {
          expect(error).toBeInstanceOf(ArgumentError);
          refused = true;
        }
        if (!refused)
          view(buffers[1], shape, target).copy_(outOfPlace(view(buffers[1], shape, target), operandOf(buffers[1])));
        expect([...buffers[0].toTypedArray()]).toEqual([...buffers[1].toTypedArray()]);
      }),
      { numRuns: 400 },
    );
    setKernels(before);
  });
});

class CountingMemory extends LinearMemory {
  allocated = 0;

  override allocate(dtype: DType, length: number, temporary?: boolean): Storage {
    this.allocated++;
    return super.allocate(dtype, length, temporary);
  }
}

/** Made of more than a formula, or of another dtype than their operand. */
const makesResult = new Set([
  'scatter_',
  'scatterAdd_',
  'indexAdd_',
  'eq_',
  'ne_',
  'lt_',
  'le_',
  'gt_',
  'ge_',
  'logicalAnd_',
  'logicalOr_',
  'logicalXor_',
]);

const functions = { ...formulas } as unknown as Record<
  keyof typeof formulas,
  (x: Tensor, ...args: unknown[]) => Tensor
>;

test.each(Object.keys(functions) as (keyof typeof formulas)[])(
  '%s makes no result of its own unless it must',
  (name) => {
    const [x, ...args] = calls[name];
    const target = x.clone();
    const memory = new CountingMemory();
    const before = exchangeMemory(memory);
    try {
      functions[name]!(target, ...args);
    } finally {
      exchangeMemory(before);
    }
    expect(memory.allocated > 0).toBe(makesResult.has(name));
  },
);

describe('when recorded,', () => {
  const changed = /that it saved for its gradient, output of \w+, was changed in place/;

  test('a gradient that uses the result notices the next write, as in PyTorch', () => {
    for (const write of [
      (y: Tensor) => y.relu_(),
      (y: Tensor) => y.exp_(),
      (y: Tensor) => y.tanh_(),
      (y: Tensor) => y.sigmoid_(),
    ]) {
      expect(() =>
        write(leaf([1, 2]).mul(2))
          .add_(1)
          .sum()
          .backward(),
      ).toThrow(changed);
      expect(() =>
        write(leaf([1, 2]).mul(2))
          .add(1)
          .sum()
          .backward(),
      ).not.toThrow();
    }
  });

  test('a gradient that uses the elements before keeps them', () => {
    const x = leaf([0.5, 2]);
    x.mul(2).sin_().add_(1).square_().mul_(3).sum().backward();
    const want = [0.5, 2].map((v) => 3 * 2 * (Math.sin(2 * v) + 1) * Math.cos(2 * v) * 2);
    expect([...x.grad!.toTypedArray()].map((v, i) => Math.abs(v - want[i]!) < 1e-12)).toEqual([true, true]);
  });

  test('a gradient that uses the other operand, which is the target, notices the write', () => {
    const y = leaf([1, 2]).mul(2);
    y.mul_(y);
    expect(() => y.sum().backward()).toThrow(changed);
  });

  test('second derivatives go through a result that was saved', () => {
    const x = leaf([0.3]);
    const [first] = grad(x.mul(1).tanh_().sum(), x, { createGraph: true });
    const [second] = grad(first!.sum(), x);
    const t = Math.tanh(0.3);
    expect(second!.item()).toBeCloseTo(-2 * t * (1 - t * t), 12);
  });

  test('a view of the target has the gradient of the write', () => {
    const x = leaf([1, -2, 3]);
    const y = x.mul(2);
    y.narrow(0, 0, 2).relu_();
    y.sum().backward();
    expect(x.grad!.tolist()).toEqual([2, 0, 2]);
  });
});
