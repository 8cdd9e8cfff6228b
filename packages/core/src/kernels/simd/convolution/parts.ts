import { elementBytes } from '../bytes.ts';
import type { Plane } from './geometry.ts';

/** How much of a matrix of what windows see is laid out at a time. */
const matrixBytes = 1 << 20;
const fewestPositions = 8;

/** For how many positions a matrix of so many taps is laid out at a time. */
export function positionsAtATime({ height, width }: Plane, taps: number): number {
  return Math.min(height * width, Math.max(fewestPositions, Math.floor(matrixBytes / (taps * elementBytes))));
}

/** Calls `visit` with parts of a plane of at most so many positions: whole rows, or parts of one. */
export function eachPart(
  { height, width }: Plane,
  positions: number,
  visit: (y: number, x: number, rows: number, columns: number) => void,
): void {
  const rows = Math.max(1, Math.floor(positions / width));
  const columns = Math.min(width, positions);
  for (let y = 0; y < height; y += rows) {
    for (let x = 0; x < width; x += columns) {
      visit(y, x, Math.min(rows, height - y), Math.min(columns, width - x));
    }
  }
}
