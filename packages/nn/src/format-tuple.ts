/** Sizes as PyTorch prints them: `(3, 4)`, `(4,)`. */
export function formatTuple(sizes: readonly number[]): string {
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}
