import { full, isTensor, type Scalar, type Tensor, tensor } from '@cotangent/core';
import { compareExactly, compareTensor, exact, Mismatch } from '../compare.ts';
import type { Case } from '../corpus.ts';
import { callNamed } from '../python/library.ts';
import { dtypeOf, NotThere } from '../values.ts';
import { expectThrow, refusable } from './expect-throw.ts';

interface Side {
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly scalar?: string;
}

type Operand = Tensor | Scalar;

/** All ones; scalars are true, 2 and 2.0. */
function operandOf(side: Side): Operand {
  if (side.scalar === undefined) return full(side.shape ?? [], 1, { dtype: dtypeOf(side.dtype!) });
  if (side.scalar === 'int_scalar') return 2;
  if (side.scalar === 'bool_scalar') return true;
  // a JavaScript number cannot say that 2.0 is a float
  if (side.scalar === 'float_scalar') return 2.5;
  throw new NotThere(side.scalar);
}

/** `torch.tensor(value, dtype=…)`, with a Python value. */
function construct(kase: Case): void {
  const value = kase.python_value as number | boolean;
  const [requested, fallback] = [kase.requested_dtype as string | null, String(kase.default_dtype_without_request)];
  // a whole JavaScript number is a float without a dtype, so a Python int names its own
  const whole = Number.isInteger(value) ? { dtype: dtypeOf('int64') } : {};
  compareExactly('default_dtype_without_request', tensor(value, whole).dtype, dtypeOf(fallback));
  const result = tensor(value, requested === null ? whole : { dtype: dtypeOf(requested) });
  const data = kase.data as (number | boolean)[];
  compareTensor('data', result.reshape([-1]), { dtype: String(kase.result_dtype), shape: [data.length], data }, exact);
}

/** A case of section A_promotion: the dtype of a result. */
export function runPromotion(kase: Case): void {
  if (kase.op === 'tensor') {
    refusable(construct)(kase);
    return;
  }
  const sides = [kase.a, kase.b].filter((side) => side !== undefined && side !== null);
  const args = argumentsOf(
    String(kase.op),
    sides.map((side) => operandOf(side as Side)),
  );
  const run = (): unknown => callNamed(String(kase.torch_name), args, {});
  if (kase.throws) {
    expectThrow(run);
    return;
  }
  const result = run();
  const first = Array.isArray(result) ? (result as unknown[])[0] : result;
  if (!isTensor(first)) throw new Mismatch('got no tensor');
  compareExactly('result_dtype', first.dtype, dtypeOf(String(kase.result_dtype)));
}

/** What else a function needs beside its recorded operands. */
function argumentsOf(op: string, operands: Operand[]): (Operand | Operand[])[] {
  switch (op) {
    case 'where':
      return [full([2], true), ...operands];
    case 'cat':
      return [operands];
    case 'softmax':
    case 'cumsum':
      return [...operands, 0];
    default:
      return operands;
  }
}
