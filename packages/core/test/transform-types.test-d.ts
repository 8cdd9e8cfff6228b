// Checked by the compiler alone: the types of transformed functions.
import { func, jacobian, type Tensor, valueAndGrad, vjp, vmap } from '../src/index.ts';
import type { Equal, Expect } from './expect-types.ts';

/** Equality by assignment: a mapped tuple is not identical to one that was written. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

interface Parameters {
  readonly w: Tensor<[3, 2]>;
  readonly rest: readonly Tensor[];
}
declare const loss: (parameters: Parameters, x: Tensor<[3]>, scale: number) => Tensor<[]>;
declare const withAux: (x: Tensor<[3]>) => [Tensor, { predictions: string }];
declare const layer: (x: Tensor<[3]>, w: Tensor<[3, 2]>) => { out: Tensor<[2]>; both: [Tensor, Tensor] };
declare const parameters: Parameters;
declare const x: Tensor<[3]>;
declare const w: Tensor<[3, 2]>;

export const grad = func.grad(loss)(parameters, x, 2);
export const second = func.grad(loss, { argnums: 1 })(parameters, x, 2);
export const both = func.grad(loss, { argnums: [1, 0] })(parameters, x, 2);
export const [value, gradient] = valueAndGrad(loss)(parameters, x, 2);
export const aux = func.grad(withAux, { hasAux: true })(x);
export const [output, pull] = func.vjp(layer, [x, w]);
export const rows = func.jacrev(layer, { argnums: [0, 1] })(x, w);
export const hessian = func.hessian(loss)(parameters, x, 2);
export const batched = vmap(layer);
export const perSample = vmap(func.grad(loss), { inDims: [null, 0, null] });
export const single = jacobian((a: Tensor) => a.sum(), x);
export const pairs = jacobian((a: Tensor, b: Tensor): [Tensor, Tensor] => [a, b], [x, w]);
export const product = vjp((a: Tensor) => a.sum(), x);

export type Checks = [
  Expect<Equal<typeof grad, Parameters>>,
  Expect<Equal<typeof second, Tensor<[3]>>>,
  Expect<Equal<typeof both, [Tensor<[3]>, Parameters]>>,
  Expect<Equal<typeof value, Tensor>>,
  Expect<Same<typeof gradient, Parameters>>,
  Expect<Equal<typeof aux, [gradient: Tensor<[3]>, aux: { predictions: string }]>>,
  Expect<Equal<typeof output, { out: Tensor<[2]>; both: [Tensor, Tensor] }>>,
  Expect<Same<(typeof rows)['out'], [Tensor, Tensor]>>,
  Expect<Same<(typeof rows)['both'][1], [Tensor, Tensor]>>,
  Expect<Equal<(typeof hessian)['w']['w'], Tensor>>,
  Expect<Equal<ReturnType<typeof batched>, { out: Tensor; both: [Tensor, Tensor] }>>,
  Expect<Equal<ReturnType<typeof perSample>['w'], Tensor>>,
  Expect<Equal<typeof single, Tensor>>,
  Expect<Same<typeof pairs, [[Tensor, Tensor], [Tensor, Tensor]]>>,
  Expect<Same<typeof product, [outputs: Tensor, product: Tensor]>>,
];

// tensors of known shapes may be given where the function takes them
batched(w, w);
