import type { Shape } from './shape.ts';
import type { Axis, DimMessage, Mismatch, Show, Unranked, Without, WithSize } from './shape-types.ts';

/** The shape of one slice: the dimension is gone. */
export type Select<S extends Shape, Dim extends number> =
  Unranked<S> extends true
    ? Shape
    : string extends Axis<S, Dim>
      ? Shape
      : S extends readonly []
        ? never
        : [Axis<S, Dim>] extends [never]
          ? never
          : Without<S, Axis<S, Dim>>;

/** The shape with another number of elements along one dimension. */
export type Narrow<S extends Shape, Dim extends number, Length extends number> =
  Unranked<S> extends true
    ? Shape
    : string extends Axis<S, Dim>
      ? Shape
      : S extends readonly []
        ? never
        : [Axis<S, Dim>] extends [never]
          ? never
          : WithSize<S, Axis<S, Dim>, Length>;

/** Refuses a dimension to select or narrow that does not exist; a 0-d tensor has none. */
export type FitsSlice<Name extends string, S extends Shape, Dim extends number> = [Select<S, Dim>] extends [never]
  ? Mismatch<DimMessage<Name, S, Dim>>
  : unknown;

/** The shape of the slices that an index vector, or one index, picks along a dimension. */
export type IndexSelect<S extends Shape, Dim extends number, Index extends Shape> = true extends
  | Unranked<S>
  | Unranked<Index>
  ? Shape
  : string extends Axis<S, Dim>
    ? Shape
    : [Axis<S, Dim>] extends [never]
      ? never
      : Index extends readonly [infer Count extends number]
        ? WithSize<S, Axis<S, Dim>, Count>
        : Index extends readonly []
          ? WithSize<S, Axis<S, Dim>, 1>
          : never;

/** Refuses an index that is no vector, and a dimension that is out of range. */
export type FitsIndexSelect<S extends Shape, Dim extends number, Index extends Shape> = [
  IndexSelect<S, Dim, Index>,
] extends [never]
  ? [Axis<S, Dim>] extends [never]
    ? Mismatch<DimMessage<'indexSelect', S, Dim>>
    : Mismatch<`indexSelect: the index is [${Show<Index>}], expected a vector`>
  : unknown;

/** The shape of a one-hot encoding: a dimension for the classes at the end. −1 classes are counted at run time. */
export type OneHot<S extends Shape, Classes extends number> =
  Unranked<S> extends true ? Shape : [...S, Classes extends -1 ? number : Classes];
