import { CotangentError, grad, isTensor, type Tensor } from '@cotangent/core';
import { call } from '../adapter/call.ts';
import { compareGradient, compareTensor, compareValue, Mismatch } from '../compare.ts';
import type { Case, TensorValue, Tolerance, Value } from '../corpus.ts';
import { type Decoded, decode, decodeTensor, isTensorValue } from '../values.ts';

interface OperationCase extends Case {
  readonly torch_name: string;
  readonly args: readonly Value[];
  readonly kwargs: Readonly<Record<string, Value>>;
  readonly output_kind?: string;
  readonly outputs?: readonly Value[];
  readonly outputs_require_grad?: readonly (boolean | null)[];
  readonly grad_outputs?: readonly (TensorValue | null)[];
  readonly grads?: readonly { readonly path: string; readonly grad: TensorValue | null }[];
}

/** A case of sections A, B and C: one call, its outputs and its gradients. */
export function runOperation(given: Case): void {
  const kase = given as OperationCase;
  const args = kase.args.map(decode);
  const kwargs = Object.fromEntries(Object.entries(kase.kwargs).map(([name, value]) => [name, decode(value)]));
  if (kase.throws) {
    expectThrow(() => call(kase, args, kwargs));
    return;
  }
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
  const lenient = isLenient(kase);
  const outputs = listOutputs(kase, call(kase, args, kwargs));
  const recorded = kase.outputs ?? [];
  if (outputs.length !== recorded.length) throw new Mismatch(`${outputs.length} outputs, want ${recorded.length}`);
  recorded.forEach((want, i) => {
    const accept = acceptQuirk(kase);
    if (isTensorValue(want)) compareTensor(`outputs[${i}]`, outputs[i], want, tolerance, accept);
    else compareValue(`outputs[${i}]`, outputs[i], want, tolerance);
    const requires = kase.outputs_require_grad?.[i];
    const got = outputs[i];
    if (typeof requires === 'boolean' && isTensor(got) && got.requiresGrad !== requires) {
      throw new Mismatch(`outputs[${i}].requires_grad: got ${got.requiresGrad}, want ${requires}`);
    }
  });
  if (kase.grads) compareGrads(kase, args, kwargs, outputs, tolerance, lenient);
}

/** Runs what must be refused: only one of the library's own errors counts. */
export function expectThrow(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (error instanceof CotangentError) return;
    throw error instanceof Error && error.constructor.name === 'NotThere'
      ? error
      : new Mismatch(`threw ${String(error)}, which is not an error of the library`);
  }
  throw new Mismatch('did not throw');
}

function listOutputs(kase: OperationCase, result: unknown): unknown[] {
  if (kase.output_kind === 'tuple' || kase.output_kind === 'list') {
    if (!Array.isArray(result)) throw new Mismatch(`got one output, want ${kase.output_kind}`);
    return result as unknown[];
  }
  return [result];
}

function compareGrads(
  kase: OperationCase,
  args: readonly Decoded[],
  kwargs: Readonly<Record<string, Decoded>>,
  outputs: readonly unknown[],
  tolerance: Tolerance,
  lenient: boolean,
): void {
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
  const inputs = wanted.map(({ path }) => lookup(path, args, kwargs));
  const gradients =
    roots.length > 0 ? grad(roots, inputs, { gradOutputs: weights, allowUnused: true }) : inputs.map(() => undefined);
  wanted.forEach(({ path, grad: want }, i) => {
    // gradients at infinities and NaN are PyTorch's choice; only the finite part is binding
    const accept = lenient ? acceptNonFinite : undefined;
    compareGradient(`grad ${path}`, gradients[i], want, tolerance, accept);
  });
}

/** The notes that make gradients at extremal values a matter of choice. */
function isLenient(kase: Case): boolean {
  return (kase.notes ?? []).some((note) => note.includes('lenient'));
}

function acceptNonFinite(got: number, want: number): boolean {
  return !Number.isFinite(got) || !Number.isFinite(want);
}

/** Quirk 3 of FORMAT.md: gelu(+Infinity) in float32 may be NaN or Infinity. */
function acceptQuirk(kase: Case): ((got: number, want: number) => boolean) | undefined {
  if (kase.op !== 'nn.functional.gelu' || kase.dtype !== 'float32') return undefined;
  const either = (x: number): boolean => Number.isNaN(x) || x === Number.POSITIVE_INFINITY;
  return (got, want) => either(got) && either(want);
}

/** The tensor at a path like `args[0][1]` or `kwargs.weight`. */
function lookup(path: string, args: readonly Decoded[], kwargs: Readonly<Record<string, Decoded>>): Tensor {
  let value: unknown = { args, kwargs };
  for (const key of path.match(/[A-Za-z_]\w*|\d+/g) ?? []) value = (value as Record<string, unknown>)[key];
  if (!isTensor(value)) throw new Mismatch(`${path} is not a tensor`);
  return value;
}
