import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ArgumentError } from '@cotangent/core';
import { parseCsv, parseDigits } from '@cotangent/data';
import { expect, test } from 'vitest';

const path = createRequire(import.meta.url).resolve('@cotangent/data/digits.csv');
const text = readFileSync(path, 'utf8');

test('the digits are 1797 images of 64 pixels with a class each', () => {
  const { images, labels } = parseDigits(text);
  expect(images.shape).toEqual([1797, 64]);
  expect(images.dtype).toBe('float32');
  expect(labels.shape).toEqual([1797]);
  expect(labels.dtype).toBe('int32');
  expect([images.min().item(), images.max().item()]).toEqual([0, 16]);
  const counts = new Array<number>(10).fill(0);
  for (const label of labels.toTypedArray()) counts[label]!++;
  // as scikit-learn's load_digits has them
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  expect(images.sum().item()).toBe(561718);
});

test('the first image is a zero', () => {
  const { images, labels } = parseDigits(text);
  expect(labels.select(0, 0).item()).toBe(0);
  expect(images.select(0, 0).narrow(0, 0, 16).tolist()).toEqual([0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
});

test.each([
  ['LF', 'a,b\n1,-2.5\n3e2,.5\n'],
  ['CRLF', 'a,b\r\n1,-2.5\r\n3e2,.5\r\n'],
  ['no end of the last line', 'a,b\n1,-2.5\n3e2,.5'],
  ['a byte order mark and blanks', '\uFEFFa , b\n 1, -2.5 \n3e2,+.5'],
])('a table is read with %s', (_, csv) => {
  expect(parseCsv(csv)).toEqual({ columns: ['a', 'b'], rows: 2, values: Float64Array.of(1, -2.5, 300, 0.5) });
});

test('a table may have no rows', () => {
  expect(parseCsv('a,b\n').rows).toBe(0);
});

test.each([
  ['parseCsv: line 1: expected column names', ''],
  ['parseCsv: line 1: expected column names', '\n1\n'],
  ['parseCsv: line 3: expected 2 fields, got 1', 'a,b\n1,2\n3\n'],
  ['parseCsv: line 2: expected 2 fields, got 3', 'a,b\n1,2,3\n'],
  ['parseCsv: line 2: expected 2 fields, got 1', 'a,b\n\n1,2\n'],
  ['parseCsv: line 3, column 2 (b): expected a number, got "x"', 'a,b\n1,2\n3,x\n'],
  ['parseCsv: line 2, column 1 (a): expected a number, got ""', 'a,b\n,2\n'],
  ['parseCsv: line 2, column 1 (a): expected a number, got "0x10"', 'a,b\n0x10,2\n'],
  ['parseCsv: line 2, column 1 (a): expected a number, got "\\"1\\""', 'a,b\n"1",2\n'],
  ['parseCsv: line 2, column 1 (a): expected a number, got "1e999"', 'a,b\n1e999,2\n'],
])('%s', (message, csv) => {
  expect(() => parseCsv(csv)).toThrow(new ArgumentError(message));
});

const header = `${Array.from({ length: 64 }, (_, i) => `p${i}`).join(',')},target`;
const blank = new Array<number>(64).fill(0);

test.each([
  ['parseDigits: line 1: expected 64 pixel columns and target, got 2 columns ending in b', 'a,b\n1,2\n'],
  [
    'parseDigits: line 2, column 3 (p2): expected a whole number from 0 to 16, got 17',
    `${header}\n${blank.with(2, 17).join(',')},1\n`,
  ],
  [
    'parseDigits: line 2, column 1 (p0): expected a whole number from 0 to 16, got 0.5',
    `${header}\n${blank.with(0, 0.5).join(',')},1\n`,
  ],
  [
    'parseDigits: line 3, column 65 (target): expected a whole number from 0 to 9, got 10',
    `${header}\n${blank.join(',')},9\n${blank.join(',')},10\n`,
  ],
])('%s', (message, csv) => {
  expect(() => parseDigits(csv)).toThrow(new ArgumentError(message));
});
