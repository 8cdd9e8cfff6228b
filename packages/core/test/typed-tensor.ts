// The signatures that the library gives its functions, on tensors that are nothing but their types.
import type { FitsIndexSelect, FitsSlice, IndexSelect, Narrow, OneHot, Select } from '../src/indexing-types.ts';
import type { Cat, FitsCat, FitsStack, ShapesOf, Stack } from '../src/joining-types.ts';
import type { ChainShape, CheckedChain, FitsChain, ShapeKeepingLayer } from '../src/layer-types.ts';
import type { FitsCrossEntropy, FitsOnto, LossShape, ReductionName } from '../src/loss-types.ts';
import type {
  Expand,
  FitsExpand,
  FitsFlatten,
  FitsPermute,
  FitsReshape,
  FitsUnsqueeze,
  Flatten,
  Permute,
  Reshape,
  Squeeze,
  Transpose,
  Unsqueeze,
} from '../src/movement-types.ts';
import type { Shape } from '../src/shape.ts';
import type {
  Broadcast,
  DimArg,
  FitsBroadcast,
  FitsDim,
  FitsLinear,
  FitsMatMul,
  LinearShape,
  MatMul,
  Mutable,
  NestedShape,
  Reduce,
} from '../src/shape-types.ts';

type Other<A extends Shape, B extends Shape, Name extends string> = number | (Tensor<B> & FitsBroadcast<Name, A, B>);

interface ReduceOptions<Name extends string, S extends Shape, D extends DimArg, K extends boolean> {
  readonly dim?: (D & FitsDim<Name, S, D>) | undefined;
  readonly keepdim?: K | undefined;
}

interface JoinOptions<D extends number> {
  readonly dim?: D | undefined;
}

export declare abstract class Elementwise<S extends Shape> {
  readonly shape: S;
  relu<A extends Shape>(this: Tensor<A>): Tensor<A>;
  add<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'add'>): Tensor<Broadcast<A, B>>;
  mul<A extends Shape, B extends Shape = []>(this: Tensor<A>, other: Other<A, B, 'mul'>): Tensor<Broadcast<A, B>>;
}

export declare abstract class Reductions<S extends Shape> extends Elementwise<S> {
  sum<A extends Shape, const D extends DimArg = undefined, const K extends boolean = false>(
    this: Tensor<A>,
    options?: ReduceOptions<'sum', A, D, K>,
  ): Tensor<Reduce<A, D, K>>;
  softmax<A extends Shape, const D extends number>(this: Tensor<A>, dim: D & FitsDim<'softmax', A, D>): Tensor<A>;
}

export declare abstract class Movements<S extends Shape> extends Reductions<S> {
  reshape<A extends Shape, const B extends Shape>(
    this: Tensor<A>,
    shape: B & FitsReshape<'reshape', A, B>,
  ): Tensor<Reshape<A, B>>;
  permute<A extends Shape, const D extends Shape>(this: Tensor<A>, dims: D & FitsPermute<A, D>): Tensor<Permute<A, D>>;
  transpose<A extends Shape, const D extends number, const E extends number>(
    this: Tensor<A>,
    dim0: D & FitsDim<'transpose', A, D>,
    dim1: E & FitsDim<'transpose', A, E>,
  ): Tensor<Transpose<A, D, E>>;
  flatten<A extends Shape, const D extends number = 0, const E extends number = -1>(
    this: Tensor<A>,
    startDim?: D & FitsFlatten<A, D, E>,
    endDim?: E,
  ): Tensor<Flatten<A, D, E>>;
  squeeze<A extends Shape, const D extends DimArg = undefined>(
    this: Tensor<A>,
    dim?: D & FitsDim<'squeeze', A, D>,
  ): Tensor<Squeeze<A, D>>;
  unsqueeze<A extends Shape, const D extends number>(
    this: Tensor<A>,
    dim: D & FitsUnsqueeze<A, D>,
  ): Tensor<Unsqueeze<A, D>>;
  expand<A extends Shape, const B extends Shape>(this: Tensor<A>, shape: B & FitsExpand<A, B>): Tensor<Expand<A, B>>;
}

