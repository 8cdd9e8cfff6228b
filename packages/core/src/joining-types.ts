import type { Inserted } from './movement-types.ts';
import type { Shape } from './shape.ts';
import type {
  Axis,
  DimMessage,
  Mismatch,
  Mutable,
  SameShape,
  SameSize,
  Show,
  Unranked,
  WithSize,
} from './shape-types.ts';
import type { SizeSum } from './size-types.ts';

/** The shapes of a list of tensors; of no known number when it is no tuple. */
export type ShapesOf<Tensors extends Iterable<Shaped>> = Tensors extends readonly Shaped[]
  ? { [I in keyof Tensors]: ShapeOf<Tensors[I]> }
  : Tensors extends Iterable<infer Item extends Shaped>
    ? readonly Item['shape'][]
    : never;

type ShapeOf<T> = T extends Shaped ? T['shape'] : Shape;

/** What has a shape: a tensor. */
interface Shaped {
  readonly shape: Shape;
}

/** The shape of tensors of one shape along a new dimension. */
export type Stack<Shapes extends readonly Shape[], Dim extends number = 0> = number extends Shapes['length']
  ? Inserted<Shapes[number], Dim, number>
  : Unranked<Shapes[number]> extends true
    ? Shapes extends readonly []
      ? never
      : Shape
    : Shapes extends readonly [infer First extends Shape, ...infer Rest extends readonly Shape[]]
      ? Stacked<AllSame<First, Rest>, Dim, Shapes['length']>
      : never;

type Stacked<S extends Shape, Dim extends number, Size extends number> = [S] extends [never]
  ? never
  : Inserted<S, Dim, Size>;

type AllSame<S extends Shape, Shapes extends readonly Shape[]> = [S] extends [never]
  ? never
  : Shapes extends readonly [infer First extends Shape, ...infer Rest extends readonly Shape[]]
    ? AllSame<SameShape<S, First>, Rest>
    : S;

/** Refuses tensors of different shapes, and a place for the new dimension that is out of range. */
export type FitsStack<Shapes extends readonly Shape[], Dim extends number = 0> = [Stack<Shapes, Dim>] extends [never]
  ? [Stack<Shapes>] extends [never]
    ? Mismatch<`stack: ${ShowAll<Shapes>} are not of one shape`>
    : Mismatch<DimMessage<'stack', Shapes[number], Dim>>
  : unknown;

/** The shape of tensors one after the other along a dimension. */
export type Cat<Shapes extends readonly Shape[], Dim extends number = 0> = number extends Shapes['length']
  ? CatList<Shapes[number], Dim>
  : Unranked<Shapes[number]> extends true
    ? Shapes extends readonly []
      ? never
      : Shape
    : Shapes extends readonly [infer First extends Shape, ...infer Rest extends readonly Shape[]]
      ? CatAll<First, Rest, Dim>
      : never;

type CatList<S extends Shape, Dim extends number> =
  Unranked<S> extends true
    ? Shape
    : string extends Axis<S, Dim>
      ? Shape
      : S extends readonly []
        ? never
        : [Axis<S, Dim>] extends [never]
          ? never
          : WithSize<S, Axis<S, Dim>, number>;

type CatAll<S extends Shape, Shapes extends readonly Shape[], Dim extends number> = [S] extends [never]
  ? never
  : Shapes extends readonly [infer First extends Shape, ...infer Rest extends readonly Shape[]]
    ? CatAll<CatTwo<S, First, Dim>, Rest, Dim>
    : [CatList<S, Dim>] extends [never]
      ? never
      : Mutable<S>;

/** A vector without elements is passed over. */
type CatTwo<A extends Shape, B extends Shape, Dim extends number> = true extends Unranked<A> | Unranked<B>
  ? Shape
  : A extends readonly [0]
    ? B
    : B extends readonly [0]
      ? A
      : string extends Axis<A, Dim>
        ? Shape
        : CatSizes<A, B, Axis<A, Dim>>;

type CatSizes<A extends Shape, B extends Shape, Key extends string, Out extends Shape = []> = A extends readonly [
  infer FirstA extends number,
  ...infer RestA extends Shape,
]
  ? B extends readonly [infer FirstB extends number, ...infer RestB extends Shape]
    ? `${Out['length']}` extends Key
      ? CatSizes<RestA, RestB, Key, [...Out, SizeSum<FirstA, FirstB>]>
      : [SameSize<FirstA, FirstB>] extends [never]
        ? never
        : CatSizes<RestA, RestB, Key, [...Out, SameSize<FirstA, FirstB>]>
    : never
  : B extends readonly []
    ? Out
    : never;

/** Refuses tensors that differ in another dimension, and a dimension that is out of range. */
export type FitsCat<Shapes extends readonly Shape[], Dim extends number = 0> = [Cat<Shapes, Dim>] extends [never]
  ? Shapes extends readonly [infer First extends Shape, ...(readonly Shape[])]
    ? [CatList<First, Dim>] extends [never]
      ? Mismatch<DimMessage<'cat', First, Dim>>
      : Mismatch<`cat: ${ShowAll<Shapes>} differ in more than dim ${Dim}`>
    : Mismatch<'cat: no tensors to join'>
  : unknown;

/** Several shapes as messages show them. */
type ShowAll<Shapes extends readonly Shape[]> = Shapes extends readonly [
  infer First extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? Rest extends readonly []
    ? `[${Show<First>}]`
    : `[${Show<First>}], ${ShowAll<Rest>}`
  : '';
