/**
 * The namespace `e`, which builds formulas: `e.mul(x, e.sigmoid(x))`. A bundle has the functions that it mentions.
 */
export * from './elementary.ts';
export * from './special.ts';
