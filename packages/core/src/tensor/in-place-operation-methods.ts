import type { DivOptions, ScaledOptions } from '../ops/arithmetic.ts';
import * as inPlace from '../ops/in-place.ts';
import type { ValueOptions } from '../ops/interpolation.ts';
import type { RoundOptions } from '../ops/rounding.ts';
import type { Shape } from '../shape.ts';
import { InPlaceMethods } from './in-place-methods.ts';
import type { Tensor } from './tensor.ts';

/** Operations that write into the tensor and return it; each method is the function of the same name. */
export abstract class InPlaceOperationMethods<S extends Shape = Shape> extends InPlaceMethods<S> {
  /** {@link inPlace.sigmoid_ | sigmoid_} */
  sigmoid_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.sigmoid_(this) as Tensor<A>;
  }

  /** {@link inPlace.relu_ | relu_} */
  relu_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.relu_(this) as Tensor<A>;
  }

  /** {@link inPlace.add_ | add_} */
  add_<A extends Shape>(this: Tensor<A>, other: Tensor | number, options?: ScaledOptions): Tensor<A> {
    return inPlace.add_(this, other, options) as Tensor<A>;
  }

  /** {@link inPlace.sub_ | sub_} */
  sub_<A extends Shape>(this: Tensor<A>, other: Tensor | number, options?: ScaledOptions): Tensor<A> {
    return inPlace.sub_(this, other, options) as Tensor<A>;
  }

  /** {@link inPlace.mul_ | mul_} */
  mul_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.mul_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.div_ | div_} */
  div_<A extends Shape>(this: Tensor<A>, other: Tensor | number, options?: DivOptions): Tensor<A> {
    return inPlace.div_(this, other, options) as Tensor<A>;
  }

  /** {@link inPlace.floorDivide_ | floorDivide_} */
  floorDivide_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.floorDivide_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.remainder_ | remainder_} */
  remainder_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.remainder_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.fmod_ | fmod_} */
  fmod_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.fmod_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.pow_ | pow_} */
  pow_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.pow_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.neg_ | neg_} */
  neg_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.neg_(this) as Tensor<A>;
  }

  /** {@link inPlace.abs_ | abs_} */
  abs_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.abs_(this) as Tensor<A>;
  }

  /** {@link inPlace.sign_ | sign_} */
  sign_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.sign_(this) as Tensor<A>;
  }

  /** {@link inPlace.square_ | square_} */
  square_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.square_(this) as Tensor<A>;
  }

  /** {@link inPlace.reciprocal_ | reciprocal_} */
  reciprocal_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.reciprocal_(this) as Tensor<A>;
  }

  /** {@link inPlace.eq_ | eq_} */
  eq_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.eq_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.ne_ | ne_} */
  ne_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.ne_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.lt_ | lt_} */
  lt_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.lt_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.le_ | le_} */
  le_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.le_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.gt_ | gt_} */
  gt_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.gt_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.ge_ | ge_} */
  ge_<A extends Shape>(this: Tensor<A>, other: Tensor | number): Tensor<A> {
    return inPlace.ge_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.clamp_ | clamp_} */
  clamp_<A extends Shape>(this: Tensor<A>, min?: Tensor | number, max?: Tensor | number): Tensor<A> {
    return inPlace.clamp_(this, min, max) as Tensor<A>;
  }

  /** {@link inPlace.maskedFill_ | maskedFill_} */
  maskedFill_<A extends Shape>(this: Tensor<A>, mask: Tensor, value: Tensor | number): Tensor<A> {
    return inPlace.maskedFill_(this, mask, value) as Tensor<A>;
  }

  /** {@link inPlace.exp_ | exp_} */
  exp_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.exp_(this) as Tensor<A>;
  }

  /** {@link inPlace.expm1_ | expm1_} */
  expm1_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.expm1_(this) as Tensor<A>;
  }

  /** {@link inPlace.log_ | log_} */
  log_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.log_(this) as Tensor<A>;
  }

  /** {@link inPlace.log1p_ | log1p_} */
  log1p_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.log1p_(this) as Tensor<A>;
  }

  /** {@link inPlace.log2_ | log2_} */
  log2_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.log2_(this) as Tensor<A>;
  }

  /** {@link inPlace.log10_ | log10_} */
  log10_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.log10_(this) as Tensor<A>;
  }

  /** {@link inPlace.sqrt_ | sqrt_} */
  sqrt_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.sqrt_(this) as Tensor<A>;
  }

  /** {@link inPlace.rsqrt_ | rsqrt_} */
  rsqrt_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.rsqrt_(this) as Tensor<A>;
  }

  /** {@link inPlace.logicalNot_ | logicalNot_} */
  logicalNot_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.logicalNot_(this) as Tensor<A>;
  }

  /** {@link inPlace.logicalAnd_ | logicalAnd_} */
  logicalAnd_<A extends Shape>(this: Tensor<A>, other: Tensor): Tensor<A> {
    return inPlace.logicalAnd_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.logicalOr_ | logicalOr_} */
  logicalOr_<A extends Shape>(this: Tensor<A>, other: Tensor): Tensor<A> {
    return inPlace.logicalOr_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.logicalXor_ | logicalXor_} */
  logicalXor_<A extends Shape>(this: Tensor<A>, other: Tensor): Tensor<A> {
    return inPlace.logicalXor_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.floor_ | floor_} */
  floor_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.floor_(this) as Tensor<A>;
  }

  /** {@link inPlace.ceil_ | ceil_} */
  ceil_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.ceil_(this) as Tensor<A>;
  }

  /** {@link inPlace.trunc_ | trunc_} */
  trunc_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.trunc_(this) as Tensor<A>;
  }

  /** {@link inPlace.frac_ | frac_} */
  frac_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.frac_(this) as Tensor<A>;
  }

  /** {@link inPlace.round_ | round_} */
  round_<A extends Shape>(this: Tensor<A>, options?: RoundOptions): Tensor<A> {
    return inPlace.round_(this, options) as Tensor<A>;
  }

  /** {@link inPlace.sin_ | sin_} */
  sin_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.sin_(this) as Tensor<A>;
  }

  /** {@link inPlace.cos_ | cos_} */
  cos_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.cos_(this) as Tensor<A>;
  }

  /** {@link inPlace.tan_ | tan_} */
  tan_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.tan_(this) as Tensor<A>;
  }

  /** {@link inPlace.tanh_ | tanh_} */
  tanh_<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return inPlace.tanh_(this) as Tensor<A>;
  }

  /** {@link inPlace.atan2_ | atan2_} */
  atan2_<A extends Shape>(this: Tensor<A>, other: Tensor): Tensor<A> {
    return inPlace.atan2_(this, other) as Tensor<A>;
  }

  /** {@link inPlace.addcmul_ | addcmul_} */
  addcmul_<A extends Shape>(this: Tensor<A>, a: Tensor, b: Tensor, options?: ValueOptions): Tensor<A> {
    return inPlace.addcmul_(this, a, b, options) as Tensor<A>;
  }

  /** {@link inPlace.addcdiv_ | addcdiv_} */
  addcdiv_<A extends Shape>(this: Tensor<A>, a: Tensor, b: Tensor, options?: ValueOptions): Tensor<A> {
    return inPlace.addcdiv_(this, a, b, options) as Tensor<A>;
  }

  /** {@link inPlace.lerp_ | lerp_} */
  lerp_<A extends Shape>(this: Tensor<A>, end: Tensor, weight: Tensor | number): Tensor<A> {
    return inPlace.lerp_(this, end, weight) as Tensor<A>;
  }
}
