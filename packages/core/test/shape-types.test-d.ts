// Checked by the compiler alone: each row is a fact about shapes.
import type { Shape } from '../src/shape.ts';
import type {
  Axis,
  Broadcast,
  DimArg,
  Fits,
  FitsBroadcast,
  FitsDim,
  FitsLinear,
  FitsMatMul,
  LinearShape,
  MatMul,
  Mutable,
  NestedShape,
  Reduce,
  SameShape,
  ShapeMismatch,
  Show,
} from '../src/shape-types.ts';
import type { Equal, Expect } from './expect-types.ts';

type Nested = number | boolean | readonly Nested[];

export type Messages = [
  Expect<Equal<Show<[]>, ''>>,
  Expect<Equal<Show<[32, 784]>, '32, 784'>>,
  Expect<Equal<Show<readonly [2, number]>, '2, number'>>,
  Expect<Equal<Show<Shape>, '…'>>,
  Expect<Equal<Fits<[2], { fits: true }, 'op: no'>, { fits: true }>>,
  Expect<Equal<Fits<never, unknown, 'op: no'>, ShapeMismatch<'op: no'>>>,
  // what an earlier mismatch left is not reported again
  Expect<Equal<Fits<never, unknown, `op: [${Show<never>}]`>, unknown>>,
];

