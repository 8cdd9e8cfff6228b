import type { Shape } from './shape.ts';
import type { Axis, DimArg, DimKeys, DimMessage, Mismatch, Mutable, SameSize, Show, Unranked } from './shape-types.ts';
import type { SameProduct, SizeProduct, SizeQuotient } from './size-types.ts';

/** The shape that a reshape gives, its −1 computed where all other sizes are known. */
export type Reshape<S extends Shape, To extends Shape> = true extends Unranked<S> | Unranked<To>
  ? Unranked<To> extends true
    ? Shape
    : Filled<To, number>
  : [Split<To>] extends [never]
    ? never
    : S extends Shape
      ? ReshapeRest<S, To, To>
      : never;

/** Drops the sizes that both begin with: the fewer are left to multiply, the cheaper. */
type ReshapeRest<S extends Shape, Rest extends Shape, To extends Shape> = [S, Rest] extends [
  readonly [infer A extends number, ...infer RestS extends Shape],
  readonly [infer B extends number, ...infer RestTo extends Shape],
]
  ? number extends A | B
    ? ReshapeTo<S, Rest, To>
    : A extends B
      ? ReshapeRest<RestS, RestTo, To>
      : ReshapeTo<S, Rest, To>
  : ReshapeTo<S, Rest, To>;

type ReshapeTo<S extends Shape, Rest extends Shape, To extends Shape> =
  Split<Rest> extends [infer Known extends Shape, infer Free]
    ? Free extends false
      ? SameProduct<S, Known> extends true
        ? Mutable<To>
        : never
      : [SizeQuotient<S, Known>] extends [never]
        ? never
        : Filled<To, SizeQuotient<S, Known>>
    : never;

/** The sizes other than −1, and whether there is one −1; `never` when there are more. */
type Split<To extends Shape, Known extends Shape = [], Free extends boolean = false> = To extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? Size extends -1
    ? Free extends true
      ? never
      : Split<Rest, Known, true>
    : Split<Rest, [...Known, Size], Free>
  : [Known, Free];

type Filled<To extends Shape, Size extends number> = {
  -readonly [K in keyof To]: To[K] extends -1 ? Size : To[K];
} extends infer R extends Shape
  ? R
  : Shape;

/** Refuses a shape of another number of elements. */
export type FitsReshape<Name extends string, S extends Shape, To extends Shape> = [Reshape<S, To>] extends [never]
  ? Mismatch<ReshapeMessage<Name, S, To>>
  : unknown;

type ReshapeMessage<Name extends string, S extends Shape, To extends Shape> = [Split<To>] extends [never]
  ? `${Name}: only one size of [${Show<To>}] can be -1`
  : Split<To> extends [infer Known extends Shape, false]
    ? `${Name}: [${Show<S>}] does not have ${SizeProduct<Known>} elements`
    : `${Name}: [${Show<S>}] does not divide into [${Show<To>}]`;

/** The shape with the dimensions from `Start` to `End` made one. */
export type Flatten<S extends Shape, Start extends number = 0, End extends number = -1> =
  Unranked<S> extends true
    ? Shape
    : S extends readonly []
      ? [Axis<S, Start> & Axis<S, End>] extends [never]
        ? never
        : [1]
      : S extends Shape
        ? string extends Axis<S, Start> | Axis<S, End>
          ? Shape
          : FlattenAxes<S, Axis<S, Start>, Axis<S, End>>
        : never;

/** Walks from the end. Once `End` was met, every key matches until `Start` is. */
type FlattenAxes<
  S extends Shape,
  Start extends string,
  End extends string,
  Merged extends Shape = [],
  After extends Shape = [],
> = S extends readonly [...infer Rest extends Shape, infer Last extends number]
  ? `${Rest['length']}` extends End
    ? `${Rest['length']}` extends Start
      ? [...Rest, SizeProduct<[Last, ...Merged]>, ...After]
      : FlattenAxes<Rest, Start, string, [Last, ...Merged], After>
    : FlattenAxes<Rest, Start, End, Merged, [Last, ...After]>
  : never;

/** Refuses dimensions that are out of range or in the wrong order. */
export type FitsFlatten<S extends Shape, Start extends number, End extends number> = [Flatten<S, Start, End>] extends [
  never,
]
  ? Mismatch<`flatten: dims ${Start} to ${End} do not fit [${Show<S>}]`>
  : unknown;

/** The shape with its dimensions in another order. */
export type Permute<S extends Shape, Dims extends Shape> = true extends Unranked<S> | Unranked<Dims>
  ? Shape
  : S extends Shape
    ? PermuteAxes<S, Dims>
    : never;

type PermuteAxes<
  S extends Shape,
  Dims extends Shape,
  Seen extends string = never,
  Out extends Shape = [],
