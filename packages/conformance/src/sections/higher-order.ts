import { func, grad, hessian, hvp, isTensor, jacobian, jvp, type Tensor, vjp, zerosLike } from '@cotangent/core';
import { evaluateText } from '../adapter/call.ts';
import { compareExactly, compareGradient, compareTensor, exact, Mismatch } from '../compare.ts';
import type { Case, TensorValue, Tolerance } from '../corpus.ts';
import { decodeTensor, NotThere } from '../values.ts';
import { tensorAt } from './path.ts';

type Recorded = TensorValue | null;

interface HigherOrderCase extends Case {
  readonly expr: string;
  readonly args: readonly TensorValue[];
  readonly kwargs?: object;
  readonly what: string;
  readonly outputs?: readonly TensorValue[];
  readonly grad_outputs?: readonly TensorValue[];
  readonly grads?: readonly GradientAt[];
  readonly v?: readonly Recorded[];
  readonly second_grads?: readonly GradientAt[];
  readonly derivatives?: readonly Recorded[];
  readonly vjp?: readonly Recorded[];
  readonly jvp?: readonly Recorded[];
  readonly hvp?: readonly Recorded[];
  readonly jacobian?: readonly Recorded[];
  readonly hessian?: readonly (readonly Recorded[])[];
}

/** A case of section G_higher_order: derivatives of derivatives of an expression. */
export function runHigherOrder(given: Case): void {
  const kase = given as HigherOrderCase;
  const tolerance = kase.tol ?? exact;
  if (Object.keys(kase.kwargs ?? {}).length > 0) throw new NotThere('keyword arguments of an expression');
  const args = kase.args.map((value) => decodeTensor(value).requiresGrad_());
  const output = evaluateText(kase.expr, args);
  if (!isTensor(output)) throw new Mismatch('the expression gave no tensor');
  if (kase.outputs) {
    compareExactly('number of outputs', 1, kase.outputs.length);
    compareTensor('outputs[0]', output, kase.outputs[0]!, tolerance);
  }
  compareDerivative(kase, args, output, tolerance);
}

function compareDerivative(kase: HigherOrderCase, args: readonly Tensor[], output: Tensor, tolerance: Tolerance): void {
  const fn = (...inputs: Tensor[]): Tensor => evaluateText(kase.expr, inputs) as Tensor;
  switch (kase.what) {
    case 'double_backward':
      compareDoubleBackward(kase, args, output, tolerance);
      break;
    case 'nth_derivative':
      compareDerivatives(kase.derivatives!, args[0]!, fn, tolerance);
      break;
    case 'vjp':
      compareRow('vjp', vjp(fn, args, cotangents(kase, [output]))[1], kase.vjp!, args, tolerance);
      break;
    case 'jvp':
      compareRow('jvp', [jvp(fn, args, cotangents(kase, args))[1]], kase.jvp!, [output], tolerance);
      break;
    case 'hvp':
      compareRow('hvp', hvp(fn, args, cotangents(kase, args))[1], kase.hvp!, args, tolerance);
      break;
    case 'jacobian':
      for (const vectorize of [false, true]) {
        compareRow('jacobian', jacobian(fn, args, { vectorize }), kase.jacobian!, [], tolerance);
      }
      break;
    case 'hessian':
      for (const vectorize of [false, true]) {
        const rows = hessian(fn, args, { vectorize });
        compareExactly('rows of the hessian', rows.length, kase.hessian!.length);
        for (const [i, row] of rows.entries()) compareRow(`hessian[${i}]`, row, kase.hessian![i]!, [], tolerance);
      }
      break;
    default:
      throw new NotThere(String(kase.what));
  }
}

/** The recorded vectors; none counts as zeros. */
function cotangents(kase: HigherOrderCase, like: readonly Tensor[]): Tensor[] {
  return kase.v!.map((value, i) => (value === null ? zerosLike(like[i]!) : decodeTensor(value)));
}

/** Compares a derivative by each of `inputs`; one that is not there must be recorded as zeros of the input's shape. */
function compareRow(
  where: string,
  got: readonly (Tensor | undefined)[],
  want: readonly Recorded[],
  inputs: readonly Tensor[],
  tolerance: Tolerance,
): void {
  compareExactly(`${where}: number`, got.length, want.length);
  for (const [i, value] of want.entries()) {
    compareGradient(`${where}[${i}]`, got[i], value, inputs[i] ?? got[i]!, tolerance);
  }
}

interface GradientAt {
  readonly path: string;
  readonly grad: Recorded;
}

/** Compares gradients that are recorded by the path of their input. */
function compareAt(
  where: string,
  got: readonly (Tensor | undefined)[],
  want: readonly GradientAt[],
  inputs: readonly Tensor[],
  roots: Readonly<Record<string, unknown>>,
  tolerance: Tolerance,
): void {
  for (const { path, grad: value } of want) {
    const input = tensorAt(path, roots);
    compareGradient(`${where} ${path}`, got[inputs.indexOf(input)], value, input, tolerance);
  }
}

function compareDoubleBackward(
  kase: HigherOrderCase,
  args: readonly Tensor[],
  output: Tensor,
  tolerance: Tolerance,
): void {
  const weight = decodeTensor(kase.grad_outputs![0]!).requiresGrad_();
  const first = grad(output, args, { gradOutputs: [weight], createGraph: true, allowUnused: true });
  compareAt('grads', first, kase.grads!, args, { args }, tolerance);
  const weights = cotangents(kase, args);
  const roots = first.flatMap((gradient, i) => (gradient?.requiresGrad ? [i] : []));
  const inputs = [...args, weight];
  const second =
    roots.length === 0
      ? inputs.map(() => undefined)
      : grad(
          roots.map((i) => first[i]!),
          inputs,
          { gradOutputs: roots.map((i) => weights[i]!), allowUnused: true },
        );
  compareExactly('number of second_grads', second.length, kase.second_grads!.length);
  compareAt('second_grads', second, kase.second_grads!, inputs, { args, grad_outputs: [weight] }, tolerance);
}

/** The derivatives of order 0, 1, 2 … by one input, each that of the sum of the one before. */
function compareDerivatives(
  wanted: readonly Recorded[],
  input: Tensor,
  fn: (x: Tensor) => Tensor,
  tolerance: Tolerance,
): void {
  let derivative = fn;
  wanted.forEach((want, k) => {
    const lower = derivative;
    if (k > 0) derivative = func.grad((x: Tensor) => lower(x).sum());
    compareGradient(`derivatives[${k}]`, derivative(input), want, input, tolerance);
  });
}
