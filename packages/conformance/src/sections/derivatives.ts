import { grad, stack, type Tensor, tensor, zeros, zerosLike } from '@cotangent/core';

type Maybe<T> = T | undefined;

/** The gradients of `output` by each input, `undefined` where it does not depend on it. */
function gradients(
  output: Maybe<Tensor>,
  inputs: readonly Tensor[],
  weight: Maybe<Tensor>,
  createGraph: boolean,
): Maybe<Tensor>[] {
  if (!output?.requiresGrad) return inputs.map(() => undefined);
  // every derivative here may be asked for again, so the graph stays
  return grad(output, inputs, {
    gradOutputs: weight && [weight],
    createGraph,
    retainGraph: true,
    allowUnused: true,
  });
}

/** `vᵀ J`: the gradients weighted by `v`, which has the output's shape. */
export function vjp(output: Tensor, inputs: readonly Tensor[], v: Maybe<Tensor>): Maybe<Tensor>[] {
  return gradients(output, inputs, v, false);
}

/** One per input, of shape `[...output, ...input]`: a row of gradients for each element of the output. */
export function jacobian(output: Tensor, inputs: readonly Tensor[]): Tensor[] {
  const rows = Array.from({ length: output.numel() }, (_, k) => {
    const unit = new Float64Array(output.numel());
    unit[k] = 1;
    const weight = tensor(unit, { dtype: output.dtype }).reshape(output.shape);
    return gradients(output, inputs, weight, false);
  });
  return inputs.map((input, i) => {
    const shape = [...output.shape, ...input.shape];
    if (rows.length === 0) return zeros(shape, { dtype: input.dtype });
    return stack(rows.map((row) => row[i] ?? zerosLike(input))).reshape(shape);
  });
}

/** `hessian[i][j]` of a scalar, of shape `[...input i, ...input j]`. */
export function hessian(output: Tensor, inputs: readonly Tensor[]): Tensor[][] {
  const first = gradients(output, inputs, undefined, true);
  return inputs.map((input, i) => jacobian(first[i] ?? zerosLike(input), inputs));
}

/** `Σ ⟨gᵢ, vᵢ⟩` over those that are there. */
function inner(g: readonly Maybe<Tensor>[], v: readonly Maybe<Tensor>[]): Maybe<Tensor> {
  const products = g.flatMap((gi, i) => (gi && v[i] ? [gi.mul(v[i]).sum()] : []));
  return products.length === 0 ? undefined : products.reduce((a, b) => a.add(b));
}

/** `H v`: the gradients of `⟨g, v⟩`, where g is the gradient of a scalar. */
export function hvp(output: Tensor, inputs: readonly Tensor[], v: readonly Maybe<Tensor>[]): Maybe<Tensor>[] {
  return gradients(inner(gradients(output, inputs, undefined, true), v), inputs, undefined, false);
}

/** `J v` by two backward passes: `Jᵀ u` is linear in `u`, and its derivative by `u`, weighted by `v`, is `J v`. */
export function jvp(output: Tensor, inputs: readonly Tensor[], v: readonly Maybe<Tensor>[]): Maybe<Tensor> {
  const u = zerosLike(output).requiresGrad_();
  return gradients(inner(gradients(output, inputs, u, true), v), [u], undefined, false)[0];
}
