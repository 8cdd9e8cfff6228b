import * as comparison from '../ops/comparison.ts';
import * as conditional from '../ops/conditional.ts';
import * as logic from '../ops/logic.ts';
import type { Shape } from '../shape.ts';
import type { Broadcast } from '../shape-types.ts';
import { ConversionMethods } from './conversion-methods.ts';
import type { Other, OtherTensor } from './operand-types.ts';
import type { Tensor } from './tensor.ts';

/** Questions asked element by element, and what follows from their answers; each method is the function of the same name. */
export abstract class ComparisonMethods<S extends Shape = Shape> extends ConversionMethods<S> {
  /** {@link comparison.eq | eq} */
  eq<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'eq'>): Tensor<Broadcast<A, B>> {
    return comparison.eq(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link comparison.ne | ne} */
  ne<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'ne'>): Tensor<Broadcast<A, B>> {
    return comparison.ne(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link comparison.lt | lt} */
  lt<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'lt'>): Tensor<Broadcast<A, B>> {
    return comparison.lt(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link comparison.le | le} */
  le<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'le'>): Tensor<Broadcast<A, B>> {
    return comparison.le(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link comparison.gt | gt} */
  gt<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'gt'>): Tensor<Broadcast<A, B>> {
    return comparison.gt(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link comparison.ge | ge} */
  ge<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'ge'>): Tensor<Broadcast<A, B>> {
    return comparison.ge(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link logic.logicalAnd | logicalAnd} */
  logicalAnd<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: OtherTensor<A, B, 'logicalAnd'>,
  ): Tensor<Broadcast<A, B>> {
    return logic.logicalAnd(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link logic.logicalOr | logicalOr} */
  logicalOr<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: OtherTensor<A, B, 'logicalOr'>,
  ): Tensor<Broadcast<A, B>> {
    return logic.logicalOr(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** {@link logic.logicalXor | logicalXor} */
  logicalXor<A extends Shape, B extends Shape = []>(
    this: Tensor<A>,
    other: OtherTensor<A, B, 'logicalXor'>,
  ): Tensor<Broadcast<A, B>> {
    return logic.logicalXor(this, other as Tensor) as Tensor<Broadcast<A, B>>;
  }

  /** Whether it is zero: {@link logic.logicalNot | logicalNot}. */
  logicalNot<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return logic.logicalNot(this) as Tensor<A>;
  }

  /** Whether it is NaN: {@link logic.isnan | isnan}. */
  isnan<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return logic.isnan(this) as Tensor<A>;
  }

  /** Whether it is infinite: {@link logic.isinf | isinf}. */
  isinf<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return logic.isinf(this) as Tensor<A>;
  }

  /** Whether it is neither infinite nor NaN: {@link logic.isfinite | isfinite}. */
  isfinite<A extends Shape>(this: Tensor<A>): Tensor<A> {
    return logic.isfinite(this) as Tensor<A>;
  }

  /** Itself where `condition` holds, else `other`: {@link conditional.where | where}. */
  where(this: Tensor, condition: Tensor, other: Tensor | number): Tensor {
    return conditional.where(condition, this, other);
  }

  /** `value` where `mask` holds: {@link conditional.maskedFill | maskedFill}. */
  maskedFill(this: Tensor, mask: Tensor, value: number | Tensor): Tensor {
    return conditional.maskedFill(this, mask, value);
  }
}
