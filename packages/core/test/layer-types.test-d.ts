// Checked by the compiler alone: which layers follow one another.
import type {
  ChainIn,
  ChainOut,
  ChainShape,
  CheckedChain,
  FeatureLayer,
  FitsChain,
  FlatteningLayer,
  LayerChain,
  LayerShape,
  ShapeKeepingLayer,
} from '../src/layer-types.ts';
import type { Shape } from '../src/shape.ts';
import type { ShapeMismatch } from '../src/shape-types.ts';
import type { Equal, Expect } from './expect-types.ts';

interface Layer {
  readonly training: boolean;
}
interface Linear<In extends number = number, Out extends number = number> extends Layer, FeatureLayer<In, Out> {}
interface ReLU extends Layer, ShapeKeepingLayer {}
interface Flatten extends Layer, FlatteningLayer<1, -1> {}
interface Sequential<Layers extends readonly unknown[]> extends Layer, LayerChain<Layers> {}

type Perceptron = [Flatten, Linear<784, 128>, ReLU, Linear<128, 10>];

export type Chains = [
  Expect<Equal<CheckedChain<[]>, unknown>>,
  Expect<Equal<CheckedChain<[Linear<784, 128>, Linear<128, 10>]>, unknown>>,
  Expect<Equal<CheckedChain<readonly [Linear<784, 128>, ReLU, ReLU, Linear<128, 10>, ReLU]>, unknown>>,
  Expect<Equal<CheckedChain<Perceptron>, unknown>>,
  Expect<Equal<CheckedChain<[Linear<784, 128>, Sequential<[ReLU, Linear<128, 10>]>, Linear<10, 2>]>, unknown>>,
  // what no one knows fits
  Expect<Equal<CheckedChain<[Linear<784, 128>, Layer, Linear<64, 10>]>, unknown>>,
  Expect<Equal<CheckedChain<[Linear<784, 128>, Flatten, Linear<64, 10>]>, unknown>>,
  Expect<Equal<CheckedChain<[Linear<784, 128>, Linear]>, unknown>>,
  Expect<Equal<CheckedChain<[Linear, Linear<64, 10>]>, unknown>>,
  Expect<Equal<CheckedChain<[Linear<784, 128>, Linear<128, 64> | ReLU, Linear<64, 10>]>, unknown>>,
  // biome-ignore lint/suspicious/noExplicitAny: that it does no harm is the point
  Expect<Equal<CheckedChain<[Linear<784, 128>, any, Linear<64, 10>]>, unknown>>,
  Expect<Equal<CheckedChain<Layer[]>, unknown>>,
];

export type BrokenChains = [
  Expect<
    Equal<
      CheckedChain<[Flatten, Linear<784, 128>, Linear<64, 10>]>,
      ShapeMismatch<'Sequential: layer 2 takes 64 features but layer 1 gives 128'>
    >
  >,
  // the layer that gives is the one that declares it, not the activation between
  Expect<
    Equal<
      CheckedChain<[Linear<784, 128>, ReLU, Linear<64, 10>]>,
      ShapeMismatch<'Sequential: layer 2 takes 64 features but layer 0 gives 128'>
    >
  >,
  Expect<
    Equal<
      CheckedChain<[Sequential<[Linear<784, 128>, ReLU]>, Linear<64, 10>]>,
      ShapeMismatch<'Sequential: layer 1 takes 64 features but layer 0 gives 128'>
    >
  >,
];

export type Ends = [
  Expect<Equal<ChainIn<[ReLU, Linear<784, 128>, Linear<128, 10>]>, 784>>,
  Expect<Equal<ChainOut<[Linear<784, 128>, Linear<128, 10>, ReLU]>, 10>>,
  Expect<Equal<ChainIn<[Sequential<[ReLU, Linear<3, 4>]>]>, 3>>,
  Expect<Equal<ChainOut<[Sequential<[Linear<3, 4>, ReLU]>]>, 4>>,
  Expect<Equal<ChainIn<[Layer, Linear<784, 128>]>, number>>,
  Expect<Equal<ChainOut<[Linear<784, 128>, Flatten]>, number>>,
  Expect<Equal<ChainIn<[ReLU]>, number>>,
  Expect<Equal<ChainOut<Layer[]>, number>>,
];

export type Shapes = [
  Expect<Equal<ChainShape<[32, 1, 28, 28], Perceptron>, [32, 10]>>,
  Expect<Equal<ChainShape<[number, 784], Perceptron>, [number, 10]>>,
  Expect<Equal<ChainShape<[32, 784], [Sequential<[Linear<784, 128>, ReLU]>, Linear<128, 10>]>, [32, 10]>>,
  Expect<Equal<ChainShape<[5, 3], []>, [5, 3]>>,
  Expect<Equal<ChainShape<Shape, Perceptron>, Shape>>,
  Expect<Equal<ChainShape<[32, 784], [Linear<784, 128>, Layer]>, Shape>>,
  Expect<Equal<ChainShape<[32, 784], Layer[]>, Shape>>,
  Expect<Equal<LayerShape<[32, 784], Linear>, [32, number]>>,
  Expect<Equal<ChainShape<[32, 28, 27], Perceptron>, never>>,
  Expect<Equal<FitsChain<[32, 28, 28], Perceptron>, unknown>>,
  Expect<
    Equal<
      FitsChain<[32, 28, 27], Perceptron>,
      ShapeMismatch<'Sequential: layer 1 takes 784 features but gets [32, 756]'>
    >
  >,
  Expect<Equal<FitsChain<[32], Perceptron>, ShapeMismatch<'Sequential: layer 0 cannot take [32]'>>>,
];
