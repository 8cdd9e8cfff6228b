import type { Shape } from './shape.ts';
import type { Broadcast, BroadcastUnlike, Mismatch, Mutable, SameShape, Show, Unranked } from './shape-types.ts';

/** The shape of one class index per position, for an input `[C]`, `[N, C]` or `[N, C, d1, …]`. */
export type ClassIndexShape<S extends Shape> =
  Unranked<S> extends true
    ? Shape
    : S extends readonly [number]
      ? []
      : S extends readonly [infer Batch extends number, number, ...infer Rest extends Shape]
        ? [Batch, ...Rest]
        : never;

/** The shapes of a target of `crossEntropy`: class indices, or probabilities in the input's own shape. */
export type CrossEntropyTarget<S extends Shape> =
  Unranked<S> extends true ? Shape : S extends readonly [] ? never : ClassIndexShape<S> | Mutable<S>;

/** Refuses a target that is neither of {@link CrossEntropyTarget}. */
export type FitsCrossEntropy<Name extends string, S extends Shape, Target extends Shape> = [
  CrossEntropyTarget<S>,
] extends [never]
  ? Mismatch<NoClasses<Name>>
  : [SameShape<Target, ClassIndexShape<S>> | SameShape<Target, S>] extends [never]
    ? Mismatch<`${TargetMessage<Name, S, Target>} or [${Show<S>}]`>
    : unknown;

/** Refuses class indices of another shape than one per position. */
export type FitsClassIndex<Name extends string, S extends Shape, Target extends Shape> = [ClassIndexShape<S>] extends [
  never,
]
  ? Mismatch<NoClasses<Name>>
  : [SameShape<Target, ClassIndexShape<S>>] extends [never]
    ? Mismatch<TargetMessage<Name, S, Target>>
    : unknown;

type NoClasses<Name extends string> =
  `${Name}: the input [] has no class dimension, expected [C], [N, C] or [N, C, d1, …]`;

type TargetMessage<
  Name extends string,
  S extends Shape,
  Target extends Shape,
> = `${Name}: target [${Show<Target>}] does not fit input [${Show<S>}]: expected [${Show<ClassIndexShape<S>>}]`;

/** Refuses a target of another shape than the input's. */
export type FitsSame<Name extends string, S extends Shape, Target extends Shape> = [SameShape<S, Target>] extends [
  never,
]
  ? Mismatch<`${Name}: target [${Show<Target>}] does not fit input [${Show<S>}]: expected the same shape`>
  : unknown;

/**
 * Refuses a target that does not broadcast to the input's shape. One that would make the input grow is refused too:
 * `[8]` against `[8, 1]` is 64 differences where 8 were meant.
 */
export type FitsOnto<Name extends string, S extends Shape, Target extends Shape> = [
  BroadcastUnlike<S, Target>,
] extends [never]
  ? Mismatch<`${Name}: target [${Show<Target>}] and input [${Show<S>}] do not broadcast`>
  : [SameShape<BroadcastUnlike<S, Target>, S>] extends [never]
    ? Mismatch<`${Name}: target [${Show<Target>}] makes input [${Show<S>}] broadcast to [${Show<Broadcast<S, Target>>}]`>
    : unknown;

/** How a loss sums up its elements. */
export type ReductionName = 'none' | 'mean' | 'sum';

/** The shape of a loss whose elements have shape `S`: one number, unless nothing is reduced. */
export type LossShape<S extends Shape, Reduction extends ReductionName> = [Reduction] extends ['mean' | 'sum']
  ? []
  : [Reduction] extends ['none']
    ? S
    : Shape;
