import type { Operand } from '../../memory/memory.ts';
import type { CumulateKind } from '../cumulate.ts';
import { eachRow } from './rows.ts';

export function cumulate(kind: CumulateKind, input: Operand, dim: number, out: Operand): void {
  const integer = out.dtype === 'int32' || out.dtype === 'uint8';
  switch (kind) {
    case 'sum':
      eachRow(input, dim, out, integer ? sumIntegers : sum);
      break;
    case 'prod':
      eachRow(input, dim, out, integer ? multiplyIntegers : multiply);
      break;
    case 'logsumexp':
      eachRow(input, dim, out, logsumexp);
      break;
  }
}

function sum(row: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) row[i]! += row[i - 1]!;
}

function sumIntegers(row: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) row[i] = (row[i]! + row[i - 1]!) | 0;
}

function multiply(row: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) row[i]! *= row[i - 1]!;
}

function multiplyIntegers(row: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) row[i] = Math.imul(row[i]!, row[i - 1]!);
}

function logsumexp(row: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const total = row[i - 1]!;
    const value = row[i]!;
    const larger = Math.max(total, value);
    // ∞ - ∞ would make NaN of what is ∞ or -∞
    row[i] =
      total === value && !Number.isFinite(value) ? value : larger + Math.log1p(Math.exp(-Math.abs(total - value)));
  }
}

export function argCumulate(kind: 'max' | 'min', input: Operand, dim: number, out: Operand): void {
  eachRow(input, dim, out, kind === 'max' ? lastMaxima : lastMinima);
}

function lastMaxima(row: Float64Array, length: number): void {
  let best = Number.NEGATIVE_INFINITY;
  let index = 0;
  for (let i = 0; i < length; i++) {
    const value = row[i]!;
    // once it is NaN, only a NaN replaces it
    if (value >= best || Number.isNaN(value)) {
      best = value;
      index = i;
    }
    row[i] = index;
  }
}

function lastMinima(row: Float64Array, length: number): void {
  let best = Number.POSITIVE_INFINITY;
  let index = 0;
  for (let i = 0; i < length; i++) {
    const value = row[i]!;
    if (value <= best || Number.isNaN(value)) {
      best = value;
      index = i;
    }
    row[i] = index;
  }
}
