import { afterEach, beforeEach, expect } from 'vitest';
import type { DTypeLike, NestedData, Tensor } from '../src/index.ts';
import { grad, ones, tensor } from '../src/index.ts';
import { exchangeMemory, MovingMemory } from '../src/testing.ts';

/** Nested arrays, or their text, which keeps a matrix of a table on its line. */
export type Data = NestedData | string;

function parse(data: Data): NestedData {
  return typeof data === 'string' ? (JSON.parse(data) as NestedData) : data;
}

/** A float64 tensor without gradient. */
export function doubles(data: Data): Tensor {
  return tensor(parse(data), { dtype: 'float64' });
}

/** A float64 leaf. */
export function leaf(data: Data): Tensor {
  return tensor(parse(data), { dtype: 'float64', requiresGrad: true });
}

/** An int32 tensor. */
export function integers(data: Data, dtype: DTypeLike = 'int32'): Tensor {
  return tensor(parse(data), { dtype });
}

/** Elements of varied size and sign, none equal, from a shape: the same every time. */
export function varied(shape: readonly number[], shift = 0): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float64Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + shift) * (1 + 0.1 * i) + 0.3);
  return tensor(data).reshape(shape);
}

/** {@link varied} as a leaf. */
export function variedLeaf(shape: readonly number[], shift = 0): Tensor {
  return varied(shape, shift).requiresGrad_();
}

function expectNear(got: unknown, want: unknown, path: string): void {
  if (Array.isArray(want)) {
    expect(Array.isArray(got) ? got.length : got, `length at ${path}`).toBe(want.length);
    for (let i = 0; i < want.length; i++) expectNear((got as unknown[])[i], want[i], `${path}[${i}]`);
  } else if (typeof want === 'number' && Number.isFinite(want)) {
    expect(Math.abs((got as number) - want), `${path}: ${String(got)}, expected ${want}`).toBeLessThan(1e-9);
  } else {
    expect(got, path).toEqual(want);
  }
}

/** Shape and elements, up to rounding. */
export function expectTensor(got: Tensor, want: Data): void {
  expectNear(got.tolist(), parse(want), 'result');
}

/** The gradient of the sum of a result, weighted when `weights` are given. */
export function gradientOf(result: Tensor, input: Tensor, weights?: Tensor, createGraph = false): Tensor {
  const gradOutputs = [weights ?? ones(result.shape, { dtype: result.dtype })];
  return grad(result, input, { gradOutputs, createGraph })[0]!;
}

/** Runs the tests of a file on the memory that moves everything between two kernels. */
export function useMovingMemory(): void {
  let previous: ReturnType<typeof exchangeMemory>;
  beforeEach(() => {
    previous = exchangeMemory(new MovingMemory());
  });
  afterEach(() => {
    exchangeMemory(previous);
  });
}
