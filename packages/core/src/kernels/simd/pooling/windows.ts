import { takeScratch } from '../../../memory/scratch.ts';
import { wasmMemory } from '../../../memory/wasm-memory.ts';
import type { Shape } from '../../../shape.ts';
import type { PoolWindows } from '../../pooling.ts';

/** The windows of planes, for kernels: of rows the height is 1. */
export interface PlaneWindows {
  readonly height: number;
  readonly width: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly columnStep: number;
  /** The addresses of the first element and the end of each window, in turn, along rows and columns. */
  readonly alongRows: number;
  readonly alongColumns: number;
}

const whole: PoolWindows = { starts: [0], ends: [1], step: 1 };

/** Puts the windows into scratch. */
export function writeWindows(shape: Shape, windows: readonly PoolWindows[]): PlaneWindows {
  const width = shape[shape.length - 1]!;
  const height = windows.length === 2 ? shape[shape.length - 2]! : 1;
  const alongColumns = windows[windows.length - 1]!;
  const alongRows = windows.length === 2 ? windows[0]! : whole;
  return {
    height,
    width,
    rows: alongRows.starts.length,
    columns: alongColumns.starts.length,
    rowStep: alongRows.step,
    columnStep: alongColumns.step,
    alongRows: writeSpans(alongRows, height),
    alongColumns: writeSpans(alongColumns, width),
  };
}

function writeSpans({ starts, ends }: PoolWindows, size: number): number {
  const address = takeScratch(starts.length * 8);
  const spans = new Int32Array(wasmMemory()!.buffer, address, starts.length * 2);
  for (let i = 0; i < starts.length; i++) {
    // an empty window may begin behind the last element
    const start = Math.min(starts[i]!, size - 1);
    spans[2 * i] = start;
    spans[2 * i + 1] = Math.max(starts[i]! < ends[i]! ? ends[i]! : start, start);
  }
  return address;
}

/** Whether windows are pairs, one after the other. */
export function arePairs({ starts, ends, step }: PoolWindows): boolean {
  if (step !== 1) return false;
  for (let i = 0; i < starts.length; i++) if (starts[i] !== 2 * i || ends[i] !== 2 * i + 2) return false;
  return true;
}
