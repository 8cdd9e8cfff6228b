import { isFloat, isTensor, type Tensor } from '@cotangent/core';
import type { JsonNumber, TensorValue, Tolerance, Value } from './corpus.ts';
import { dtypeOf, NotThere, numberOf } from './values.ts';

/** A result that differs from the recorded one. */
export class Mismatch extends Error {}

/** Says whether a differing element may pass all the same. */
export type Forgive = (got: number, want: number, index: number) => boolean;

export const exact: Tolerance = { rtol: 0, atol: 0 };

/** Whether `|got − want| ≤ atol + rtol · |want|`; NaN matches NaN, an infinity the same infinity. */
export function close(got: number, want: number, { rtol, atol }: Tolerance): boolean {
  if (Number.isNaN(want)) return Number.isNaN(got);
  if (!Number.isFinite(want)) return got === want;
  return Math.abs(got - want) <= atol + rtol * Math.abs(want);
}

export function compareNumbers(where: string, got: unknown, want: JsonNumber, tolerance: Tolerance): void {
  const wanted = numberOf(want);
  if (typeof got !== 'number' || !close(got, wanted, tolerance)) {
    throw new Mismatch(`${where}: got ${String(got)}, want ${wanted}`);
  }
}

/** Compares two values that JSON can hold, exactly. */
export function compareExactly(where: string, got: unknown, want: unknown): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Mismatch(`${where}: got ${a}, want ${b}`);
}

/** What is recorded of a tensor, with or without its `kind`. */
export type RecordedTensor = Pick<TensorValue, 'dtype' | 'shape' | 'data'>;

/** Compares dtype, shape and every element, integers and booleans exactly. */
export function compareTensor(
  where: string,
  got: unknown,
  want: RecordedTensor,
  tolerance: Tolerance,
  forgive: Forgive = () => false,
): void {
  if (!isTensor(got)) throw new Mismatch(`${where}: expected a tensor, got ${String(got)}`);
  const dtype = dtypeOf(want.dtype);
  if (got.dtype !== dtype) throw new Mismatch(`${where}: dtype ${got.dtype}, want ${dtype}`);
  compareExactly(`${where}: shape`, got.shape, want.shape);
  const bounds = isFloat(dtype) ? tolerance : exact;
  const elements = got.toTypedArray();
  if (elements.length !== want.data.length) {
    throw new Mismatch(`${where}: ${elements.length} elements, want ${want.data.length}`);
  }
  for (let i = 0; i < elements.length; i++) {
    const expected = numberOf(want.data[i]!);
    if (!close(elements[i]!, expected, bounds) && !forgive(elements[i]!, expected, i)) {
      throw new Mismatch(`${where}[${i}]: got ${elements[i]}, want ${expected}`);
    }
  }
}

/** Compares any recorded value with a result. */
export function compareValue(where: string, got: unknown, want: Value, tolerance: Tolerance, forgive?: Forgive): void {
  switch (want.kind) {
    case 'tensor':
      compareTensor(where, got, want, tolerance, forgive);
      break;
    case 'int':
    case 'float':
      compareNumbers(where, got, want.value, want.kind === 'int' ? exact : tolerance);
      break;
    case 'bool':
    case 'str':
      if (got !== want.value) throw new Mismatch(`${where}: got ${String(got)}, want ${String(want.value)}`);
      break;
    case 'dtype':
      if (got !== dtypeOf(want.value)) throw new Mismatch(`${where}: got ${String(got)}, want ${want.value}`);
      break;
    case 'none':
      if (got !== undefined && got !== null) throw new Mismatch(`${where}: got ${String(got)}, want nothing`);
      break;
    case 'list':
    case 'tuple': {
      if (!Array.isArray(got)) throw new Mismatch(`${where}: got ${String(got)}, want a ${want.kind}`);
      compareExactly(`${where}: number of items`, got.length, want.items.length);
      for (const [i, item] of want.items.entries()) {
        compareValue(`${where}[${i}]`, (got as unknown[])[i], item, tolerance, forgive);
      }
      break;
    }
    default:
      throw new NotThere(`${where}: comparing a recorded ${want.kind}`);
  }
}

/** Compares the gradient of `input`. One that is not there equals zeros, on either side. */
export function compareGradient(
  where: string,
  got: Tensor | undefined,
  want: TensorValue | null,
  input: Tensor,
  tolerance: Tolerance,
  forgive?: Forgive,
): void {
  if (want === null) {
    if (got?.toTypedArray().some((x) => x !== 0)) throw new Mismatch(`${where}: got a gradient, want none`);
    return;
  }
  if (got) {
    compareTensor(where, got, want, tolerance, forgive);
    return;
  }
  if (dtypeOf(want.dtype) !== input.dtype) throw new Mismatch(`${where}: no gradient of dtype ${want.dtype}`);
  compareExactly(`${where}: shape`, input.shape, want.shape);
  if (want.data.length !== input.numel() || want.data.some((x) => numberOf(x) !== 0)) {
    throw new Mismatch(`${where}: got no gradient`);
  }
}