> = Dims extends readonly [infer Dim extends number, ...infer Rest extends Shape]
  ? [Axis<S, Dim>] extends [never]
    ? never
    : string extends Axis<S, Dim>
      ? Shape
      : Axis<S, Dim> extends Seen
        ? never
        : PermuteAxes<S, Rest, Seen | Axis<S, Dim>, [...Out, SizeAt<S, Axis<S, Dim>>]>
  : Out['length'] extends S['length']
    ? Out
    : never;

type SizeAt<S extends Shape, Key> = Key extends keyof S ? (S[Key] extends infer N extends number ? N : never) : never;

/** Refuses anything but each dimension once. */
export type FitsPermute<S extends Shape, Dims extends Shape> = [Permute<S, Dims>] extends [never]
  ? Mismatch<`permute: dims [${Show<Dims>}] do not fit [${Show<S>}]`>
  : unknown;

/** The shape with two dimensions exchanged. */
export type Transpose<S extends Shape, Dim0 extends number, Dim1 extends number> =
  Unranked<S> extends true
    ? Shape
    : S extends Shape
      ? [Axis<S, Dim0>] extends [never]
        ? never
        : [Axis<S, Dim1>] extends [never]
          ? never
          : string extends Axis<S, Dim0> | Axis<S, Dim1>
            ? Shape
            : Exchanged<S, Axis<S, Dim0>, Axis<S, Dim1>>
      : never;

type Exchanged<S extends Shape, Key0, Key1> = {
  -readonly [K in keyof S]: K extends Key0 ? SizeAt<S, Key1> : K extends Key1 ? SizeAt<S, Key0> : S[K];
} extends infer R extends Shape
  ? R
  : Shape;

/** The shape without its dimensions of size 1: all of them, or those that are named. */
export type Squeeze<S extends Shape, Dim extends DimArg = undefined> =
  Unranked<S> extends true
    ? Shape
    : S extends Shape
      ? Dim extends DimArg
        ? SqueezeKeys<S, DimKeys<S, Dim>>
        : never
      : never;

type SqueezeKeys<S extends Shape, Key, Out extends Shape = []> = [Key] extends [never]
  ? never
  : string extends Key
    ? Shape
    : S extends readonly [...infer Rest extends Shape, infer Last extends number]
      ? `${Rest['length']}` extends Key
        ? number extends Last
          ? Shape
          : SqueezeKeys<Rest, Key, Last extends 1 ? Out : [Last, ...Out]>
        : SqueezeKeys<Rest, Key, [Last, ...Out]>
      : Out;

/** The shape with a dimension of size 1 more. */
export type Unsqueeze<S extends Shape, Dim extends number> = Inserted<S, Dim, 1>;

/** The shape with a dimension more, which will be `Dim`. */
export type Inserted<S extends Shape, Dim extends number, Size extends number> =
  Unranked<S> extends true ? Shape : S extends Shape ? InsertedAt<S, Axis<[1, ...S], Dim>, Size> : never;

type InsertedAt<S extends Shape, Key extends string, Size extends number, After extends Shape = []> = [Key] extends [
  never,
]
  ? never
  : string extends Key
    ? Shape
    : `${S['length']}` extends Key
      ? [...S, Size, ...After]
      : S extends readonly [...infer Rest extends Shape, infer Last extends number]
        ? InsertedAt<Rest, Key, Size, [Last, ...After]>
        : never;

/** Refuses a place for a new dimension that is out of range. */
export type FitsUnsqueeze<S extends Shape, Dim extends number> = [Unsqueeze<S, Dim>] extends [never]
  ? Mismatch<DimMessage<'unsqueeze', S, Dim>>
  : unknown;

/** The shape that an expand gives: sizes of 1 repeated, −1 for what stays. */
export type Expand<S extends Shape, To extends Shape> =
  Unranked<To> extends true ? Shape : Unranked<S> extends true ? Filled<To, number> : ExpandSizes<S, To>;

type ExpandSizes<S extends Shape, To extends Shape, Out extends Shape = []> = To extends readonly [
  ...infer RestTo extends Shape,
  infer Size extends number,
]
  ? S extends readonly [...infer Rest extends Shape, infer Last extends number]
    ? [ExpandSize<Last, Size>] extends [never]
      ? never
      : ExpandSizes<Rest, RestTo, [ExpandSize<Last, Size>, ...Out]>
    : Size extends -1
      ? never
      : ExpandSizes<S, RestTo, [Size, ...Out]>
  : S extends readonly []
    ? Out
    : never;

type ExpandSize<Size extends number, To extends number> = To extends -1
  ? Size
  : Size extends 1
    ? To
    : number extends Size
      ? To
      : number extends To
        ? number
        : SameSize<Size, To>;

/** Refuses a shape that cannot be expanded to. */
export type FitsExpand<S extends Shape, To extends Shape> = [Expand<S, To>] extends [never]
  ? Mismatch<`expand: cannot expand [${Show<S>}] to [${Show<To>}]`>
  : unknown;
