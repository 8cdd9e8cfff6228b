import { ArgumentError } from '../errors.ts';
import { erf } from '../formula/special-functions.ts';
import { fillNormal, fillUniform } from './distributions.ts';
import { type Generator, getDefaultGenerator } from './generator.ts';

type Floats = Float32Array | Float64Array;

/** Rejected normals are drawn anew this many times; with more than 0.3 of them accepted, some tens are the most. */
const mostRounds = 10_000;

function normalCdf(x: number): number {
  return (1 + erf(x / Math.SQRT2)) / 2;
}

function likeFloats(out: Floats): Floats {
  return out instanceof Float32Array ? new Float32Array(out.length) : new Float64Array(out.length);
}

/** Normals, all of them drawn anew for those outside [low, high]. */
function rejectNormals(out: Floats, mean: number, std: number, low: number, high: number, generator: Generator): void {
  fillNormal(out, mean, std, generator);
  let candidates: Floats | undefined;
  for (let round = 0; ; round++) {
    let outside = -1;
    for (let i = 0; i < out.length && outside < 0; i++) if (out[i]! < low || out[i]! > high) outside = i;
    if (outside < 0) return;
    if (round === mostRounds) {
      throw new ArgumentError(
        `truncNormal: normal numbers of std ${std} around ${mean} round to none in [${low}, ${high}]`,
      );
    }
    candidates ??= likeFloats(out);
    fillNormal(candidates, mean, std, generator);
    for (let i = outside; i < out.length; i++) if (out[i]! < low || out[i]! > high) out[i] = candidates[i]!;
  }
}

/** Uniforms on [a, b], accepted in proportion to the normal density: quicker where [a, b] is a small part of it. */
function rejectUniforms(out: Floats, mean: number, std: number, a: number, b: number, generator: Generator): void {
  const round = out instanceof Float32Array ? Math.fround : (x: number): number => x;
  const centre = round(mean);
  const scale = round(std);
  const mode = Math.max(a, Math.min(mean, b));
  const logPeak = round(-0.5 * ((mode - mean) / std) ** 2);
  const candidates = likeFloats(out);
  const acceptance = likeFloats(out);
  const pending = new Uint8Array(out.length).fill(1);
  let left = out.length;
  while (left > 0) {
    fillUniform(candidates, a, b, generator);
    fillUniform(acceptance, 0, 1, generator);
    for (let i = 0; i < out.length; i++) {
      if (pending[i] === 0) continue;
      out[i] = candidates[i]!;
      const distance = round(round(out[i]! - centre) / scale);
      const logDensity = round(round(round(distance * distance) * -0.5) - logPeak);
      if (round(Math.log(acceptance[i]!)) > logDensity) continue;
      pending[i] = 0;
      left--;
    }
  }
}

/**
 * Fills `out` with normal numbers that lie in [a, b], as `torch.nn.init.trunc_normal_` does from PyTorch 2.12 on, by
 * rejection. (Until 2.11 it inverted the distribution function: other numbers from the same seed.)
 *
 * @throws {@link ArgumentError} unless `mean` and `std` are finite, `std > 0` and `a <= b`, or when [a, b] is unbounded
 * and holds less than 0.3 of the distribution.
 */
export function fillTruncNormal(
  out: Float32Array | Float64Array,
  mean = 0,
  std = 1,
  a = -2,
  b = 2,
  generator: Generator = getDefaultGenerator(),
): void {
  if (!Number.isFinite(mean)) throw new ArgumentError(`truncNormal: mean must be finite, got ${mean}`);
  if (!(std > 0 && std < Infinity)) throw new ArgumentError(`truncNormal: std must be positive and finite, got ${std}`);
  if (!(a <= b)) throw new ArgumentError(`truncNormal: a must not exceed b, got [${a}, ${b}]`);
  if (normalCdf((b - mean) / std) - normalCdf((a - mean) / std) > 0.3) {
    const single = out instanceof Float32Array;
    rejectNormals(out, mean, std, single ? Math.fround(a) : a, single ? Math.fround(b) : b, generator);
    return;
  }
  if (!Number.isFinite(a) || !Number.isFinite(b)) {
    throw new ArgumentError(
      `truncNormal: [${a}, ${b}] must be bounded where it holds less than 0.3 of the distribution`,
    );
  }
  rejectUniforms(out, mean, std, a, b, generator);
}
