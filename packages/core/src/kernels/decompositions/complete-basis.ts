/**
 * Adds rows to orthonormal ones, `known` of them, until there are `count`, all of the given length: of the unit vectors
 * always the one that is farthest from what is there.
 */
export function completeBasis(rows: Float64Array, known: number, count: number, length: number): void {
  for (let row = known; row < count; row++) {
    let farthest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < length; k++) {
      let covered = 0;
      for (let i = 0; i < row; i++) covered += rows[i * length + k]! ** 2;
      if (covered >= least) continue;
      least = covered;
      farthest = k;
    }
    const start = row * length;
    rows.fill(0, start, start + length);
    rows[start + farthest] = 1;
    // the second time takes away what rounding left
    removeProjections(rows, row, length);
    removeProjections(rows, row, length);
  }
}

function removeProjections(rows: Float64Array, row: number, length: number): void {
  const start = row * length;
  for (let i = 0; i < row; i++) {
    let share = 0;
    for (let k = 0; k < length; k++) share += rows[i * length + k]! * rows[start + k]!;
    for (let k = 0; k < length; k++) rows[start + k]! -= share * rows[i * length + k]!;
  }
  let square = 0;
  for (let k = start; k < start + length; k++) square += rows[k]! ** 2;
  const norm = Math.sqrt(square);
  for (let k = start; k < start + length; k++) rows[k]! /= norm;
}
