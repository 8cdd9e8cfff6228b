import type { Scalar } from '../dtype.ts';
import type { Shape } from '../shape.ts';
import type { FitsBroadcast } from '../shape-types.ts';
import type { Tensor } from './tensor.ts';

/** A tensor that must broadcast with one of shape `A`, or an error that says why not. */
export type OtherTensor<A extends Shape, B extends Shape, Name extends string> = Tensor<B> & FitsBroadcast<Name, A, B>;

/** {@link OtherTensor}, or a number or boolean. */
export type Other<A extends Shape, B extends Shape, Name extends string> = Scalar | OtherTensor<A, B, Name>;
