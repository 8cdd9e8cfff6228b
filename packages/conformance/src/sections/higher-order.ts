import { grad, isTensor, type Tensor } from '@cotangent/core';
import { evaluateText } from '../adapter/call.ts';
import { compareExactly, compareGradient, compareTensor, exact, Mismatch } from '../compare.ts';
import type { Case, TensorValue, Tolerance } from '../corpus.ts';
import { decodeTensor, NotThere } from '../values.ts';
import { hessian, hvp, jacobian, jvp, vjp } from './derivatives.ts';
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
  switch (kase.what) {
    case 'double_backward':
      compareDoubleBackward(kase, args, output, tolerance);
      break;
    case 'nth_derivative':
      compareDerivatives(kase.derivatives!, args[0]!, output, tolerance);
      break;
    case 'vjp':
      compareRow('vjp', vjp(output, args, cotangents(kase)[0]!), kase.vjp!, args, tolerance);
      break;
    case 'jvp':
      compareRow('jvp', [jvp(output, args, cotangents(kase))], kase.jvp!, [output], tolerance);
      break;
    case 'hvp':
      compareRow('hvp', hvp(output, args, cotangents(kase)), kase.hvp!, args, tolerance);
      break;
    case 'jacobian':
      compareRow('jacobian', jacobian(output, args), kase.jacobian!, [], tolerance);
      break;
    case 'hessian': {
      const rows = hessian(output, args);
      compareExactly('rows of the hessian', rows.length, kase.hessian!.length);
      for (const [i, row] of rows.entries()) compareRow(`hessian[${i}]`, row, kase.hessian![i]!, [], tolerance);
      break;
    }
    default:
      throw new NotThere(String(kase.what));
  }
}

function cotangents(kase: HigherOrderCase): (Tensor | undefined)[] {
  return kase.v!.map((value) => (value === null ? undefined : decodeTensor(value)));
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
  const weights = cotangents(kase);
  const roots = first.flatMap((gradient, i) => (gradient?.requiresGrad && weights[i] ? [i] : []));
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

/** The sum's derivatives of order 0, 1, 2 … by one input. */
function compareDerivatives(wanted: readonly Recorded[], input: Tensor, output: Tensor, tolerance: Tolerance): void {
  let derivative: Tensor | undefined = output;
  wanted.forEach((want, k) => {
    if (k > 0 && derivative) {
      derivative = derivative.requiresGrad
        ? grad(derivative.sum(), input, { createGraph: true, allowUnused: true })[0]
        : undefined;
    }
    compareGradient(`derivatives[${k}]`, derivative, want, input, tolerance);
  });
}