export type Broadcasting = [
  Expect<Equal<Broadcast<[2, 3], [3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[3], [2, 3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[2, 1], [1, 3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[5, 1, 4], [3, 1]>, [5, 3, 4]>>,
  Expect<Equal<Broadcast<[], [2, 3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[2, 3], []>, [2, 3]>>,
  Expect<Equal<Broadcast<[], []>, []>>,
  Expect<Equal<Broadcast<[0], [1]>, [0]>>,
  Expect<Equal<Broadcast<readonly [2, 3], readonly [3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[2, 3], [4]>, never>>,
  Expect<Equal<Broadcast<[2, 3], [3, 2]>, never>>,
  Expect<Equal<FitsBroadcast<'add', [2, 3], [4]>, ShapeMismatch<'add: [2, 3] and [4] do not broadcast'>>>,
  Expect<Equal<FitsBroadcast<'add', [2, 3], [3]>, unknown>>,
];

export type BroadcastingTheUnknown = [
  Expect<Equal<Broadcast<[number, 3], [2, 3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[number], [1]>, [number]>>,
  Expect<Equal<Broadcast<[number, 3], [number, 3]>, [number, 3]>>,
  Expect<Equal<Broadcast<[number, 3], [4]>, never>>,
  Expect<Equal<FitsBroadcast<'mul', [number, 3], [4]>, ShapeMismatch<'mul: [number, 3] and [4] do not broadcast'>>>,
  Expect<Equal<Broadcast<Shape, [2, 3]>, Shape>>,
  Expect<Equal<Broadcast<[2, 3], Shape>, Shape>>,
  Expect<Equal<Broadcast<Shape, []>, Shape>>,
  // biome-ignore lint/suspicious/noExplicitAny: that it does no harm is the point
  Expect<Equal<Broadcast<[2, 3], any>, Shape>>,
  // biome-ignore lint/suspicious/noExplicitAny: as above
  Expect<Equal<Broadcast<any, [2, 3]>, Shape>>,
  Expect<Equal<Broadcast<[2, 3], never>, Shape>>,
  Expect<Equal<Broadcast<never, [2, 3]>, Shape>>,
  Expect<Equal<FitsBroadcast<'add', never, never>, unknown>>,
  Expect<Equal<Broadcast<[2, 3] | [4, 3], [3]>, [2, 3] | [4, 3]>>,
  Expect<Equal<Broadcast<[2, 3] | [4, 5], [3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[1 | 5, 3], [5, 3]>, [5, 3]>>,
];

export type Products = [
  Expect<Equal<MatMul<[2, 3], [3, 4]>, [2, 4]>>,
  Expect<Equal<MatMul<[3], [3]>, []>>,
  Expect<Equal<MatMul<[2, 3], [3]>, [2]>>,
  Expect<Equal<MatMul<[3], [3, 4]>, [4]>>,
  Expect<Equal<MatMul<[7, 2, 3], [3]>, [7, 2]>>,
  Expect<Equal<MatMul<[3], [7, 3, 4]>, [7, 4]>>,
  Expect<Equal<MatMul<[7, 2, 3], [3, 4]>, [7, 2, 4]>>,
  Expect<Equal<MatMul<[2, 3], [7, 3, 4]>, [7, 2, 4]>>,
  Expect<Equal<MatMul<[5, 1, 2, 3], [7, 3, 4]>, [5, 7, 2, 4]>>,
  Expect<Equal<MatMul<readonly [2, 3], readonly [3, 4]>, [2, 4]>>,
  Expect<Equal<MatMul<[number, 784], [784, 128]>, [number, 128]>>,
  Expect<Equal<MatMul<[2, number], [3, 4]>, [2, 4]>>,
  Expect<Equal<MatMul<Shape, [3, 4]>, Shape>>,
  Expect<Equal<MatMul<[2, 3], Shape>, Shape>>,
  Expect<Equal<MatMul<never, [2, 3]>, Shape>>,
  Expect<Equal<MatMul<[2, 3] | [5, 3], [3, 4]>, [2, 4] | [5, 4]>>,
  Expect<Equal<MatMul<[2, 3], [2, 4]>, never>>,
  Expect<Equal<MatMul<[], [3]>, never>>,
  Expect<Equal<MatMul<[3], []>, never>>,
  Expect<Equal<MatMul<[5, 2, 3], [7, 3, 4]>, never>>,
  Expect<Equal<FitsMatMul<'matmul', [2, 3], [2, 4]>, ShapeMismatch<'matmul: cannot multiply [2, 3] by [2, 4]'>>>,
  Expect<Equal<FitsMatMul<'matmul', [2, 3], [3, 4]>, unknown>>,
];

export type LinearLayers = [
  Expect<Equal<LinearShape<[32, 784], 784, 128>, [32, 128]>>,
  Expect<Equal<LinearShape<[784], 784, 128>, [128]>>,
  Expect<Equal<LinearShape<[8, number, 64], 64, 3>, [8, number, 3]>>,
  Expect<Equal<LinearShape<[32, number], 784, 128>, [32, 128]>>,
  Expect<Equal<LinearShape<[32, 784], number, number>, [32, number]>>,
  Expect<Equal<LinearShape<Shape, 784, 128>, Shape>>,
  Expect<Equal<LinearShape<never, 784, 128>, Shape>>,
  Expect<Equal<LinearShape<[32, 8], 64, 3>, never>>,
  Expect<Equal<FitsLinear<[32, 8], 64>, ShapeMismatch<'linear: last dimension is 8, expected 64'>>>,
  Expect<Equal<FitsLinear<[], 64>, ShapeMismatch<'linear: the input is 0-d, expected its last dimension to be 64'>>>,
  Expect<Equal<FitsLinear<[32, 64], 64>, unknown>>,
];

export type Dimensions = [
  Expect<Equal<Axis<[2, 3], 1>, '1'>>,
  Expect<Equal<Axis<[2, 3], -1>, '1'>>,
  Expect<Equal<Axis<[2, 3], -2>, '0'>>,
  Expect<Equal<Axis<[2, 3], 2>, never>>,
  Expect<Equal<Axis<[2, 3], -3>, never>>,
  Expect<Equal<Axis<[2, 3], 0.5>, never>>,
  Expect<Equal<Axis<[2, 3], number>, string>>,
  Expect<Equal<Axis<[], 0>, '0'>>,
  Expect<Equal<Axis<[], -1>, '0'>>,
  Expect<Equal<Axis<[], 1>, never>>,
  Expect<Equal<Axis<[1, 2, 3, 4, 5, 6, 7, 8, 9], -8>, '1'>>,
  Expect<Equal<Axis<[1, 2, 3, 4, 5, 6, 7, 8, 9], -9>, string>>,
];

export type Reductions = [
  Expect<Equal<Reduce<[2, 3, 4], undefined, false>, []>>,
  Expect<Equal<Reduce<[2, 3, 4], undefined, true>, [1, 1, 1]>>,
  Expect<Equal<Reduce<[2, 3, 4], [], false>, []>>,
  Expect<Equal<Reduce<[2, 3, 4], 0, false>, [3, 4]>>,
  Expect<Equal<Reduce<[2, 3, 4], 1, false>, [2, 4]>>,
  Expect<Equal<Reduce<[2, 3, 4], -1, false>, [2, 3]>>,
  Expect<Equal<Reduce<[2, 3, 4], 1, true>, [2, 1, 4]>>,
  Expect<Equal<Reduce<readonly [2, 3, 4], readonly [0, -1], false>, [3]>>,
  Expect<Equal<Reduce<readonly [2, 3, 4], readonly [0, -1], true>, [1, 3, 1]>>,
  Expect<Equal<Reduce<[], 0, false>, []>>,
  Expect<Equal<Reduce<[], undefined, true>, []>>,
  Expect<Equal<Reduce<[number, 3], 0, true>, [1, 3]>>,
  Expect<Equal<Reduce<[2, 3], 1, boolean>, Shape>>,
  Expect<Equal<Reduce<[2, 3], number, false>, Shape>>,
  Expect<Equal<Reduce<[2, 3], number | undefined, false>, Shape>>,
  Expect<Equal<Reduce<[2, 3], readonly number[], true>, Shape>>,
  Expect<Equal<Reduce<[2, 3], DimArg, boolean>, Shape>>,
  Expect<Equal<Reduce<Shape, 1, false>, Shape>>,
  Expect<Equal<Reduce<never, 1, false>, Shape>>,
  // biome-ignore lint/suspicious/noExplicitAny: that it does no harm is the point
  Expect<Equal<Reduce<any, 1, false>, Shape>>,
  Expect<Equal<Reduce<[2, 3], 0 | 1, false>, [3] | [2]>>,
  Expect<Equal<Reduce<[3] | [2, 3], -1, false>, [] | [2]>>,
  Expect<Equal<Reduce<[2, 3], 3, false>, never>>,
  Expect<Equal<Reduce<[2, 3], [0, 0], false>, never>>,
  Expect<Equal<Reduce<[2, 3], [0, -2], false>, never>>,
  Expect<Equal<FitsDim<'sum', [2, 3], 3>, ShapeMismatch<'sum: dim 3 is out of range for [2, 3]'>>>,
  Expect<Equal<FitsDim<'mean', [2, 3], -3>, ShapeMismatch<'mean: dim -3 is out of range for [2, 3]'>>>,
  Expect<Equal<FitsDim<'sum', [2, 3], [0, 5]>, ShapeMismatch<'sum: dims [0, 5] do not fit [2, 3]'>>>,
  Expect<Equal<FitsDim<'sum', [2, 3], readonly [0, 0]>, ShapeMismatch<'sum: dims [0, 0] do not fit [2, 3]'>>>,
  Expect<Equal<FitsDim<'softmax', [2, 3], -1>, unknown>>,
  Expect<Equal<FitsDim<'sum', [2, 3], undefined>, unknown>>,
];

export type Sameness = [
  Expect<Equal<SameShape<[2, 3], [2, 3]>, [2, 3]>>,
  Expect<Equal<SameShape<[number, 3], readonly [2, number]>, [2, 3]>>,
  Expect<Equal<SameShape<[], []>, []>>,
  Expect<Equal<SameShape<[2, 3], Shape>, Shape>>,
  Expect<Equal<SameShape<[2, 3], [1, 3]>, never>>,
  Expect<Equal<SameShape<[3], [2, 3]>, never>>,
  Expect<Equal<SameShape<[2, 3], [3]>, never>>,
];

export type Literals = [
  Expect<Equal<NestedShape<5>, []>>,
  Expect<Equal<NestedShape<true>, []>>,
  Expect<Equal<NestedShape<readonly [1, 2, 3]>, [3]>>,
  Expect<Equal<NestedShape<readonly [readonly [1, 2], readonly [3, 4], readonly [5, 6]]>, [3, 2]>>,
  Expect<Equal<NestedShape<[[[true], [false]]]>, [1, 2, 1]>>,
  Expect<Equal<NestedShape<number[]>, [number]>>,
  Expect<Equal<NestedShape<number[][]>, [number, number]>>,
  Expect<Equal<NestedShape<[number, number][]>, [number, 2]>>,
  Expect<Equal<NestedShape<Float32Array>, [number]>>,
  Expect<Equal<NestedShape<[]>, [0]>>,
  Expect<Equal<NestedShape<[[], []]>, [2, 0]>>,
  Expect<Equal<NestedShape<Nested>, Shape>>,
  Expect<Equal<NestedShape<Nested[]>, Shape>>,
  // biome-ignore lint/suspicious/noExplicitAny: that it does no harm is the point
  Expect<Equal<NestedShape<any>, Shape>>,
  Expect<Equal<Mutable<readonly [2, 3]>, [2, 3]>>,
  Expect<Equal<Mutable<Shape>, Shape>>,
  Expect<Equal<Mutable<number[]>, Shape>>,
];
