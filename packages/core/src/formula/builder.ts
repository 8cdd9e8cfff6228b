/**
 * The namespace `e`, which builds formulas: `e.mul(x, e.sigmoid(x))`. A bundle has the functions that it mentions, in
 * every bundler where it is imported as `import * as e from '@cotangent/core/formula'`.
 */
export * from './elementary.ts';
export * from './functions/hyperbolic.ts';
export * from './functions/inverse-trigonometric.ts';
export * from './functions/powers.ts';
export * from './functions/special.ts';
