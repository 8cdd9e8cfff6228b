/** What a rotation in the plane of two vectors multiplies them by. */
export interface Rotation {
  cos: number;
  sin: number;
}

/** How often all pairs are rotated at most; some eight times is usual. */
export const mostSweeps = 60;

/** Fills `rotation` with the smaller of the two that make `[[a, b], [b, c]]` diagonal, `b` not 0. */
export function diagonalize(a: number, b: number, c: number, rotation: Rotation): void {
  const slope = (c - a) / (2 * b);
  // the hypotenuse of 1 and a slope whose square may be infinite
  const tan = Math.sign(slope || 1) / (Math.abs(slope) + Math.hypot(1, slope));
  rotation.cos = 1 / Math.sqrt(1 + tan * tan);
  rotation.sin = rotation.cos * tan;
}

/** Rotates `count` pairs of elements, each `step` apart: those from `p` on with those from `q` on. */
export function rotate(
  x: Float64Array,
  p: number,
  q: number,
  step: number,
  count: number,
  { cos, sin }: Readonly<Rotation>,
): void {
  for (let i = 0; i < count; i++, p += step, q += step) {
    const [a, b] = [x[p]!, x[q]!];
    x[p] = cos * a - sin * b;
    x[q] = sin * a + cos * b;
  }
}

/** The positions of the first `count` numbers in order, `sign` 1 for ascending. */
export function orderOf(values: Float64Array, count: number, sign: 1 | -1): number[] {
  return Array.from({ length: count }, (_, i) => i).sort((i, j) => sign * (values[i]! - values[j]!));
}

/** The largest size among the first `count` numbers; not finite when one of them is not. */
export function largestSize(values: Float64Array, count: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const size = Math.abs(values[i]!);
    if (!Number.isFinite(size)) return size;
    if (size > largest) largest = size;
  }
  return largest;
}
