import { formulaOf } from '../src/formula/formula-of.ts';
import type { KernelsName } from '../src/kernels/current.ts';
import { getKernels, setKernels } from '../src/kernels/current.ts';
import { simdKernels } from '../src/kernels/simd/simd.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';
import type { Operand } from '../src/memory/memory.ts';
import { evaluateOf, functions, type OfOne, type OfTwo } from './formula-functions.ts';

/** Functions of one number that have a form for vectors, and how far off they may be, in units of the last place. */
export const unaryBounds = {
  exp: 1.02,
  expm1: 1.7,
  log: 0.9,
  log1p: 1.6,
  sigmoid: 2,
  tanh: 1.4,
  erf: 1.3,
  // these are computed in doubles
  exp2: 0.51,
  log2: 0.51,
  log10: 0.51,
  sin: 0.51,
  cos: 0.51,
  tan: 0.51,
  asin: 0.51,
  acos: 0.51,
  atan: 0.51,
  sinh: 0.51,
  cosh: 0.51,
  asinh: 0.51,
  acosh: 0.51,
  atanh: 0.51,
  erfc: 0.51,
} as const satisfies Partial<Record<OfOne, number>>;

/** Likewise for functions of two numbers; 0 where the result is exact. */
export const binaryBounds = {
  pow: 0.51,
  atan2: 0.51,
  hypot: 0.51,
  fmod: 0,
  remainder: 0,
  floorDivide: 0,
  truncDivide: 0,
  maximum: 0,
  minimum: 0,
  fmax: 0,
  fmin: 0,
  copysign: 0,
} as const satisfies Partial<Record<OfTwo, number>>;

export type VectorUnary = keyof typeof unaryBounds;
export type VectorBinary = keyof typeof binaryBounds;

const blockLength = 1 << 15;
const memory = new LinearMemory();

function block(): Operand {
  const storage = memory.allocate('float32', blockLength);
  storage.pin();
  return { storage, dtype: 'float32', shape: [blockLength], strides: [1], offset: 0 };
}

/** The number farthest from what the plain loops give for it, and by how many units of the last place. */
export interface Worst {
  error: number;
  at: readonly number[];
}

/**
 * The error of a result; infinite where it differs in its kind: NaN, infinite or the sign of a zero. Beyond the largest
 * number the next one counts as infinite, as rounding has it.
 */
function errorOf(got: number, exact: number): number {
  const want = Math.fround(exact);
  if (Object.is(got, want)) return 0;
  if (Number.isNaN(got) || Number.isNaN(want) || (got === 0 && want === 0)) return Number.POSITIVE_INFINITY;
  const finite = Number.isFinite(got) ? got : Math.sign(got) * 2 ** 128;
  const place = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(exact))), -126) - 23);
  return Math.abs(finite - exact) / place;
}

function inMode<T>(mode: KernelsName, run: () => T): T {
  const before = getKernels();
  setKernels(mode);
  try {
    return run();
  } finally {
    setKernels(before);
  }
}

/** Numbers at which functions have their special cases. */
const edges = [
  ...[0, 1, 2, 3, 0.5, 1.5, 2.5, 7, 1e10, 1e-10, 1e-38, 1e-45, 3.4e38, 16777215, 16777216, 0.99999994, 1.0000001],
  Number.POSITIVE_INFINITY,
  Number.NaN,
].flatMap((x) => [x, -x]);

/** Runs a function over edge cases and the float32 numbers whose bits are multiples of `step`, all of them for 1. */
export function sweepUnary(name: VectorUnary, mode: KernelsName, step: number): Worst {
  const exact = evaluateOf(functions[name](0));
  const formula = formulaOf(1, 0, ([x]) => functions[name](x));
  const [x, y] = [block(), block()];
  const worst: Worst = { error: 0, at: [] };
  inMode(mode, () => {
    for (let first = 0; first < 2 ** 32; first += blockLength * step) {
      const elements = x.storage.data;
      const bits = new Int32Array(elements.buffer, elements.byteOffset, blockLength);
      for (let i = 0; i < blockLength; i++) bits[i] = first + i * step;
      if (first === 0 && step > 1) elements.set(edges);
      simdKernels.map(formula, [x], [y], [], false);
      keepWorst(worst, [x], y, exact);
    }
  });
  return worst;
}

/** Runs a function over pairs of edge cases, small whole numbers, moderate ones and arbitrary bits. */
export function sweepBinary(name: VectorBinary, mode: KernelsName, blocks: number): Worst {
  const exact = evaluateOf(functions[name](0, 0));
  const formula = formulaOf(2, 0, ([a, b]) => functions[name](a, b));
  const [a, b, y] = [block(), block(), block()];
  const draw = drawing(name.length);
  const worst: Worst = { error: 0, at: [] };
  inMode(mode, () => {
    for (let k = 0; k < blocks; k++) {
      for (const x of [a, b]) for (let i = 0; i < blockLength; i++) x.storage.data[i] = draw();
      if (k === 0) {
        for (let i = 0; i < edges.length ** 2; i++) {
          a.storage.data[i] = edges[Math.floor(i / edges.length)]!;
          b.storage.data[i] = edges[i % edges.length]!;
        }
      }
      simdKernels.map(formula, [a, b], [y], [], false);
      keepWorst(worst, [a, b], y, exact);
    }
  });
  return worst;
}

function drawing(seed: number): () => number {
  let state = seed;
  const bits = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state ^ (state >>> 15);
  };
  const float = new Float32Array(1);
  const integer = new Int32Array(float.buffer);
  return () => {
    const kind = (bits() >>> 8) % 4;
    if (kind === 0) return edges[(bits() >>> 8) % edges.length]!;
    if (kind === 1) return ((bits() >>> 8) % 41) - 20;
    if (kind === 2) return (bits() / 2 ** 31) * 10;
    integer[0] = bits();
    return float[0]!;
  };
}

function keepWorst(
  worst: Worst,
  inputs: readonly Operand[],
  output: Operand,
  exact: (a: number, b: number) => number,
): void {
  const a = inputs[0]!.storage.data;
  const b = (inputs[1] ?? inputs[0]!).storage.data;
  const results = output.storage.data;
  for (let i = 0; i < blockLength; i++) {
    const error = errorOf(results[i]!, exact(a[i]!, b[i]!));
    if (error <= worst.error) continue;
    worst.error = error;
    worst.at = inputs.map((x) => x.storage.data[i]!);
  }
}
