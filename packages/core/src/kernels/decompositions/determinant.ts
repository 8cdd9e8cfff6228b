import type { Operand } from '../../memory/memory.ts';
import { sizeOf } from '../../shape.ts';
import { Cursor } from '../reference/cursor.ts';
import { Scratch } from '../reference/scratch.ts';
import { factor } from './lu.ts';

const matrixScratch = /* @__PURE__ */ new Scratch();
const pivotScratch = /* @__PURE__ */ new Scratch();
const single = /* @__PURE__ */ new Float64Array(1);

/** The determinants of matrices `[…, n, n]`. */
export function determinant(input: Operand, out: Operand): void {
  const outs = Cursor.over(out);
  eachFactored(input, (a, size, sign) => {
    let product = sign;
    for (let k = 0; k < size; k++) product *= a[k * size + k]!;
    single[0] = product;
    outs.write(single, 1);
  });
}

/** The signs of determinants, and the logarithms of their sizes, which can be beyond the range of numbers. */
export function logDeterminant(input: Operand, sign: Operand, logAbs: Operand): void {
  const signs = Cursor.over(sign);
  const logs = Cursor.over(logAbs);
  eachFactored(input, (a, size, exchanges) => {
    let product = exchanges;
    let log = 0;
    for (let k = 0; k < size; k++) {
      product *= Math.sign(a[k * size + k]!);
      log += Math.log(Math.abs(a[k * size + k]!));
    }
    single[0] = product;
    signs.write(single, 1);
    single[0] = log;
    logs.write(single, 1);
  });
}

/** Visits each matrix factored, with the sign of its exchanges. */
function eachFactored(input: Operand, visit: (a: Float64Array, size: number, sign: number) => void): void {
  const size = input.shape.at(-1)!;
  const inputs = Cursor.over(input);
  const a = matrixScratch.take(size * size);
  const exchanged = pivotScratch.take(size);
  for (let left = sizeOf(input.shape.slice(0, -2)); left > 0; left--) {
    inputs.read(a, size * size);
    factor(a, size, size, exchanged);
    let sign = 1;
    for (let k = 0; k < size; k++) if (exchanged[k] !== k) sign = -sign;
    visit(a, size, sign);
  }
}
