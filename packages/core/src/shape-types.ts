import type { Shape } from './shape.ts';

// A result is a mutable tuple of sizes; `Shape` when the rank cannot be known; `never` when the operands do not fit.
// Operands that are `never` (what is left of an earlier mismatch) or `any` are of unknown rank: one mistake, one error.

/** What an argument must be when shapes do not fit: nothing is, and the compiler prints the message. */
export interface ShapeMismatch<Message extends string> {
  readonly 'shapes that fit': Message;
}

/** A mismatch, unless it is about `never`, which an earlier mismatch left: then anything fits. */
export type Mismatch<Message extends string> = [Message] extends [never] ? unknown : ShapeMismatch<Message>;

/**
 * `Ok` when there is a result `R`, else the mismatch. Intersected with the type of the argument to blame. The message is
 * made even when it is not needed; the `Fits…` types make it only then.
 */
export type Fits<R, Ok, Message extends string> = [R] extends [never] ? Ok & Mismatch<Message> : Ok;

/** The sizes of a shape as messages show them, without brackets. */
export type Show<S extends Shape, Out extends string = ''> = S extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? Show<Rest, `${Out}${Out extends '' ? '' : ', '}${ShowSize<Size>}`>
  : S extends readonly []
    ? Out
    : '…';

/** A size as messages show it. */
export type ShowSize<Size extends number> = number extends Size ? 'number' : `${Size}`;

/** Whether the rank is unknown. */
export type Unranked<S extends Shape> = [S] extends [never] ? true : number extends S['length'] ? true : false;

/** A shape literal as a mutable tuple. */
export type Mutable<S extends Shape> =
  Unranked<S> extends true ? Shape : { -readonly [K in keyof S]: S[K] } extends infer M extends Shape ? M : Shape;

/** Whether two types are one; true for a type parameter and itself, so that generic code keeps its shapes. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The size that two equal sizes have, the known one of them if any. */
export type SameSize<A extends number, B extends number> = number extends A
  ? B
  : number extends B
    ? A
    : A extends B
      ? A
      : never;

/** The size that two sizes broadcast to. */
type BroadcastSize<A extends number, B extends number> = A extends 1 ? B : B extends 1 ? A : SameSize<A, B>;

/** The shape that two shapes broadcast to, aligned at their last dimensions. */
export type Broadcast<A extends Shape, B extends Shape> = Same<A, B> extends true ? A : BroadcastUnlike<A, B>;

/**
 * {@link Broadcast} without the shortcut for one and the same shape: in generic code never a bare type parameter. The
 * last branch hides `B` behind `R`, so that `B` is not inferred from where a result goes.
 */
export type BroadcastUnlike<A extends Shape, B extends Shape> =
  Unranked<B> extends true
    ? Shape
    : B extends readonly []
      ? A
      : Unranked<A> extends true
        ? Shape
        : BroadcastSizes<A, B> extends infer R extends Shape
          ? R
          : never;

type BroadcastSizes<A extends Shape, B extends Shape, Out extends Shape = []> = A extends readonly [
  ...infer RestA extends Shape,
  infer LastA extends number,
]
  ? B extends readonly [...infer RestB extends Shape, infer LastB extends number]
    ? [BroadcastSize<LastA, LastB>] extends [never]
      ? never
      : BroadcastSizes<RestA, RestB, [BroadcastSize<LastA, LastB>, ...Out]>
    : [...A, ...Out]
  : [...B, ...Out];

/** Refuses operands that do not broadcast. */
export type FitsBroadcast<Name extends string, A extends Shape, B extends Shape> = [BroadcastUnlike<A, B>] extends [
  never,
]
  ? Mismatch<`${Name}: [${Show<A>}] and [${Show<B>}] do not broadcast`>
  : unknown;

/** The shape of a matrix product: vectors, matrices, and batches of matrices whose batch dimensions broadcast. */
export type MatMul<A extends Shape, B extends Shape> = true extends Unranked<A> | Unranked<B>
  ? Shape
  : A extends readonly [...infer RestA extends Shape, infer InnerA extends number]
    ? B extends readonly [infer InnerB extends number]
      ? [SameSize<InnerA, InnerB>] extends [never]
        ? never
        : RestA
      : B extends readonly [...infer BatchB extends Shape, infer InnerB extends number, infer Columns extends number]
        ? [SameSize<InnerA, InnerB>] extends [never]
          ? never
          : RestA extends readonly [...infer BatchA extends Shape, infer Rows extends number]
            ? Joined<Broadcast<BatchA, BatchB>, [Rows, Columns]>
            : [...BatchB, Columns]
        : never
    : never;

/** Refuses operands that cannot be multiplied. */
export type FitsMatMul<Name extends string, A extends Shape, B extends Shape> = [MatMul<A, B>] extends [never]
  ? Mismatch<`${Name}: cannot multiply [${Show<A>}] by [${Show<B>}]`>
  : unknown;

/** One shape after another; `never` when the first is. */
type Joined<A extends Shape, B extends Shape> = [A] extends [never] ? never : [...A, ...B];

/** The shape that a linear layer gives: the last dimension becomes `Out`. */
export type LinearShape<S extends Shape, In extends number, Out extends number> =
  Unranked<S> extends true
    ? Shape
    : S extends readonly [...infer Rest extends Shape, infer Last extends number]
      ? [SameSize<Last, In>] extends [never]
        ? never
        : [...Rest, Out]
      : never;

