import { full, isTensor, type Tensor, tensor } from '@cotangent/core';
import { Mismatch } from '../compare.ts';
import type { Case } from '../corpus.ts';
import { callNamed } from '../python/library.ts';
import { dtypeOf, NotThere } from '../values.ts';
import { expectThrow } from './operation.ts';

interface Side {
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly scalar?: string;
}

/** All ones; scalars are true, 2 and 2.0. */
function operandOf(side: Side): Tensor | number {
  if (side.scalar === undefined) return full(side.shape ?? [], 1, { dtype: dtypeOf(side.dtype!) });
  if (side.scalar === 'int_scalar') return 2;
  // a JavaScript number cannot say that 2.0 is a float, and true is no number
  if (side.scalar === 'float_scalar') return 2.5;
  throw new NotThere(side.scalar);
}

/** `torch.tensor(value, dtype=…)`, with a Python value. */
function construct(kase: Case): void {
  const value = kase.python_value as number | boolean;
  const requested = kase.requested_dtype as string | null;
  // a JavaScript number is a float, so an int without a dtype cannot be said
  const dtype = requested ?? (Number.isInteger(value) ? 'int64' : undefined);
  const result = tensor(value, dtype === undefined ? {} : { dtype: dtypeOf(dtype) });
  if (result.dtype !== dtypeOf(String(kase.result_dtype))) throw new Mismatch(`dtype ${result.dtype}`);
  (kase.data as (number | boolean)[]).forEach((want, i) => {
    if (result.toTypedArray()[i] !== Number(want)) throw new Mismatch(`data[${i}]`);
  });
}

/** A case of section A_promotion: the dtype of a result. */
export function runPromotion(kase: Case): void {
  if (kase.op === 'tensor') {
    construct(kase);
    return;
  }
  const operands = [kase.a, kase.b]
    .filter((side) => side !== undefined && side !== null)
    .map((side) => operandOf(side as Side));
  const args =
    kase.op === 'where'
      ? [full([2], true), ...operands]
      : kase.op === 'cat'
        ? [operands]
        : kase.op === 'softmax'
          ? [...operands, 0]
          : operands;
  const run = (): unknown => callNamed(kase.torch_name ?? '', args, {});
  if (kase.throws) {
    expectThrow(run);
    return;
  }
  const result = run();
  const first = Array.isArray(result) ? (result as unknown[])[0] : result;
  if (!isTensor(first)) throw new Mismatch('got no tensor');
  const want = dtypeOf(String(kase.result_dtype));
  if (first.dtype !== want) throw new Mismatch(`dtype ${first.dtype}, want ${want}`);
}
