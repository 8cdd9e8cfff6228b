/** A setting as it was given, as PyTorch prints it: `2`, `(2, 3)`, `(null, 3)`. */
export function formatSizes(value: number | readonly (number | null | undefined)[]): string {
  if (typeof value === 'number') return `${value}`;
  const sizes = value.map((size) => `${size ?? null}`);
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}