/** Refuses an input whose last dimension is not `In`. */
export type FitsLinear<S extends Shape, In extends number> = [LinearShape<S, In, number>] extends [never]
  ? Mismatch<LinearMessage<S, In>>
  : unknown;

type LinearMessage<S extends Shape, In extends number> = S extends readonly [...Shape, infer Last extends number]
  ? `linear: last dimension is ${ShowSize<Last>}, expected ${ShowSize<In>}`
  : `linear: the input is 0-d, expected its last dimension to be ${ShowSize<In>}`;

/** The shape of two equal shapes, with every size that one of them knows. */
export type SameShape<A extends Shape, B extends Shape> = true extends Unranked<A> | Unranked<B>
  ? Shape
  : SameSizes<A, B>;

type SameSizes<A extends Shape, B extends Shape, Out extends Shape = []> = A extends readonly [
  infer FirstA extends number,
  ...infer RestA extends Shape,
]
  ? B extends readonly [infer FirstB extends number, ...infer RestB extends Shape]
    ? [SameSize<FirstA, FirstB>] extends [never]
      ? never
      : SameSizes<RestA, RestB, [...Out, SameSize<FirstA, FirstB>]>
    : never
  : B extends readonly []
    ? Out
    : never;

/** So many sizes of any kind, for counting from the end. */
interface Sizes {
  1: [number];
  2: [...Sizes[1], number];
  3: [...Sizes[2], number];
  4: [...Sizes[3], number];
  5: [...Sizes[4], number];
  6: [...Sizes[5], number];
  7: [...Sizes[6], number];
  8: [...Sizes[7], number];
}

/** The key of a dimension counted from either end; `string` when unknown, `never` when out of range. */
export type Axis<S extends Shape, Dim extends number> = number extends Dim
  ? string
  : S extends readonly []
    ? Dim extends 0 | -1
      ? '0'
      : never
    : `${Dim}` extends keyof S
      ? `${Dim}`
      : `${Dim}` extends `-${infer Back extends keyof Sizes}`
        ? S extends readonly [...infer Rest, ...Sizes[Back]]
          ? `${Rest['length']}`
          : never
        : '8' extends keyof S
          ? string
          : never;

/** The keys of several dimensions; `string` when unknown, `never` when one is out of range or named twice. */
type Axes<S extends Shape, Dims extends Shape, Out extends string = never> = Dims extends readonly [
  infer Dim extends number,
  ...infer Rest extends Shape,
]
  ? [Axis<S, Dim>] extends [never]
    ? never
    : string extends Axis<S, Dim>
      ? string
      : Axis<S, Dim> extends Out
        ? never
        : Axes<S, Rest, Out | Axis<S, Dim>>
  : Dims extends readonly []
    ? Out
    : string;

/** A dimension, several, or all when `undefined` or an empty list. */
export type DimArg = number | readonly number[] | undefined;

/** The keys of the dimensions that an argument names: all of `S` when it names none. */
export type DimKeys<S extends Shape, Dim extends DimArg> = Dim extends readonly []
  ? keyof S
  : Dim extends readonly number[]
    ? Axes<S, Dim>
    : Dim extends number
      ? Axis<S, Dim>
      : keyof S;

/** The shape with another size at the given keys. */
export type WithSize<S extends Shape, Key, Size extends number> = {
  -readonly [K in keyof S]: K extends Key ? Size : S[K];
} extends infer R extends Shape
  ? R
  : Shape;

/** The shape without the dimensions of the given keys. */
export type Without<S extends Shape, Key, Out extends Shape = []> = S extends readonly [
  ...infer Rest extends Shape,
  infer Last extends number,
]
  ? Without<Rest, Key, `${Rest['length']}` extends Key ? Out : [Last, ...Out]>
  : Out;

/** The shape of a reduction over some dimensions, or over all when `Dim` is `undefined`. */
export type Reduce<S extends Shape, Dim extends DimArg, Keepdim extends boolean> = true extends
  | Unranked<S>
  | Unknown<Dim>
  ? Shape
  : S extends Shape
    ? Dim extends DimArg
      ? ReduceKeys<S, DimKeys<S, Dim>, Keepdim>
      : never
    : never;

/** Whether an argument may name any dimension. */
type Unknown<Dim extends DimArg> = number extends Dim ? true : false;

type ReduceKeys<S extends Shape, Key, Keepdim extends boolean> = [Key] extends [never]
  ? never
  : string extends Key
    ? Shape
    : [Keepdim] extends [false]
      ? Without<S, Key>
      : [Keepdim] extends [true]
        ? WithSize<S, Key, 1>
        : Shape;

/** Refuses dimensions that are out of range or named twice. */
export type FitsDim<Name extends string, S extends Shape, Dim extends DimArg> = [Reduce<S, Dim, true>] extends [never]
  ? Mismatch<DimMessage<Name, S, Dim>>
  : unknown;

/** What is said of a dimension that does not exist. */
export type DimMessage<Name extends string, S extends Shape, Dim extends DimArg> = Dim extends readonly number[]
  ? `${Name}: dims [${Show<Dim>}] do not fit [${Show<S>}]`
  : Dim extends number
    ? `${Name}: dim ${Dim} is out of range for [${Show<S>}]`
    : never;

/** The shape of a number or boolean, of evenly nested arrays of them, or of a typed array. */
export type NestedShape<T, Out extends Shape = []> = 0 extends 1 & T
  ? Shape
  : [T] extends [number | bigint | boolean]
    ? Out
    : [T] extends [{ readonly length: infer Size extends number; readonly [index: number]: infer Item }]
      ? NestedShape<Item, [...Out, Size]>
      : Shape;
