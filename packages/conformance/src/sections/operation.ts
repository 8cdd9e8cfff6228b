import { gather, grad, isTensor, type Tensor } from '@cotangent/core';
import { type Call, call } from '../adapter/call.ts';
import {
  compareExactly,
  compareGradient,
  compareTensor,
  compareValue,
  exact,
  type Forgive,
  Mismatch,
} from '../compare.ts';
import type { Case, TensorValue, Tolerance, Value } from '../corpus.ts';
import { type Decoded, decode, decodeTensor, NotThere } from '../values.ts';
import { expectThrow } from './expect-throw.ts';
import { tensorAt } from './path.ts';

interface OperationCase extends Case {
  readonly args: readonly Value[];
  readonly kwargs: Readonly<Record<string, Value>>;
  readonly output_kind?: string;
  readonly outputs?: readonly (Value & { readonly data10?: readonly string[] })[];
  readonly outputs_require_grad?: readonly (boolean | null)[];
  readonly grad_outputs?: readonly (TensorValue | null)[];
  readonly grads?: readonly { readonly path: string; readonly grad: TensorValue | null }[];
}

interface Inputs {
  readonly args: readonly Decoded[];
  readonly kwargs: Readonly<Record<string, Decoded>>;
}

/** A case of sections A, B and C: one call, its outputs and its gradients. `invoke` makes the call. */
export function runOperation(given: Case, invoke: Call = call): void {
  const kase = given as OperationCase;
  const inputs: Inputs = {
    args: kase.args.map(decode),
    kwargs: Object.fromEntries(Object.entries(kase.kwargs).map(([name, value]) => [name, decode(value)])),
  };
  if (kase.throws) {
    expectThrow(() => invoke(kase, inputs.args, inputs.kwargs));
    return;
  }
  const tolerance = kase.tol ?? exact;
  const outputs = listOutputs(kase, invoke(kase, inputs.args, inputs.kwargs));
  const recorded = kase.outputs ?? [];
  compareExactly('number of outputs', outputs.length, recorded.length);
  recorded.forEach((want, i) => {
    compareValue(
      `outputs[${i}]`,
      outputs[i],
      want,
      tolerance,
      forgiveQuirk(kase) ?? forgiveTies(kase, inputs, outputs[i], want),
    );
    if (want.kind === 'tensor' && want.data10) {
      const tenDecimals: Tolerance = { rtol: tolerance.rtol, atol: tolerance.atol + 0.5e-10 };
      compareTensor(`outputs[${i}].data10`, outputs[i], { ...want, data: want.data10.map(Number) }, tenDecimals);
    }
  });
  if (kase.outputs_require_grad) {
    compareExactly('number of outputs_require_grad', outputs.length, kase.outputs_require_grad.length);
  }
  kase.outputs_require_grad?.forEach((want, i) => {
    const got = outputs[i];
    // null stands where torch gave no tensor
    if (want !== null) compareExactly(`outputs_require_grad[${i}]`, isTensor(got) && got.requiresGrad, want);
  });
  if (kase.grads) compareGrads(kase, inputs, outputs, tolerance);
}

function listOutputs(kase: OperationCase, result: unknown): unknown[] {
  switch (kase.output_kind) {
    case 'tuple':
    case 'list':
      if (!Array.isArray(result)) throw new Mismatch(`got one output, want a ${kase.output_kind}`);
      return result as unknown[];
    case undefined:
    case 'tensor':
    case 'scalar':
    case 'size':
      return [result];
    default:
      throw new NotThere(`outputs of kind ${kase.output_kind}`);
  }
}

function compareGrads(kase: OperationCase, inputs: Inputs, outputs: readonly unknown[], tolerance: Tolerance): void {
  const roots: Tensor[] = [];
  const weights: Tensor[] = [];
  kase.grad_outputs?.forEach((weight, i) => {
    const output = outputs[i];
    if (weight === null) return;
    if (!isTensor(output)) throw new Mismatch(`outputs[${i}] is not a tensor`);
    // an output that needs no gradient contributes none
    if (!output.requiresGrad) return;
    roots.push(output);
    weights.push(decodeTensor(weight));
  });
  const wanted = kase.grads ?? [];
  const leaves = wanted.map(({ path }) => tensorAt(path, { ...inputs }));
  const gradients =
    roots.length > 0 ? grad(roots, leaves, { gradOutputs: weights, allowUnused: true }) : leaves.map(() => undefined);
  wanted.forEach(({ path, grad: want }, i) => {
    const leaf = leaves[i]!;
    compareGradient(`grads ${path}`, gradients[i], want, leaf, tolerance, forgiveExtremes(kase, leaf));
  });
}

/** Gradients at infinities and NaN are PyTorch's choice where a note says so; elsewhere they bind. */
function forgiveExtremes(kase: Case, leaf: Tensor): Forgive | undefined {
  if (!kase.notes?.some((note) => note.includes('lenient'))) return undefined;
  const at = leaf.toTypedArray();
  return (_got, want, i) => !Number.isFinite(want) || !Number.isFinite(at[i]);
}

/** Quirk 3 of FORMAT.md: gelu(+Infinity) in float32 may be NaN or Infinity. */
function forgiveQuirk(kase: Case): Forgive | undefined {
  if (kase.op !== 'nn.functional.gelu' || kase.dtype !== 'float32') return undefined;
  const either = (x: number): boolean => Number.isNaN(x) || x === Number.POSITIVE_INFINITY;
  return (got, want) => either(got) && either(want);
}

/** Which of equal elements `topk` takes is open: another index passes where the input has the same there. */
function forgiveTies(kase: OperationCase, inputs: Inputs, got: unknown, want: Value): Forgive | undefined {
  const [x] = inputs.args;
  if (kase.op !== 'topk' || want.kind !== 'tensor' || want === kase.outputs?.[0]) return undefined;
  if (!isTensor(x) || !isTensor(got)) return undefined;
  const dim = Number(inputs.args[2] ?? inputs.kwargs.dim ?? -1);
  const [taken, recorded] = [got, decodeTensor(want)].map((indices) => gather(x, dim, indices).toTypedArray());
  return (_got, _want, i) => taken![i] === recorded![i];
}
