import { grad, type NestedData, type Tensor, tensor } from '@cotangent/core';
import { exchangeMemory, MovingMemory } from '@cotangent/core/testing';
import { afterAll, beforeAll, expect } from 'vitest';

/** A float64 tensor without gradient. */
export function doubles(data: NestedData): Tensor {
  return tensor(data, { dtype: 'float64' });
}

/** A float64 leaf. */
export function leaf(data: NestedData): Tensor {
  return tensor(data, { dtype: 'float64', requiresGrad: true });
}

/** Class indices. */
export function integers(data: NestedData): Tensor {
  return tensor(data, { dtype: 'int64' });
}

/** A leaf with elements of varied size and sign, none equal: the same every time. */
export function variedLeaf(shape: readonly number[], shift = 0): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float64Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + shift) * (1 + 0.1 * i) + 0.3);
  return tensor(data).reshape(shape).requiresGrad_();
}

/** The elements, row-major. */
export function elements(x: Tensor): number[] {
  return Array.from(x.toTypedArray());
}

/** The elements of the gradient of a single-element result. */
export function gradientOf(result: Tensor, input: Tensor): number[] {
  return elements(grad(result, input)[0]!);
}

/** Every element within `tolerance`, relative to 1 or to the expected element where that is larger; NaN equals NaN. */
export function expectClose(got: Tensor | readonly number[], want: number | readonly number[], tolerance = 1e-9): void {
  const [gotten, wanted] = ['shape' in got ? elements(got) : got, typeof want === 'number' ? [want] : want];
  expect(gotten.length).toBe(wanted.length);
  const near = (a: number, b: number): boolean =>
    Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  const off = wanted.filter((value, i) => !near(gotten[i]!, value));
  expect(off, `got ${gotten.join(', ')}, expected ${wanted.join(', ')}`).toEqual([]);
}

/** Runs the tests of a file on the memory that moves everything between two kernels. */
export function useMovingMemory(): void {
  let previous: ReturnType<typeof exchangeMemory>;
  beforeAll(() => {
    previous = exchangeMemory(new MovingMemory());
  });
  afterAll(() => {
    exchangeMemory(previous);
  });
}
