import { chebyshev, digammaSeries, erfcxSeries, erfSeries, lgammaAroundOne, lgammaAroundTwo } from './chebyshev.ts';

/** The error function, `2/√π ∫₀ˣ exp(-t²) dt`. */
export function erf(x: number): number {
  if (x >= 1) return 1 - erfc(x);
  if (x <= -1) return erfc(-x) - 1;
  return x * chebyshev(erfSeries, 2 * x * x - 1);
}

/** `1 - erf(x)`, to full relative accuracy in the right tail too. */
export function erfc(x: number): number {
  if (x <= -1) return 2 - erfc(-x);
  if (!(x >= 0.5)) return 1 - erf(x);
  if (x > 28) return 0;
  // high² is exact in a double, so the exponential of the large square has no rounding error to magnify
  const high = Math.fround(x);
  const gauss = Math.exp(-high * high) * Math.exp((high - x) * (high + x));
  return (gauss * chebyshev(erfcxSeries, (x - 3.75) / (x + 3.75))) / (1 + 2 * x);
}

/** The inverse of `erf`: NaN outside [-1, 1], infinite at its ends. */
export function erfinv(y: number): number {
  const size = Math.abs(y);
  if (!(size < 1)) return size === 1 ? y * Number.POSITIVE_INFINITY : Number.NaN;
  if (size < 1e-8) return y * (Math.sqrt(Math.PI) / 2);
  let x: number;
  if (size < 0.25) {
    x = size * (Math.sqrt(Math.PI) / 2) * (1 + (Math.PI / 12) * size * size);
  } else {
    // S. Winitzki's approximation, good to 2e-3
    const log = Math.log((1 - size) * (1 + size));
    const half = 2 / (Math.PI * 0.147) + log / 2;
    x = Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
  }
  // Halley's method triples the digits each time; in the tail erfc keeps them
  for (let i = 0; i < 2; i++) {
    const error = size < 0.5 ? erf(x) - size : 1 - size - erfc(x);
    const step = error / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
    x -= step / (1 + x * step);
  }
  return y < 0 ? -x : x;
}

/** `sin(πx)` up to its sign, exactly 0 at integers. */
const absSinPi = (x: number): number => Math.abs(Math.sin(Math.PI * (x - Math.round(x))));

/** `log |Γ(x)|`; infinite at 0, -1, -2 … */
export function lgamma(x: number): number {
  if (x >= 10) {
    const r = 1 / (x * x);
    // Stirling's series, B₂ₖ / (2k (2k-1) x²ᵏ⁻¹) (DLMF 5.11.1)
    const tail =
      1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r / 156)))));
    return (x - 0.5) * (Math.log(x) - 1) + 0.4189385332046727 + tail / x;
  }
  if (x >= 0.5) {
    // + 0 for a positive zero at 1
    if (x <= 1.5) return (x - 1) * chebyshev(lgammaAroundOne, 2 * (x - 1)) + 0;
    // Γ(x) = (x-1)(x-2)…(x-k) Γ(x-k)
    let product = 1;
    while (x > 2.5) product *= --x;
    return Math.log(product) + (x - 2) * chebyshev(lgammaAroundTwo, 2 * (x - 2));
  }
  if (x >= -0.5) return x * chebyshev(lgammaAroundOne, 2 * x) - Math.log(Math.abs(x));
  if (Number.isNaN(x)) return x;
  if (x === Math.floor(x)) return Number.POSITIVE_INFINITY;
  return Math.log(Math.PI / (-x * absSinPi(x))) - lgamma(-x);
}

/** `π cot(πx)`. */
function piCotPi(x: number): number {
  return Math.PI / Math.tan(Math.PI * (x - Math.round(x)));
}

const digammaRoot = 1.4616321449683622;
const digammaRootRest = 9.549995429965697e-17;

/** `d/dx log Γ(x)`. As in PyTorch, `∓∞` at `±0` and NaN at the other poles. */
export function digamma(x: number): number {
  if (x <= 0) {
    if (x === 0) return -1 / x;
    if (x === Math.floor(x)) return Number.NaN;
    return digamma(1 - x) - piCotPi(x);
  }
  if (x >= 10) {
    const r = 1 / (x * x);
    // B₂ₖ / (2k x²ᵏ) (DLMF 5.11.2)
    const tail = 1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760 - r / 12)))));
    return Math.log(x) - 0.5 / x - r * tail;
  }
  let sum = 0;
  if (x < 1) sum -= 1 / x++;
  while (x > 2) sum += 1 / --x;
  return sum + (x - digammaRoot - digammaRootRest) * chebyshev(digammaSeries, 2 * x - 3);
}

/** The n-th derivative of `digamma`, for whole `n ≥ 0`; infinite at the poles when `n > 0`. */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  if (!Number.isInteger(n) || n < 0 || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  const sign = n % 2 === 0 ? -1 : 1;
  if (x <= 0) {
    if (x === Math.floor(x)) return sign * Number.POSITIVE_INFINITY;
    return -sign * polygamma(n, 1 - x) - derivativeOfPiCotPi(n, x);
  }
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return sign * factorial * hurwitzZeta(n + 1, x);
}

/** With `c = cot(πx)`: `dⁿ/dxⁿ c = πⁿ P_n(c)`, where `P_0 = c` and `P_{n+1} = -(1 + c²) P_n'`. */
function derivativeOfPiCotPi(n: number, x: number): number {
  let coefficients = [0, 1];
  for (let i = 0; i < n; i++) {
    const next = new Array<number>(coefficients.length + 1).fill(0);
    for (let k = 1; k < coefficients.length; k++) {
      next[k - 1]! -= k * coefficients[k]!;
      next[k + 1]! -= k * coefficients[k]!;
    }
    coefficients = next;
  }
  const c = piCotPi(x) / Math.PI;
  return Math.PI ** (n + 1) * coefficients.reduceRight((sum, coefficient) => sum * c + coefficient);
}

/** B₂ₖ / (2k)! for k = 1, 2 … */
const bernoulliOverFactorial: readonly number[] = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
  43867 / 5109094217170944000,
];

/** `Σ_{k≥0} (x + k)^-s` for `s ≥ 2`, `x > 0`, by Euler and Maclaurin's formula (DLMF 25.11.28). */
function hurwitzZeta(s: number, x: number): number {
  let sum = 0;
  let a = x;
  while (a < 10 + s) {
    const term = a ** -s;
    sum += term;
    if (term < 1e-17 * sum) return sum;
    a++;
  }
  if (a === Number.POSITIVE_INFINITY) return 0;
  const power = a ** -s;
  sum += a ** (1 - s) / (s - 1) + power / 2;
  // s (s+1) … (s+2k-2) a^(-s-2k+1)
  let factor = (power * s) / a;
  for (let k = 0; k < bernoulliOverFactorial.length; k++) {
    sum += bernoulliOverFactorial[k]! * factor;
    factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / (a * a);
  }
  return sum;
}
