export type { Argnums, Chosen } from './func/argnums.ts';
export { type GradTransformOptions, grad, gradAndValue, valueAndGrad } from './func/grad.ts';
export { hessian, type JacobianOf, type JacobianTransformOptions, jacfwd, jacrev } from './func/jacobian.ts';
export { type JvpOptions, jvp, linearize, type ProductOptions, vjp } from './func/products.ts';
export { vmap } from './vmap.ts';
