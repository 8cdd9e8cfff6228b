import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import { addressOfBits, addressOfFloat } from '../constants.ts';
import { fusesMultiplyAdd } from '../features.ts';

/** Leaves a float32 in all lanes. */
export function pushFloat(f: FunctionBuilder, value: number): void {
  f.i32(0).memory(v128.load, addressOfFloat(value));
}

/** Leaves an int32 in all lanes. */
export function pushBits(f: FunctionBuilder, bits: number): void {
  f.i32(0).memory(v128.load, addressOfBits(bits));
}

/** Leaves `a · b + c`, each written by a function, rounded once where the host can. */
export function pushMultiplyAdd(f: FunctionBuilder, a: () => void, b: () => void, c: () => void): void {
  a();
  b();
  if (fusesMultiplyAdd()) {
    c();
    f.op(f32x4.relaxed_madd);
  } else {
    f.op(f32x4.mul);
    c();
    f.op(f32x4.add);
  }
}

/** Puts a polynomial of `x` into `result`; the coefficient of the highest power comes first. */
export function setPolynomial(f: FunctionBuilder, result: Local, x: Local, coefficients: readonly number[]): void {
  pushFloat(f, coefficients[0]!);
  f.set(result);
  for (let i = 1; i < coefficients.length; i++) {
    pushMultiplyAdd(
      f,
      () => f.get(result),
      () => f.get(x),
      () => pushFloat(f, coefficients[i]!),
    );
    f.set(result);
  }
}
