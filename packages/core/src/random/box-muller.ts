import type { Generator } from './generator.ts';
import { log32 } from './single-precision-log.ts';

/** How many numbers PyTorch transforms at a time, and the length from which it does. */
export const blockSize = 16;

const half = blockSize / 2;
const twoPi = 2 * Math.PI;
const twoPi32 = Math.fround(twoPi);

// Cephes' sinf and cosf (S. Moshier, netlib.org/cephes): π/4 in three parts, and polynomials on [-π/4, π/4].
const fourOverPi = Math.fround(4 / Math.PI);
const quarterPi1 = 0.78515625;
const quarterPi2 = Math.fround(2.418756484985352e-4);
const quarterPi3 = Math.fround(3.774894977445941e-8);
const sin1 = Math.fround(-1.6666654611e-1);
const sin2 = Math.fround(8.3321608736e-3);
const sin3 = Math.fround(-1.9515295891e-4);
const cos2 = Math.fround(4.166664568298827e-2);
const cos3 = Math.fround(-1.388731625493765e-3);
const cos4 = Math.fround(2.443315711809948e-5);

/**
 * Box–Muller on 16 uniforms in place: numbers i and i + 8 make a pair. Every float32 operation stands as PyTorch's AVX2
 * code has it, `Math.fround(a * b + c)` for a fused multiply-add, so that the results agree to the last bit.
 */
function transformBlock32(out: Float32Array, start: number, mean: number, std: number): void {
  for (let i = start; i < start + half; i++) {
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * log32(1 - out[i]!))));
    const angle = Math.fround(twoPi32 * out[i + half]!);
    const octant = (Math.trunc(Math.fround(angle * fourOverPi)) + 1) & ~1;
    let x = Math.fround(angle - octant * quarterPi1);
    x = Math.fround(x - octant * quarterPi2);
    x = Math.fround(x - octant * quarterPi3);
    const square = Math.fround(x * x);
    let c = Math.fround(cos4 * square + cos3);
    c = Math.fround(Math.fround(c * square + cos2) * square);
    c = Math.fround(Math.fround(c * square - Math.fround(square * 0.5)) + 1);
    let s = Math.fround(sin3 * square + sin2);
    s = Math.fround(Math.fround(s * square + sin1) * square);
    s = Math.fround(s * x + x);
    const swapped = (octant & 2) !== 0;
    const sine = (octant & 4) === 0 ? (swapped ? c : s) : swapped ? -c : -s;
    const cosine = ((octant + 2) & 4) === 0 ? (swapped ? s : c) : swapped ? -s : -c;
    out[i] = Math.fround(radius * cosine) * std + mean;
    out[i + half] = Math.fround(radius * sine) * std + mean;
  }
}

function transformBlock64(out: Float64Array, start: number, mean: number, std: number): void {
  for (let i = start; i < start + half; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - out[i]!));
    const angle = twoPi * out[i + half]!;
    out[i] = radius * Math.cos(angle) * std + mean;
    out[i + half] = radius * Math.sin(angle) * std + mean;
  }
}

/** Fills 16 elements or more with normals of 24-bit uniforms. */
export function fillBlocks32(out: Float32Array, mean: number, std: number, generator: Generator): void {
  for (let i = 0; i < out.length; i++) out[i] = generator.uniform24();
  const whole = out.length - (out.length % blockSize);
  for (let start = 0; start < whole; start += blockSize) transformBlock32(out, start, mean, std);
  if (whole === out.length) return;
  // a rest is not filled alone: the last 16 numbers, some of them done already, are drawn anew
  const last = out.length - blockSize;
  for (let i = last; i < out.length; i++) out[i] = generator.uniform24();
  transformBlock32(out, last, mean, std);
}

/** Fills 16 elements or more with normals of 53-bit uniforms. */
export function fillBlocks64(out: Float64Array, mean: number, std: number, generator: Generator): void {
  for (let i = 0; i < out.length; i++) out[i] = generator.uniform53();
  const whole = out.length - (out.length % blockSize);
  for (let start = 0; start < whole; start += blockSize) transformBlock64(out, start, mean, std);
  if (whole === out.length) return;
  const last = out.length - blockSize;
  for (let i = last; i < out.length; i++) out[i] = generator.uniform53();
  transformBlock64(out, last, mean, std);
}
