import type { Operand } from '../../../memory/memory.ts';
import { takeScratch } from '../../../memory/scratch.ts';
import { wasmMemory } from '../../../memory/wasm-memory.ts';
import { sizeOf } from '../../../shape.ts';
import type { AveragedWindows } from '../../pooling.ts';
import { addressOf, isFloat32, isPlain, type VectorOperand } from '../operands.ts';
import { scratchLike } from '../rows/logit-rows.ts';
import { depthSteps, reshaped } from './depth-steps.ts';
import { poolingFunctions } from './functions.ts';
import { writeWindows } from './windows.ts';

export function averagePool(input: VectorOperand, windows: readonly AveragedWindows[], out: VectorOperand): boolean {
  if (sizeOf(out.shape) === 0 || !isPlain(input)) return false;
  if (windows.length < 3) {
    runWindows('averages', input, windows, out);
    return true;
  }
  const steps = depthSteps(input.shape, windows);
  const averages = scratchLike({ ...out, shape: steps.planes });
  runWindows('averages', input, windows.slice(1), averages);
  runWindows('averages', reshaped(averages, steps.lines), [windows[0]!, steps.columns], reshaped(out, steps.result));
  return true;
}

export function averagePoolInput(grad: Operand, windows: readonly AveragedWindows[], out: Operand): boolean {
  if (sizeOf(grad.shape) === 0 || !isPlain(grad) || !isFloat32(out)) return false;
  let shares: VectorOperand = grad;
  if (windows.length === 3) {
    const steps = depthSteps(out.shape, windows);
    shares = scratchLike({ ...grad, shape: steps.planes });
    spreadShares(reshaped(shares, steps.lines), [windows[0]!, steps.columns], reshaped(grad, steps.result));
  }
  spreadShares(out, windows.slice(-2), shares);
  return true;
}

function spreadShares(out: VectorOperand, windows: readonly AveragedWindows[], grad: VectorOperand): void {
  poolingFunctions().clear(addressOf(out), sizeOf(out.shape) * 4);
  runWindows('shares', out, windows, grad);
}

/** Runs a function over planes and what belongs to their windows. */
function runWindows(
  name: 'averages' | 'shares',
  planes: VectorOperand,
  windows: readonly AveragedWindows[],
  pooled: VectorOperand,
): void {
  const { height, width, rows, columns, rowStep, columnStep, alongRows, alongColumns } = writeWindows(
    planes.shape,
    windows,
  );
  poolingFunctions()[name](
    sizeOf(pooled.shape) / (rows * columns),
    addressOf(planes),
    height * width * 4,
    width,
    rows,
    columns,
    rowStep,
    columnStep,
    alongRows,
    alongColumns,
    writeDivisors(windows),
    addressOf(pooled),
  );
}

/** The products of the divisors along rows and columns, in scratch. */
function writeDivisors(windows: readonly AveragedWindows[]): number {
  const along = windows[windows.length - 1]!.divisors;
  const outer = windows.length === 2 ? windows[0]!.divisors : [1];
  const address = takeScratch(outer.length * along.length * 8);
  const divisors = new Float64Array(wasmMemory()!.buffer, address, outer.length * along.length);
  let at = 0;
  for (const rows of outer) for (const columns of along) divisors[at++] = rows * columns;
  return address;
}
