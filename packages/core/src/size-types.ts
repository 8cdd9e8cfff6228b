import type { Shape } from './shape.ts';

// Arithmetic on literal sizes. Numbers are decimal strings with the least significant digit first ('487' is 784), so
// that a step takes one digit off the front. A size that is no whole literal, such as `number`, makes the result `number`.

/** As many elements as the digit says: digits are added by joining these. */
interface Units {
  [digit: string]: 0[];
  '0': [];
  '1': [0];
  '2': [0, 0];
  '3': [0, 0, 0];
  '4': [0, 0, 0, 0];
  '5': [0, 0, 0, 0, 0];
  '6': [0, 0, 0, 0, 0, 0];
  '7': [0, 0, 0, 0, 0, 0, 0];
  '8': [0, 0, 0, 0, 0, 0, 0, 0];
  '9': [0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/** `U` as many times as the digit says. */
interface Times<U extends 0[]> {
  [digit: string]: 0[];
  '0': [];
  '1': U;
  '2': [...U, ...U];
  '3': [...U, ...U, ...U];
  '4': [...U, ...U, ...U, ...U];
  '5': [...U, ...U, ...U, ...U, ...U];
  '6': [...U, ...U, ...U, ...U, ...U, ...U];
  '7': [...U, ...U, ...U, ...U, ...U, ...U, ...U];
  '8': [...U, ...U, ...U, ...U, ...U, ...U, ...U, ...U];
  '9': [...U, ...U, ...U, ...U, ...U, ...U, ...U, ...U, ...U];
}

/** `x · y + z + carry`, at most 99, most significant digit first. */
type Cell<X extends string, Y extends string, Z extends string, Carry extends string> = `${[
  ...Times<Units[X]>[Y],
  ...Units[Z],
  ...Units[Carry],
]['length'] &
  number}`;

/** `A · Factor + B`. */
type MultiplyAdd<
  A extends string,
  Factor extends string,
  B extends string,
  Carry extends string = '0',
  Out extends string = '',
> = A extends `${infer X}${infer RestA}`
  ? B extends `${infer Z}${infer RestB}`
    ? Cell<X, Factor, Z, Carry> extends `${infer High}${infer Low}`
      ? Low extends ''
        ? MultiplyAdd<RestA, Factor, RestB, '0', `${Out}${High}`>
        : MultiplyAdd<RestA, Factor, RestB, High, `${Out}${Low}`>
      : never
    : MultiplyAdd<A, Factor, '0', Carry, Out>
  : Carry extends '0'
    ? `${Out}${B}`
    : MultiplyAdd<'1', Carry, B, '0', Out>;

/** `A · B` by Horner's rule; `B` has its most significant digit first. */
type Multiply<A extends string, B extends string, Out extends string = ''> = B extends `${infer Y}${infer Rest}`
  ? Y extends '0'
    ? Multiply<A, Rest, `0${Out}`>
    : MultiplyAdd<A, Y, `0${Out}`> extends infer Sum extends string
      ? Multiply<A, Rest, Sum>
      : never
  : Out;

type Reverse<Digits extends string, Out extends string = ''> = Digits extends `${infer X}${infer Rest}`
  ? Reverse<Rest, `${X}${Out}`>
  : Out;

/** The size that digits say; `number` for `string`, which stands for an unknown one. */
type ToSize<Digits extends string> = string extends Digits
  ? number
  : Reverse<Digits> extends `${infer Size extends number}`
    ? Size
    : number;

/** Whether a size is not known as a whole literal. */
type Unknown<Size extends number> = number extends Size
  ? true
  : `${Size}` extends `-${string}` | `${string}.${string}` | `${string}e${string}`
    ? true
    : false;

type Scale<A extends string, Size extends number> = Size extends 1
  ? A
  : A extends '1'
    ? Reverse<`${Size}`>
    : Multiply<A, `${Size}`>;

/** The product of all sizes in digits; `string` when it is unknown. */
type Product<S extends Shape, Out extends string = '1'> = S extends readonly [
  ...infer Rest extends Shape,
  infer Size extends number,
]
  ? Unknown<Size> extends true
    ? string
    : Size extends 0
      ? ProductOrZero<Rest>
      : Product<Rest, Scale<Out, Size>>
  : S extends readonly []
    ? Out
    : string;

type ProductOrZero<S extends Shape> = string extends Product<S> ? string : '0';

/** A digit for each digit. */
type DigitMap<Digits extends string[]> = Digits & { [digit: string]: string };

type Halves = DigitMap<['0', '0', '1', '1', '2', '2', '3', '3', '4', '4']>;
type HalvesAndFive = DigitMap<['5', '5', '6', '6', '7', '7', '8', '8', '9', '9']>;
type TensComplement = DigitMap<['0', '9', '8', '7', '6', '5', '4', '3', '2', '1']>;
type NinesComplement = DigitMap<['9', '8', '7', '6', '5', '4', '3', '2', '1', '0']>;

/** The digit q with `q · Y + X` a multiple of 10, by the last digits Y and X. */
interface Filler {
  '1': TensComplement;
  '3': DigitMap<['0', '3', '6', '9', '2', '5', '8', '1', '4', '7']>;
  '7': DigitMap<['0', '7', '4', '1', '8', '5', '2', '9', '6', '3']>;
  '9': DigitMap<['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']>;
}

/** Half of an even number. */
type Half<A extends string, Out extends string = ''> = A extends `${infer X}${infer Rest}`
  ? Rest extends `${'1' | '3' | '5' | '7' | '9'}${string}`
    ? Half<Rest, `${Out}${HalvesAndFive[X]}`>
    : `${X}${Rest}` extends '1'
      ? Out
      : Half<Rest, `${Out}${Halves[X]}`>
  : Out;

/**
 * `N / D` for a divisor that ends in 1, 3, 7 or 9, from the last digit on; `never` when it leaves a remainder. Adds
 * multiples q of D that end N in zeros until D is left: then `N = (10^k − q) · D`.
 */
type DivideOdd<
  N extends string,
  D extends string,
  Fuel extends string,
  Complement extends DigitMap<string[]> = TensComplement,
  Out extends string = '',
> = N extends D
  ? Complement extends NinesComplement
    ? Out
    : `${Out}1`
  : [N, D, Fuel] extends [
        `${infer X}${infer RestN}`,
        `${infer Y extends keyof Filler}${string}`,
        `${string}${infer RestFuel}`,
      ]
    ? X extends '0'
      ? DivideOdd<RestN, D, RestFuel, Complement, `${Out}${Complement[X]}`>
      : MultiplyAdd<D, Filler[Y][X], N> extends `0${infer Next}`
        ? DivideOdd<Next, D, RestFuel, NinesComplement, `${Out}${Complement[Filler[Y][X]]}`>
        : never
    : never;

/** `N / D`, after taking out what D shares with powers of ten; `never` when it leaves a remainder. */
type Divide<N extends string, D extends string> = [N, D] extends [
  `${infer X}${infer RestN}`,
  `${infer Y}${infer RestD}`,
]
  ? Y extends keyof Filler
    ? DivideOdd<N, D, `${N}0`>
    : Y extends '0'
      ? X extends '0'
        ? Divide<RestN, RestD>
        : never
      : Y extends '5'
        ? [MultiplyAdd<N, '2', ''>, MultiplyAdd<D, '2', ''>] extends [`0${infer NextN}`, `0${infer NextD}`]
          ? Divide<NextN, NextD>
          : never
        : X extends '0' | '2' | '4' | '6' | '8'
          ? Divide<Half<N>, Half<D>>
          : never
  : never;

/** The number of elements. */
export type SizeProduct<S extends Shape> = ToSize<Product<S>>;

/** The sum of two sizes. */
export type SizeSum<A extends number, B extends number> = true extends Unknown<A> | Unknown<B>
  ? number
  : ToSize<MultiplyAdd<Reverse<`${A}`>, '1', Reverse<`${B}`>>>;

/** Whether two shapes have equally many elements; true as long as one number is unknown. */
export type SameProduct<A extends Shape, B extends Shape> = [Product<A>, Product<B>] extends [
  infer M extends string,
  infer N extends string,
]
  ? string extends M | N
    ? true
    : M extends N
      ? true
      : false
  : never;

/** The size that with `Known` makes as many elements as `S`; `number` when unknown, `never` when there is none. */
export type SizeQuotient<S extends Shape, Known extends Shape> =
  Product<Known> extends infer D extends string
    ? string extends D
      ? number
      : D extends '0'
        ? number
        : ToSize<QuotientOf<S, D>>
    : never;

/** The sizes left once those at the end have made `D`, or else the whole product divided by it. */
type QuotientOf<S extends Shape, D extends string, Part extends string = '1'> = Part extends D
  ? Product<S>
  : S extends readonly [...infer Rest extends Shape, infer Size extends number]
    ? Unknown<Size> extends true
      ? string
      : Size extends 0
        ? '0'
        : QuotientOf<Rest, D, Scale<Part, Size>>
    : Divide<Part, D>;
