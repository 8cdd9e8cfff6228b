// Checked by the compiler alone: the shapes of parts, and of what is put together.
import type { FitsIndexSelect, FitsSlice, IndexSelect, Narrow, OneHot, Select } from '../src/indexing-types.ts';
import type { Cat, FitsCat, FitsStack, ShapesOf, Stack } from '../src/joining-types.ts';
import type { Shape } from '../src/shape.ts';
import type { ShapeMismatch } from '../src/shape-types.ts';
import type { Equal, Expect } from './expect-types.ts';

interface Shaped<S extends Shape> {
  readonly shape: S;
}

export type Lists = [
  Expect<Equal<ShapesOf<[Shaped<[2]>, Shaped<Shape>]>, [[2], Shape]>>,
  Expect<Equal<ShapesOf<readonly Shaped<[2]>[]>, readonly [2][]>>,
  Expect<Equal<ShapesOf<Iterable<Shaped<[2]>>>, readonly [2][]>>,
];

export type Stacks = [
  Expect<Equal<Stack<[[2, 3], [2, 3]]>, [2, 2, 3]>>,
  Expect<Equal<Stack<[[2, 3], [2, 3], [2, 3]], 1>, [2, 3, 3]>>,
  Expect<Equal<Stack<readonly [[2, 3], readonly [2, 3]], -1>, [2, 3, 2]>>,
  Expect<Equal<Stack<[[]], 0>, [1]>>,
  Expect<Equal<Stack<[[number, 3], [2, number]]>, [2, 2, 3]>>,
  Expect<Equal<Stack<readonly [2, 3][]>, [number, 2, 3]>>,
  Expect<Equal<Stack<[[2, 3], Shape]>, Shape>>,
  Expect<Equal<Stack<Shape[]>, Shape>>,
  Expect<Equal<Stack<[[2, 3], [2, 3]], number>, Shape>>,
  Expect<Equal<Stack<[[2, 3], [2, 4]]>, never>>,
  Expect<Equal<Stack<[[2, 3]], 3>, never>>,
  Expect<Equal<FitsStack<[[2, 3], [2, 3]], 2>, unknown>>,
  Expect<Equal<FitsStack<[[2, 3], [2, 4]]>, ShapeMismatch<'stack: [2, 3], [2, 4] are not of one shape'>>>,
  Expect<Equal<FitsStack<[[2, 3]], 3>, ShapeMismatch<'stack: dim 3 is out of range for [2, 3]'>>>,
  Expect<Equal<FitsStack<[[2, 3], never]>, unknown>>,
];

export type Cats = [
  Expect<Equal<Cat<[[2, 3], [4, 3]]>, [6, 3]>>,
  Expect<Equal<Cat<readonly [readonly [2, 3], [2, 5], [2, 999]], -1>, [2, 1007]>>,
  Expect<Equal<Cat<[readonly [2, 3]]>, [2, 3]>>,
  Expect<Equal<Cat<[[50000, 784], [10000, 784]]>, [60000, 784]>>,
  Expect<Equal<Cat<[[number, 3], [4, number]]>, [number, 3]>>,
  Expect<Equal<Cat<readonly [2, 3][]>, [number, 3]>>,
  Expect<Equal<Cat<readonly ([2, 3] | [5, 3])[]>, [number, 3]>>,
  // vectors without elements are passed over
  Expect<Equal<Cat<[[0], [2, 3]]>, [2, 3]>>,
  Expect<Equal<Cat<[[2, 3], [0], [4, 3]]>, [6, 3]>>,
  Expect<Equal<Cat<[[2, 3], Shape]>, Shape>>,
  Expect<Equal<Cat<Shape[]>, Shape>>,
  Expect<Equal<Cat<[[2, 3], [2, 3]], number>, Shape>>,
  Expect<Equal<Cat<[[2, 3], [4, 5]]>, never>>,
  Expect<Equal<Cat<[[2, 3], [3]]>, never>>,
  Expect<Equal<Cat<[[2, 3], [2, 3]], 2>, never>>,
  Expect<Equal<Cat<[[], []]>, never>>,
  Expect<Equal<Cat<[]>, never>>,
  Expect<Equal<FitsCat<[[2, 3], [4, 3]]>, unknown>>,
  Expect<Equal<FitsCat<[[2, 3], [4, 5]]>, ShapeMismatch<'cat: [2, 3], [4, 5] differ in more than dim 0'>>>,
  Expect<Equal<FitsCat<[[2, 3], [2, 3]], 2>, ShapeMismatch<'cat: dim 2 is out of range for [2, 3]'>>>,
  Expect<Equal<FitsCat<[]>, ShapeMismatch<'cat: no tensors to join'>>>,
  Expect<Equal<FitsCat<[never, [2, 3]]>, unknown>>,
];

export type Parts = [
  Expect<Equal<Select<[2, 3, 4], 1>, [2, 4]>>,
  Expect<Equal<Select<readonly [2, 3, 4], -1>, [2, 3]>>,
  Expect<Equal<Select<Shape, 0>, Shape>>,
  Expect<Equal<Select<[2, 3], number>, Shape>>,
  Expect<Equal<Select<[2, 3], 2>, never>>,
  Expect<Equal<Select<[], 0>, never>>,
  Expect<Equal<FitsSlice<'select', [2, 3], 2>, ShapeMismatch<'select: dim 2 is out of range for [2, 3]'>>>,
  Expect<Equal<FitsSlice<'narrow', [], 0>, ShapeMismatch<'narrow: dim 0 is out of range for []'>>>,
  Expect<Equal<FitsSlice<'narrow', [2, 3], 0>, unknown>>,
  Expect<Equal<Narrow<readonly [2, 3, 4], 1, 2>, [2, 2, 4]>>,
  Expect<Equal<Narrow<[2, 3, 4], -1, number>, [2, 3, number]>>,
  Expect<Equal<Narrow<Shape, 0, 2>, Shape>>,
  Expect<Equal<Narrow<[2, 3], number, 2>, Shape>>,
  Expect<Equal<Narrow<[2, 3], 2, 2>, never>>,
  Expect<Equal<Narrow<[], 0, 1>, never>>,
  Expect<Equal<IndexSelect<[2, 3], 0, [5]>, [5, 3]>>,
  Expect<Equal<IndexSelect<readonly [2, 3], -1, readonly [number]>, [2, number]>>,
  Expect<Equal<IndexSelect<[2, 3], 0, []>, [1, 3]>>,
  Expect<Equal<IndexSelect<[], 0, [1]>, []>>,
  Expect<Equal<IndexSelect<Shape, 0, [5]>, Shape>>,
  Expect<Equal<IndexSelect<[2, 3], 0, Shape>, Shape>>,
  Expect<Equal<IndexSelect<[2, 3], 0, [2, 2]>, never>>,
  Expect<
    Equal<FitsIndexSelect<[2, 3], 0, [2, 2]>, ShapeMismatch<'indexSelect: the index is [2, 2], expected a vector'>>
  >,
  Expect<Equal<FitsIndexSelect<[2, 3], 2, [5]>, ShapeMismatch<'indexSelect: dim 2 is out of range for [2, 3]'>>>,
  Expect<Equal<OneHot<[8], 10>, [8, 10]>>,
  Expect<Equal<OneHot<readonly [8, number], 10>, [8, number, 10]>>,
  Expect<Equal<OneHot<[8], -1>, [8, number]>>,
  Expect<Equal<OneHot<[8], number>, [8, number]>>,
  Expect<Equal<OneHot<Shape, 10>, Shape>>,
];
