/** In place of an index, where a tap has no place. Weight 0 would not do: ∞ times it is NaN. */
export const none = -1;

/** For each place of the output along one dimension, one place of the input or {@link none}, and how much it counts there. */
export interface Tap {
  readonly index: Int32Array;
  /** Absent where it alone counts, with weight 1. */
  readonly weight: Float64Array | undefined;
}

/** How one dimension is resampled. */
export interface Resampling {
  readonly inSize: number;
  readonly outSize: number;
  /** Output per input when the user gave it; otherwise it follows from the sizes. */
  readonly scaleFactor: number | undefined;
  /** Whether the first and last elements of input and output coincide, not their outer edges. */
  readonly alignCorners: boolean;
  /** Rounds as the dtype does: coordinates are computed in it. */
  readonly round: (x: number) => number;
}

/** Input places per output place. */
function stepOf({ inSize, outSize, scaleFactor, alignCorners, round }: Resampling): number {
  if (alignCorners) return outSize > 1 ? round((inSize - 1) / (outSize - 1)) : 0;
  return round(scaleFactor === undefined ? inSize / outSize : 1 / scaleFactor);
}

/** Where in the input the middle of an output place lies. */
function sourceOf(i: number, step: number, { alignCorners, round }: Resampling): number {
  return alignCorners ? round(step * i) : round(round(step * round(i + 0.5)) - 0.5);
}

/** An empty tap with weights. */
function tap(size: number): { index: Int32Array; weight: Float64Array } {
  return { index: new Int32Array(size), weight: new Float64Array(size) };
}

/** The place at or before; `exact` takes the nearest one, halves upwards. */
export function nearestTaps(options: Resampling, exact: boolean): Tap[] {
  const { inSize, outSize, round } = options;
  const step = stepOf(options);
  const index = new Int32Array(outSize);
  for (let i = 0; i < outSize; i++) {
    const place = exact ? round(Math.max(0, sourceOf(i, step, options)) + 0.5) : round(step * i);
    // rounded to float32 for every dtype, as PyTorch does: 2.9999999999999996 is the third place
    index[i] = Math.min(Math.floor(Math.fround(place)), inSize - 1);
  }
  return [{ index, weight: undefined }];
}

/** The two places around, each the more the nearer it is. */
export function linearTaps(options: Resampling): Tap[] {
  const { inSize, outSize, round } = options;
  const step = stepOf(options);
  const [before, after] = [tap(outSize), tap(outSize)];
  for (let i = 0; i < outSize; i++) {
    const source = Math.max(0, sourceOf(i, step, options));
    const low = Math.min(Math.floor(source), inSize - 1);
    const share = Math.min(Math.max(round(source - low), 0), 1);
    before.index[i] = low;
    before.weight[i] = 1 - share;
    after.index[i] = Math.min(low + 1, inSize - 1);
    after.weight[i] = share;
  }
  return [before, after];
}

/** Keys' cubic convolution: at distance |x| ≤ 1, and at 1 ≤ |x| ≤ 2. */
const cubicNear = (x: number, a: number): number => ((a + 2) * x - (a + 3)) * x * x + 1;
const cubicFar = (x: number, a: number): number => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;

/** Four places, those beyond the edge being the edge again. */
export function cubicTaps(options: Resampling): Tap[] {
  const { inSize, outSize, round } = options;
  const a = -0.75;
  const step = stepOf(options);
  const taps = [tap(outSize), tap(outSize), tap(outSize), tap(outSize)];
  for (let i = 0; i < outSize; i++) {
    const source = sourceOf(i, step, options);
    const low = Math.min(Math.floor(source), inSize - 1);
    const t = Math.min(Math.max(round(source - low), 0), 1);
    const weights = [cubicFar(t + 1, a), cubicNear(t, a), cubicNear(1 - t, a), cubicFar(2 - t, a)];
    for (let k = 0; k < 4; k++) {
      taps[k]!.index[i] = Math.min(Math.max(low - 1 + k, 0), inSize - 1);
      taps[k]!.weight[i] = weights[k]!;
    }
  }
  return taps;
}

/** Windows `[first, end)` of the input with weights; taps beyond a shorter window have no place. */
function windowTaps(outSize: number, windowOf: (i: number) => { first: number; weights: readonly number[] }): Tap[] {
  const windows = Array.from({ length: outSize }, (_, i) => windowOf(i));
  const width = Math.max(...windows.map(({ weights }) => weights.length));
  const taps = Array.from({ length: width }, () => tap(outSize));
  for (const [i, { first, weights }] of windows.entries()) {
    for (let k = 0; k < width; k++) {
      taps[k]!.index[i] = k < weights.length ? first + k : none;
      taps[k]!.weight[i] = weights[k] ?? 0;
    }
  }
  return taps;
}

/** The mean of all places that an output place overlaps. */
export function areaTaps({ inSize, outSize }: Resampling): Tap[] {
  return windowTaps(outSize, (i) => {
    const first = Math.floor((i * inSize) / outSize);
    const count = Math.ceil(((i + 1) * inSize) / outSize) - first;
    return { first, weights: new Array<number>(count).fill(1 / count) };
  });
}

const triangle = (x: number): number => Math.max(0, 1 - Math.abs(x));
const cubic = (x: number): number => {
  const distance = Math.abs(x);
  if (distance < 1) return cubicNear(distance, -0.5);
  return distance < 2 ? cubicFar(distance, -0.5) : 0;
};

/** Linear or cubic interpolation whose window widens with the step, so that a smaller output skips nothing. */
export function antialiasedTaps(options: Resampling, kind: 'linear' | 'cubic'): Tap[] {
  const { inSize, outSize } = options;
  const [filter, reach] = kind === 'linear' ? [triangle, 1] : [cubic, 2];
  const step = stepOf(options);
  const widening = Math.max(1, step);
  return windowTaps(outSize, (i) => {
    // counted from the outer edge; PyTorch keeps that with alignCorners, which then changes the step alone
    const middle = step * (i + 0.5);
    const first = Math.max(0, Math.trunc(middle - reach * widening + 0.5));
    const end = Math.min(inSize, Math.trunc(middle + reach * widening + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) => filter((first + k - middle + 0.5) / widening));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}