export declare class Tensor<S extends Shape = Shape> extends Movements<S> {
  matmul<A extends Shape, B extends Shape>(
    this: Tensor<A>,
    other: Tensor<B> & FitsMatMul<'matmul', A, B>,
  ): Tensor<MatMul<A, B>>;
  select<A extends Shape, const D extends number>(
    this: Tensor<A>,
    dim: D & FitsSlice<'select', A, D>,
    index: number,
  ): Tensor<Select<A, D>>;
  narrow<A extends Shape, const D extends number, const L extends number>(
    this: Tensor<A>,
    dim: D & FitsSlice<'narrow', A, D>,
    start: number,
    length: L,
  ): Tensor<Narrow<A, D, L>>;
  indexSelect<A extends Shape, const D extends number, I extends Shape>(
    this: Tensor<A>,
    dim: D,
    index: Tensor<I> & FitsIndexSelect<A, D, I>,
  ): Tensor<IndexSelect<A, D, I>>;
}

export declare class Parameter<S extends Shape = Shape> extends Tensor<S> {
  readonly isParameter: true;
}

export type Data = number | boolean | readonly Data[];

export declare function tensor<const T extends Data>(data: T): Tensor<NestedShape<T>>;

export declare function zeros<const S extends Shape>(shape: S): Tensor<Mutable<S>>;

export declare function where<C extends Shape, A extends Shape = [], B extends Shape = []>(
  condition: Tensor<C>,
  a: Other<C, A, 'where'>,
  b: Other<Broadcast<C, A>, B, 'where'>,
): Tensor<Broadcast<Broadcast<C, A>, B>>;

export declare function cat<const T extends Iterable<Tensor>, const D extends number = 0>(
  tensors: T & FitsCat<ShapesOf<T>, D>,
  options?: JoinOptions<D>,
): Tensor<Cat<ShapesOf<T>, D>>;

export declare function stack<const T extends Iterable<Tensor>, const D extends number = 0>(
  tensors: T & FitsStack<ShapesOf<T>, D>,
  options?: JoinOptions<D>,
): Tensor<Stack<ShapesOf<T>, D>>;

export declare function oneHot<S extends Shape, const C extends number = -1>(
  x: Tensor<S>,
  numClasses?: C,
): Tensor<OneHot<S, C>>;

export declare function crossEntropy<S extends Shape, T extends Shape>(
  input: Tensor<S>,
  target: Tensor<T> & FitsCrossEntropy<'crossEntropy', S, T>,
): Tensor<[]>;

export declare function mseLoss<S extends Shape, T extends Shape, const R extends ReductionName = 'mean'>(
  input: Tensor<S>,
  target: Tensor<T> & FitsOnto<'mseLoss', S, T>,
  options?: { readonly reduction?: R | undefined },
): Tensor<LossShape<S, R>>;

export declare abstract class Module {
  training: boolean;
}

export declare class Linear<In extends number = number, Out extends number = number> extends Module {
  readonly inFeatures: In;
  readonly outFeatures: Out;
  constructor(inFeatures: In, outFeatures: Out);
  call<A extends Shape>(x: Tensor<A> & FitsLinear<A, In>): Tensor<LinearShape<A, In, Out>>;
}

export declare class ReLU extends Module implements ShapeKeepingLayer {
  readonly keepsShape?: true;
  call<A extends Shape>(x: Tensor<A>): Tensor<A>;
}

export declare class FlattenLayer<const Start extends number = 1, const End extends number = -1> extends Module {
  readonly startDim: Start;
  readonly endDim: End;
  constructor(startDim?: Start, endDim?: End);
}

export declare class Sequential<const Layers extends readonly Module[] = Module[]> extends Module {
  readonly chain?: Layers;
  constructor(...layers: Layers & CheckedChain<Layers>);
  call<A extends Shape>(x: Tensor<A> & FitsChain<A, Layers>): Tensor<ChainShape<A, Layers>>;
}
