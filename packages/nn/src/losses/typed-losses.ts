import type {
  Broadcast,
  ClassIndexShape,
  FitsClassIndex,
  FitsOnto,
  FitsSame,
  LossShape,
  Shape,
  Tensor,
} from '@cotangent/core';
import type { LossFunction, LossOptions, Reduction } from './define-loss.ts';
import { LossModule } from './loss-module.ts';

/** Options of which the type knows the reduction. */
export type WithReduction<Options extends LossOptions, R extends Reduction> = Options & {
  readonly reduction?: R | undefined;
};

/** A loss of elements whose target broadcasts to the input. */
export type ElementwiseLoss<Name extends string, Options extends LossOptions = LossOptions> = <
  S extends Shape,
  T extends Shape,
  R extends Reduction = 'mean',
>(
  input: Tensor<S>,
  target: Tensor<T> & FitsOnto<Name, S, T>,
  options?: WithReduction<Options, R>,
) => Tensor<LossShape<Broadcast<S, T>, R>>;

/** A loss of elements whose target has the input's shape. */
export type SameShapeLoss<Name extends string, Options extends LossOptions = LossOptions> = <
  S extends Shape,
  T extends Shape,
  R extends Reduction = 'mean',
>(
  input: Tensor<S>,
  target: Tensor<T> & FitsSame<Name, S, T>,
  options?: WithReduction<Options, R>,
) => Tensor<LossShape<S, R>>;

/** A loss of class scores `[C]`, `[N, C]` or `[N, C, d1, …]` whose target is one class index per position. */
export type ClassIndexLoss<Name extends string, Options extends LossOptions = LossOptions> = <
  S extends Shape,
  T extends Shape,
  R extends Reduction = 'mean',
>(
  input: Tensor<S>,
  target: Tensor<T> & FitsClassIndex<Name, S, T>,
  options?: WithReduction<Options, R>,
) => Tensor<LossShape<ClassIndexShape<S>, R>>;

/** An {@link ElementwiseLoss} as a module. */
export class ElementwiseLossModule<
  Name extends string,
  Options extends LossOptions,
  R extends Reduction,
> extends LossModule<Options> {
  constructor(loss: LossFunction<Options>, options?: WithReduction<Options, R>) {
    super(loss, options);
  }

  override forward<S extends Shape, T extends Shape>(
    input: Tensor<S>,
    target: Tensor<T> & FitsOnto<Name, S, T>,
  ): Tensor<LossShape<Broadcast<S, T>, R>> {
    return super.forward(input, target) as Tensor<LossShape<Broadcast<S, T>, R>>;
  }
}

/** A {@link SameShapeLoss} as a module. */
export class SameShapeLossModule<
  Name extends string,
  Options extends LossOptions,
  R extends Reduction,
> extends LossModule<Options> {
  constructor(loss: LossFunction<Options>, options?: WithReduction<Options, R>) {
    super(loss, options);
  }

  override forward<S extends Shape, T extends Shape>(
    input: Tensor<S>,
    target: Tensor<T> & FitsSame<Name, S, T>,
  ): Tensor<LossShape<S, R>> {
    return super.forward(input, target) as Tensor<LossShape<S, R>>;
  }
}

/** A {@link ClassIndexLoss} as a module. */
export class ClassIndexLossModule<
  Name extends string,
  Options extends LossOptions,
  R extends Reduction,
> extends LossModule<Options> {
  constructor(loss: LossFunction<Options>, options?: WithReduction<Options, R>) {
    super(loss, options);
  }

  override forward<S extends Shape, T extends Shape>(
    input: Tensor<S>,
    target: Tensor<T> & FitsClassIndex<Name, S, T>,
  ): Tensor<LossShape<ClassIndexShape<S>, R>> {
    return super.forward(input, target) as Tensor<LossShape<ClassIndexShape<S>, R>>;
  }
}
