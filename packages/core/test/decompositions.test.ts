import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DType } from '../src/dtype.ts';
import { cholesky } from '../src/kernels/decompositions/cholesky.ts';
import { eigh } from '../src/kernels/decompositions/eigh.ts';
import { lu, solve } from '../src/kernels/decompositions/lu.ts';
import { qr } from '../src/kernels/decompositions/qr.ts';
import { svd } from '../src/kernels/decompositions/svd.ts';
import { solveTriangular } from '../src/kernels/decompositions/triangular.ts';
import type { Operand } from '../src/memory/memory.ts';
import type { Shape } from '../src/shape.ts';
import { elementAt, elementsOf, floats, operand, operands, positionsOf } from './kernel-operands.ts';

type Matrix = number[][];

/** The matrices of an operand, one after the other. */
function matricesOf(x: Operand): Matrix[] {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return Array.from(positionsOf(x.shape.slice(0, -2)), (batch) =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => elementAt(x, [...batch, i, j]))),
  );
}

const transpose = (a: Matrix, width = a[0]?.length ?? 0): Matrix =>
  Array.from({ length: width }, (_, j) => a.map((row) => row[j]!));
const product = (a: Matrix, b: Matrix, width = b[0]?.length ?? 0): Matrix =>
  a.map((row) => Array.from({ length: width }, (_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const identity = (n: number): Matrix =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));
const masked = (a: Matrix, keep: (i: number, j: number) => boolean): Matrix =>
  a.map((row, i) => row.map((x, j) => (keep(i, j) ? x : 0)));

function expectClose(got: Matrix, want: Matrix, dtype: DType, scale = 1): void {
  const tolerance = (dtype === 'float32' ? 1e-5 : 1e-12) * (1 + scale);
  got.forEach((row, i) => {
    row.forEach((x, j) => {
      expect(Math.abs(x - want[i]![j]!), `at ${i}, ${j}`).toBeLessThanOrEqual(tolerance);
    });
  });
}

const batches = fc.constantFrom<number[]>([], [2], [2, 3], [0], [1, 2]);
const sizes = fc.constantFrom(0, 1, 2, 3, 5, 8);
const rectangles = (dtype: DType): fc.Arbitrary<Operand> =>
  fc.tuple(batches, sizes, sizes).chain(([batch, m, n]) => operands(dtype, [...batch, m, n]));
const squares = (dtype: DType): fc.Arbitrary<Operand> =>
  fc.tuple(batches, sizes).chain(([batch, n]) => operands(dtype, [...batch, n, n]));
const shaped = (x: Operand, ...last: number[]): Shape => [...x.shape.slice(0, -2), ...last];
const largest = (a: Matrix): number => Math.max(0, ...a.flat().map(Math.abs));

describe.each(floats)('in %s', (dtype) => {
  const check = <T>(arbitrary: fc.Arbitrary<T>, run: (x: T) => void): void => {
    fc.assert(fc.property(arbitrary, run), { numRuns: 60 });
  };

  test('lu multiplies to the matrix with its rows exchanged, by factors of at most 1', () => {
    check(rectangles(dtype), (a) => {
      const [m, n] = a.shape.slice(-2) as [number, number];
      const k = Math.min(m, n);
      const [factors, pivots] = [operand(dtype, a.shape), operand('int32', shaped(a, 1, k))];
      lu(
        a,
        factors,
        { ...pivots, shape: shaped(a, k), strides: pivots.strides.toSpliced(-2, 1) },
        operand('int32', shaped(a)),
      );
      matricesOf(factors).forEach((packed, b) => {
        const exchanged = matricesOf(a)[b]!;
        matricesOf(pivots)[b]![0]!.forEach((pivot, i) => {
          [exchanged[i], exchanged[pivot - 1]] = [exchanged[pivot - 1]!, exchanged[i]!];
        });
        const lower = packed.map((row, i) => Array.from({ length: k }, (_, j) => (i === j ? 1 : j < i ? row[j]! : 0)));
        expect(largest(lower)).toBeLessThanOrEqual(1);
        const upper = masked(packed.slice(0, k), (i, j) => j >= i);
        expectClose(product(lower, upper, n), exchanged, dtype, largest(exchanged));
      });
    });
  });

  test('solve solves, unless it says that a pivot is 0', () => {
    const problems = squares(dtype).chain((a) =>
      fc.tuple(
        fc.constant(a),
        fc.constantFrom(0, 1, 3).chain((k) => operands(dtype, [a.shape.at(-1)!, k])),
      ),
    );
    check(problems, ([a, b]) => {
      const out = operand(dtype, shaped(a, ...b.shape));
      const info = operand('int32', shaped(a));
      solve(a, b, out, info);
      const singular = elementsOf(info);
      matricesOf(out).forEach((x, i) => {
        const scale = largest(x);
        // the worse the matrix, the larger the solution
        if (singular[i] === 0 && scale < 1e6) {
          expectClose(product(matricesOf(a)[i]!, x, b.shape[1]!), matricesOf(b)[0]!, dtype, 20 * scale);
        }
      });
    });
  });

  test('solveTriangular reads its triangle alone', () => {
    check(fc.tuple(squares(dtype), fc.boolean(), fc.boolean()), ([a, upper, unit]) => {
      const n = a.shape.at(-1)!;
      const b = operand(
        dtype,
        [n, 2],
        Array.from({ length: 2 * n }, (_, i) => Math.sin(i)),
      );
      const out = operand(dtype, shaped(a, n, 2));
      solveTriangular(a, b, { upper, unit }, out);
      matricesOf(out).forEach((x, i) => {
        const triangle = masked(matricesOf(a)[i]!, (row, column) => (upper ? column >= row : column <= row));
        if (unit) for (let d = 0; d < n; d++) triangle[d]![d] = 1;
        if (largest(x) < 1e4) expectClose(product(triangle, x, 2), matricesOf(b)[0]!, dtype, 20 * largest(x));
      });
    });
  });

  test('cholesky squares to the matrix, of which it reads the lower half', () => {
    check(squares(dtype), (x) => {
      const n = x.shape.at(-1)!;
      const positive = matricesOf(x).map((m) =>
        product(m, transpose(m, n), n).map((row, i) => row.map((v, j) => v + Number(i === j))),
      );
      const half = operand(
        dtype,
        shaped(x, n, n),
        positive.flatMap((m) => masked(m, (i, j) => j <= i).flat()),
      );
      const out = operand(dtype, shaped(x, n, n));
      const info = operand('int32', shaped(x));
      cholesky(half, out, info);
      expect(elementsOf(info).every((order) => order === 0)).toBe(true);
      matricesOf(out).forEach((lower, i) => {
        expectClose(product(lower, transpose(lower, n), n), positive[i]!, dtype, largest(positive[i]!));
        expect(
          masked(lower, (row, column) => column > row)
            .flat()
            .every((v) => v === 0),
        ).toBe(true);
      });
    });
  });

  test('svd multiplies to the matrix, its vectors are orthonormal, its values descend', () => {
    check(fc.tuple(rectangles(dtype), fc.boolean()), ([a, full]) => {
      const [m, n] = a.shape.slice(-2) as [number, number];
      const k = Math.min(m, n);
      const [p, q] = full ? [m, n] : [k, k];
      const [u, s, vh] = [
        operand(dtype, shaped(a, m, p)),
        operand(dtype, shaped(a, k)),
        operand(dtype, shaped(a, q, n)),
      ];
      expect(svd(a, s, { u, vh })).toBe(true);
      const plain = operand(dtype, shaped(a, k));
      svd(a, plain, undefined);
      expect(elementsOf(plain)).toEqual(elementsOf(s));
      const values = elementsOf(s);
      matricesOf(u).forEach((left, i) => {
        const [right, own] = [matricesOf(vh)[i]!, values.slice(i * k, i * k + k)];
        expect(own).toEqual(own.toSorted((x, y) => y - x));
        expectClose(product(transpose(left, p), left, p), identity(p), dtype);
        expectClose(product(right, transpose(right, n), q), identity(q), dtype);
        const scaled = left.map((row) => row.slice(0, k).map((v, j) => v * own[j]!));
        expectClose(product(scaled, right.slice(0, k), n), matricesOf(a)[i]!, dtype, own[0] ?? 0);
      });
    });
  });

  test('eigh diagonalizes, its vectors are orthonormal, its values ascend', () => {
    check(squares(dtype), (a) => {
      const n = a.shape.at(-1)!;
      const [values, vectors] = [operand(dtype, shaped(a, n)), operand(dtype, a.shape)];
      expect(eigh(a, values, vectors)).toBe(true);
      const all = elementsOf(values);
      matricesOf(vectors).forEach((v, i) => {
        const own = all.slice(i * n, i * n + n);
        expect(own).toEqual(own.toSorted((x, y) => x - y));
        expectClose(product(transpose(v, n), v, n), identity(n), dtype);
        const given = matricesOf(a)[i]!;
        const symmetric = given.map((row, r) => row.map((x, c) => (c <= r ? x : given[c]![r]!)));
        const back = product(
          v.map((row) => row.map((x, j) => x * own[j]!)),
          transpose(v, n),
          n,
        );
        expectClose(back, symmetric, dtype, largest(symmetric));
      });
    });
  });

  test('qr multiplies to the matrix, q is orthonormal, r upper triangular', () => {
    check(fc.tuple(rectangles(dtype), fc.boolean()), ([a, complete]) => {
      const [m, n] = a.shape.slice(-2) as [number, number];
      const p = complete ? m : Math.min(m, n);
      const [q, r] = [operand(dtype, shaped(a, m, p)), operand(dtype, shaped(a, p, n))];
      qr(a, q, r);
      matricesOf(q).forEach((basis, i) => {
        const upper = matricesOf(r)[i]!;
        expectClose(product(transpose(basis, p), basis, p), identity(p), dtype);
        expect(
          masked(upper, (row, column) => column < row)
            .flat()
            .every((v) => v === 0),
        ).toBe(true);
        expectClose(product(basis, upper, n), matricesOf(a)[i]!, dtype, largest(upper));
      });
    });
  });
});

const double = (shape: Shape, values: readonly number[]): Operand => operand('float64', shape, values);

test.each<[string, number[], number]>([
  ['nothing but zeros', [0, 0, 0, 0], 1],
  ['equal rows', [1, 2, 1, 2], 2],
  ['a pivot below the diagonal', [0, 1, 1, 0], 0],
])('lu and solve name the first zero pivot of %s', (_, values, want) => {
  const info = operand('int32', []);
  lu(double([2, 2], values), double([2, 2], []), operand('int32', [2]), info);
  expect(elementsOf(info)).toEqual([want]);
  solve(double([2, 2], values), double([2, 1], [1, 1]), double([2, 1], []), info);
  expect(elementsOf(info)).toEqual([want]);
});

test('cholesky names the leading minor that is not positive', () => {
  const info = operand('int32', []);
  cholesky(double([2, 2], [1, 2, 2, 1]), double([2, 2], []), info);
  expect(elementsOf(info)).toEqual([2]);
});

test.each([
  ['far above 1', 1e200],
  ['far below 1', 1e-200],
])('svd is exact for elements %s', (_, size) => {
  const s = double([2], []);
  svd(double([2, 2], [3 * size, 0, 0, -4 * size]), s, undefined);
  expect(elementsOf(s).map((value) => value / size)).toEqual([4, 3]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('svd and eigh refuse %s', (value) => {
  const s = double([2, 2], []);
  expect(svd(double([2, 2, 2], [1, 2, value, 4, 3, 0, 0, 4]), s, undefined)).toBe(false);
  expect(elementsOf(s)).toEqual([Number.NaN, Number.NaN, 4, 3]);
  expect(eigh(double([2, 2], [1, 2, value, 4]), double([2], []), undefined)).toBe(false);
});

test('svd of a matrix of rank 1 completes both bases', () => {
  const [u, s, vh] = [double([3, 3], []), double([3], []), double([3, 3], [])];
  svd(double([3, 3], [1, 2, 3, 2, 4, 6, 3, 6, 9]), s, { u, vh });
  expect(elementsOf(s)[0]).toBeCloseTo(14, 12);
  expect(Math.max(...elementsOf(s).slice(1))).toBeLessThan(1e-14);
  for (const x of [u, vh])
    expectClose(product(matricesOf(x)[0]!, transpose(matricesOf(x)[0]!)), identity(3), 'float64');
});

test('qr has the signs of LAPACK: those of the diagonal of r are opposite to those met, but for the last', () => {
  const r = double([2, 2], []);
  qr(double([2, 2], [3, 1, 4, 1]), undefined, r);
  expect(elementsOf(r).map((x) => Math.round(x * 1e12) / 1e12)).toEqual([-5, -1.4, 0, -0.2]);
});
