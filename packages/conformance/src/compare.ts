import { isFloat, isTensor, type Tensor } from '@cotangent/core';
import type { TensorValue, Tolerance, Value } from './corpus.ts';
import { dtypeOf, numberOf } from './values.ts';

/** A result that differs from the recorded one. */
export class Mismatch extends Error {}

const exact: Tolerance = { rtol: 0, atol: 0 };

/** Whether `|got − want| ≤ atol + rtol · |want|`; NaN matches NaN, an infinity the same infinity. */
export function close(got: number, want: number, { rtol, atol }: Tolerance): boolean {
  if (Number.isNaN(want)) return Number.isNaN(got);
  if (!Number.isFinite(want)) return got === want;
  return Math.abs(got - want) <= atol + rtol * Math.abs(want);
}

export function compareNumbers(where: string, got: number, want: number, tolerance: Tolerance): void {
  if (!close(got, want, tolerance)) throw new Mismatch(`${where}: got ${got}, want ${want}`);
}

/** Compares dtype, shape and every element; `accept` may forgive an element. */
export function compareTensor(
  where: string,
  got: unknown,
  want: TensorValue,
  tolerance: Tolerance,
  accept: (got: number, want: number) => boolean = () => false,
): void {
  if (!isTensor(got)) throw new Mismatch(`${where}: expected a tensor, got ${String(got)}`);
  const dtype = dtypeOf(want.dtype);
  if (got.dtype !== dtype) throw new Mismatch(`${where}: dtype ${got.dtype}, want ${dtype}`);
  const [shape, wanted] = [JSON.stringify(got.shape), JSON.stringify(want.shape)];
  if (shape !== wanted) throw new Mismatch(`${where}: shape ${shape}, want ${wanted}`);
  const bounds = isFloat(dtype) ? tolerance : exact;
  const elements = got.toTypedArray();
  if (elements.length !== want.data.length)
    throw new Mismatch(`${where}: ${elements.length} elements, want ${want.data.length}`);
  for (let i = 0; i < elements.length; i++) {
    const expected = numberOf(want.data[i]!);
    if (!close(elements[i]!, expected, bounds) && !accept(elements[i]!, expected)) {
      throw new Mismatch(`${where}[${i}]: got ${elements[i]}, want ${expected}`);
    }
  }
}

/** Compares any recorded value with a result. */
export function compareValue(where: string, got: unknown, want: Value, tolerance: Tolerance): void {
  switch (want.kind) {
    case 'tensor':
      compareTensor(where, got, want, tolerance);
      return;
    case 'int':
    case 'float':
      compareNumbers(where, Number(got), numberOf(want.value), tolerance);
      return;
    case 'bool':
    case 'str':
      if (got !== want.value) throw new Mismatch(`${where}: got ${String(got)}, want ${String(want.value)}`);
      return;
    case 'none':
      if (got !== undefined && got !== null) throw new Mismatch(`${where}: got ${String(got)}, want nothing`);
      return;
    case 'list':
    case 'tuple': {
      const items = Array.isArray(got) ? (got as unknown[]) : [];
      if (items.length !== want.items.length) {
        throw new Mismatch(`${where}: got ${items.length} items, want ${want.items.length}`);
      }
      want.items.forEach((item, i) => {
        compareValue(`${where}[${i}]`, items[i], item, tolerance);
      });
      return;
    }
    default:
      throw new Mismatch(`${where}: a recorded ${want.kind} cannot be compared`);
  }
}

/** A gradient that is not there equals zeros. */
export function compareGradient(
  where: string,
  got: Tensor | undefined,
  want: TensorValue | null,
  tolerance: Tolerance,
  accept?: (got: number, want: number) => boolean,
): void {
  if (want === null) {
    if (got?.toTypedArray().some((x) => x !== 0)) throw new Mismatch(`${where}: got a gradient, want none`);
    return;
  }
  if (!got) {
    if (want.data.some((x) => numberOf(x) !== 0)) throw new Mismatch(`${where}: got no gradient`);
    return;
  }
  compareTensor(where, got, want, tolerance, accept);
}
