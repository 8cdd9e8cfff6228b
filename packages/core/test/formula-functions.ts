import * as e from '../src/formula/builder.ts';
import type { BinaryFn, UnaryFn } from '../src/formula/formula.ts';

/** The functions of one number, and of two, that formulas know. */
export type OfOne = UnaryFn | 'erf' | 'erfc' | 'erfinv' | 'lgamma' | 'digamma';
export type OfTwo = BinaryFn | 'polygamma';

/** What builds a formula of each, by name. */
export const functions: typeof e = { ...e };
