import { grad, isTensor, type Tensor } from '@cotangent/core';
import { evaluateText } from '../adapter/call.ts';
import { compareGradient, compareTensor, Mismatch } from '../compare.ts';
import type { Case, TensorValue, Tolerance } from '../corpus.ts';
import { decodeTensor, NotThere } from '../values.ts';

/** A case of section G_higher_order: derivatives of derivatives of an expression. */
export function runHigherOrder(kase: Case): void {
  const tolerance = kase.tol ?? { rtol: 0, atol: 0 };
  const args = (kase.args as TensorValue[]).map((value) => decodeTensor(value).requiresGrad_());
  const output = evaluateText(String(kase.expr), args);
  if (!isTensor(output)) throw new Mismatch('the expression gave no tensor');
  switch (kase.what) {
    case 'double_backward':
      doubleBackward(kase, args, output, tolerance);
      return;
    case 'nth_derivative':
      nthDerivative(kase, args[0]!, output, tolerance);
      return;
    default:
      throw new NotThere(String(kase.what));
  }
}

function doubleBackward(kase: Case, args: readonly Tensor[], output: Tensor, tolerance: Tolerance): void {
  const recorded = kase.outputs as TensorValue[];
  compareTensor('outputs[0]', output, recorded[0]!, tolerance);
  const weight = decodeTensor((kase.grad_outputs as TensorValue[])[0]!).requiresGrad_();
  const wanted = kase.grads as { path: string; grad: TensorValue | null }[];
  const first = grad(output, args, { gradOutputs: [weight], createGraph: true, allowUnused: true });
  wanted.forEach(({ path, grad: want }, i) => {
    compareGradient(`grad ${path}`, first[i], want, tolerance);
  });
  const cotangents = (kase.v as (TensorValue | null)[]).map((value) => value && decodeTensor(value));
  const roots: Tensor[] = [];
  const weights: Tensor[] = [];
  first.forEach((gradient, i) => {
    {
      const cotangent = cotangents[i];
      if (!gradient?.requiresGrad || !cotangent) return;
      roots.push(gradient);
      weights.push(cotangent);
    }
  });
  const inputs = [...args, weight];
  const second =
    roots.length > 0 ? grad(roots, inputs, { gradOutputs: weights, allowUnused: true }) : inputs.map(() => undefined);
  (kase.second_grads as ({ path: string; grad: TensorValue | null } | TensorValue | null)[]).forEach((want, i) => {
    {
      const value = want !== null && 'grad' in want ? want.grad : (want as TensorValue | null);
      compareGradient(`second_grads[${i}]`, second[i], value, tolerance);
    }
  });
}

function nthDerivative(kase: Case, input: Tensor, output: Tensor, tolerance: Tolerance): void {
  let derivative: Tensor | undefined = output;
  (kase.derivatives as TensorValue[]).forEach((want, k) => {
    if (k > 0 && derivative) {
      derivative = derivative.requiresGrad
        ? grad(derivative.sum(), input, { createGraph: true, allowUnused: true })[0]
        : undefined;
    }
    compareGradient(`derivatives[${k}]`, derivative, want, tolerance);
  });
}
