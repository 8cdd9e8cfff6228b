/** Median and spread of times, or of figures made from them. */
export interface Statistics {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly n: number;
}

export function statisticsOf(values: readonly number[]): Statistics {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p10: quantile(sorted, 0.1), p90: quantile(sorted, 0.9), n: sorted.length };
}

/** The value that this share of the sorted values lies below, between two of them where it falls between. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) throw new RangeError('no quantile of no values');
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

export function median(values: readonly number[]): number {
  return statisticsOf(values).median;
}
