const splitter = 2 ** 27 + 1;

/** What rounding takes from `a * b` (Dekker's product): `a * b` exactly equals the rounded product plus this. */
function productError(a: number, b: number, product: number): number {
  const a1 = a * splitter - (a * splitter - a);
  const b1 = b * splitter - (b * splitter - b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
}

/**
 * `a * b + c` in float64 with one rounding, as a processor's fused multiply-add has: both roundings' errors are put
 * back. Where the error cannot be told (factors beyond 2⁹⁹⁶) the two roundings stay.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const part = sum - product;
  const sumError = product - (sum - part) + (c - part);
  const error = productError(a, b, product) + sumError;
  return Number.isFinite(error) ? sum + error : sum;
}
