import * as activation from '../ops/activation.ts';
import * as arithmetic from '../ops/arithmetic.ts';
import * as conditional from '../ops/conditional.ts';
import * as exponential from '../ops/exponential.ts';
import * as extremes from '../ops/extremes.ts';
import * as rounding from '../ops/rounding.ts';
import * as trigonometric from '../ops/trigonometric.ts';
import type { Shape } from '../shape.ts';
import type { Broadcast } from '../shape-types.ts';
import { ComparisonMethods } from './comparison-methods.ts';
import type { Other, OtherTensor } from './operand-types.ts';
import type { Tensor } from './tensor.ts';

/** What is computed element by element; each method is the function of the same name. */
export abstract class ElementwiseMethods<S extends Shape = Shape> extends ComparisonMethods<S> {
  /** {@link arithmetic.add | add} */
  add<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: Other<A, B, 'add'>,
    options?: arithmetic.ScaledOptions,
  ): Tensor<Broadcast<A, B>> {
    return arithmetic.add(this, other as Tensor, options) as Tensor<Broadcast<A, B>>;
  }

  /** {@link arithmetic.sub | sub} */
  sub<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: Other<A, B, 'sub'>,
    options?: arithmetic.ScaledOptions,
  ): Tensor<Broadcast<A, B>> {
    return arithmetic.sub(this, other as Tensor, options) as Tensor<Broadcast<A, B>>;
  }

  /** {@link arithmetic.div | div} */
  div<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: Other<A, B, 'div'>,
    options?: arithmetic.DivOptions,
  ): Tensor<Broadcast<A, B>> {
    return arithmetic.div(this, other as Tensor, options) as Tensor<Broadcast<A, B>>;
  }

  /** {@link arithmetic.mul | mul} */
  mul<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'mul'>): Tensor<Broadcast<A, B>> {
    return arithmetic.mul(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link extremes.maximum | maximum} */
  maximum<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: OtherTensor<A, B, 'maximum'>,
  ): Tensor<Broadcast<A, B>> {
    return extremes.maximum(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link extremes.minimum | minimum} */
  minimum<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: OtherTensor<A, B, 'minimum'>,
  ): Tensor<Broadcast<A, B>> {
    return extremes.minimum(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link arithmetic.remainder | remainder} */
  remainder<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: Other<A, B, 'remainder'>,
  ): Tensor<Broadcast<A, B>> {
    return arithmetic.remainder(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link arithmetic.fmod | fmod} */
  fmod<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'fmod'>): Tensor<Broadcast<A, B>> {
    return arithmetic.fmod(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link arithmetic.floorDivide | floorDivide} */
  floorDivide<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: Other<A, B, 'floorDivide'>,
  ): Tensor<Broadcast<A, B>> {
    return arithmetic.floorDivide(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link arithmetic.pow | pow} */
  pow<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'pow'>): Tensor<Broadcast<A, B>> {
    return arithmetic.pow(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link trigonometric.atan2 | atan2} */
  atan2<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: OtherTensor<A, B, 'atan2'>,
  ): Tensor<Broadcast<A, B>> {
    return trigonometric.atan2(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** The negative. Throws a DTypeError for bools: {@link arithmetic.neg | neg}. */
  neg<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return arithmetic.neg(this) as Tensor<A>;
  }

  /** The absolute value: {@link arithmetic.abs | abs}. */
  abs<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return arithmetic.abs(this) as Tensor<A>;
  }

  /** −1, 0 or 1: {@link arithmetic.sign | sign}. */
  sign<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return arithmetic.sign(this) as Tensor<A>;
  }

  /** The square: {@link arithmetic.square | square}. */
  square<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return arithmetic.square(this) as Tensor<A>;
  }

  /** 1 divided by it: {@link arithmetic.reciprocal | reciprocal}. */
  reciprocal<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return arithmetic.reciprocal(this) as Tensor<A>;
  }

  /** e to its power: {@link exponential.exp | exp}. */
  exp<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.exp(this) as Tensor<A>;
  }

  /** `exp(x) − 1`, exact near 0: {@link exponential.expm1 | expm1}. */
  expm1<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.expm1(this) as Tensor<A>;
  }

  /** The natural logarithm: {@link exponential.log | log}. */
  log<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.log(this) as Tensor<A>;
  }

  /** `log(1 + x)`, exact near 0: {@link exponential.log1p | log1p}. */
  log1p<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.log1p(this) as Tensor<A>;
  }

  /** The logarithm to base 2: {@link exponential.log2 | log2}. */
  log2<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.log2(this) as Tensor<A>;
  }

  /** The logarithm to base 10: {@link exponential.log10 | log10}. */
  log10<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.log10(this) as Tensor<A>;
  }

  /** The square root: {@link exponential.sqrt | sqrt}. */
  sqrt<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.sqrt(this) as Tensor<A>;
  }

  /** 1 divided by the square root: {@link exponential.rsqrt | rsqrt}. */
  rsqrt<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return exponential.rsqrt(this) as Tensor<A>;
  }

  /** The sine: {@link trigonometric.sin | sin}. */
  sin<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return trigonometric.sin(this) as Tensor<A>;
  }

  /** The cosine: {@link trigonometric.cos | cos}. */
  cos<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return trigonometric.cos(this) as Tensor<A>;
  }

  /** The tangent: {@link trigonometric.tan | tan}. */
  tan<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return trigonometric.tan(this) as Tensor<A>;
  }

  /** The hyperbolic tangent: {@link trigonometric.tanh | tanh}. */
  tanh<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return trigonometric.tanh(this) as Tensor<A>;
  }

  /** `1 / (1 + exp(−x))`: {@link activation.sigmoid | sigmoid}. */
  sigmoid<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return activation.sigmoid(this) as Tensor<A>;
  }

  /** `max(x, 0)`: {@link activation.relu | relu}. */
  relu<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return activation.relu(this) as Tensor<A>;
  }

  /** The greatest whole number not above: {@link rounding.floor | floor}. */
  floor<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return rounding.floor(this) as Tensor<A>;
  }

  /** The least whole number not below: {@link rounding.ceil | ceil}. */
  ceil<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return rounding.ceil(this) as Tensor<A>;
  }

  /** The whole number towards zero: {@link rounding.trunc | trunc}. */
  trunc<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return rounding.trunc(this) as Tensor<A>;
  }

  /** What `trunc` cuts off: {@link rounding.frac | frac}. */
  frac<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return rounding.frac(this) as Tensor<A>;
  }

  /** The nearest whole number, halves to even, or that many decimals: {@link rounding.round | round}. */
  round<A extends Shape>(this: Tensor<A>, options?: rounding.RoundOptions): Tensor<A> {
    return rounding.round(this, options) as Tensor<A>;
  }

  /** Kept within bounds: {@link conditional.clamp | clamp}. */
  clamp<A extends Shape>(this: Tensor<A>, min?: number | Tensor, max?: number | Tensor): Tensor<A> {
    return conditional.clamp(this, min, max) as Tensor<A>;
  }
}
