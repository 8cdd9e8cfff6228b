import type { Flatten } from './movement-types.ts';
import type { Shape } from './shape.ts';
import type { LinearShape, Mismatch, SameSize, ShapeMismatch, Show } from './shape-types.ts';

// What a chain of layers does with shapes is read off members that the layers declare; of a layer that declares none of
// them nothing is known, and everything fits.

/** A layer that maps the last dimension: `Linear`. */
export interface FeatureLayer<In extends number = number, Out extends number = number> {
  readonly inFeatures: In;
  readonly outFeatures: Out;
}

/** A layer whose result has its input's shape. The member is for the types alone and never set. */
export interface ShapeKeepingLayer {
  readonly keepsShape?: true | undefined;
}

/** A layer that joins dimensions: `Flatten`. */
export interface FlatteningLayer<Start extends number = number, End extends number = number> {
  readonly startDim: Start;
  readonly endDim: End;
}

/** A layer made of layers: `Sequential`. The member is for the types alone and never set. */
export interface LayerChain<Layers extends readonly unknown[] = readonly unknown[]> {
  readonly chain?: Layers | undefined;
}

type IsAny<T> = 0 extends 1 & T ? true : false;

/** What a layer of layers holds; `never` for another layer. */
type ChainOf<Layer> = 'chain' extends keyof Layer ? (Layer extends LayerChain<infer Layers> ? Layers : never) : never;

/** `[In, Out]` of a layer, where `number` stands for any; `undefined` for one that passes features through. */
type FeaturesOf<Layer> =
  IsAny<Layer> extends true
    ? [number, number]
    : Layer extends FeatureLayer<infer In, infer Out>
      ? [In, Out]
      : 'keepsShape' extends keyof Layer
        ? undefined
        : [ChainOf<Layer>] extends [never]
          ? [number, number]
          : [ChainIn<ChainOf<Layer>>, ChainOut<ChainOf<Layer>>];

/**
 * `unknown` when each layer of a tuple takes as many features as the one before it gives, else the mismatch. Layers are
 * counted from 0, as in state dicts. Blamed for what is given is the layer that declares it, not one that passes it on.
 */
export type CheckedChain<Layers extends readonly unknown[]> = CheckFrom<Layers>;

type CheckFrom<
  Layers extends readonly unknown[],
  Given extends number = number,
  Giver extends number = 0,
  Seen extends readonly unknown[] = [],
> = Layers extends readonly [infer Layer, ...infer Rest]
  ? FeaturesOf<Layer> extends undefined
    ? CheckFrom<Rest, Given, Giver, [...Seen, Layer]>
    : FeaturesOf<Layer> extends [infer In extends number, infer Out extends number]
      ? [SameSize<Given, In>] extends [never]
        ? ShapeMismatch<`Sequential: layer ${Seen['length']} takes ${In} features but layer ${Giver} gives ${Given}`>
        : CheckFrom<Rest, Out, Seen['length'], [...Seen, Layer]>
      : CheckFrom<Rest, number, 0, [...Seen, Layer]>
  : unknown;

/** The features that a chain takes; `number` when its first layers do not say. */
export type ChainIn<Layers extends readonly unknown[]> = Layers extends readonly [infer Layer, ...infer Rest]
  ? FeaturesOf<Layer> extends undefined
    ? ChainIn<Rest>
    : FeaturesOf<Layer> extends [infer In extends number, number]
      ? In
      : number
  : number;

/** The features that a chain gives; `number` when its last layers do not say. */
export type ChainOut<Layers extends readonly unknown[]> = Layers extends readonly [...infer Rest, infer Layer]
  ? FeaturesOf<Layer> extends undefined
    ? ChainOut<Rest>
    : FeaturesOf<Layer> extends [number, infer Out extends number]
      ? Out
      : number
  : number;

/** The shape that a layer gives; `never` when it cannot take the input. */
export type LayerShape<S extends Shape, Layer> =
  IsAny<Layer> extends true
    ? Shape
    : Layer extends FeatureLayer<infer In, infer Out>
      ? LinearShape<S, In, Out>
      : Layer extends FlatteningLayer<infer Start, infer End>
        ? Flatten<S, Start, End>
        : 'keepsShape' extends keyof Layer
          ? S
          : [ChainOf<Layer>] extends [never]
            ? Shape
            : ChainShape<S, ChainOf<Layer>>;

/** The shape that a chain gives; `never` when one of its layers cannot take what comes to it. */
export type ChainShape<S extends Shape, Layers extends readonly unknown[]> = number extends Layers['length']
  ? Shape
  : Layers extends readonly [infer Layer, ...infer Rest]
    ? [LayerShape<S, Layer>] extends [never]
      ? never
      : ChainShape<LayerShape<S, Layer>, Rest>
    : S;

/** Refuses an input that a layer of the chain cannot take. */
export type FitsChain<S extends Shape, Layers extends readonly unknown[]> = [ChainShape<S, Layers>] extends [never]
  ? Mismatch<ChainMessage<S, Layers>>
  : unknown;

type ChainMessage<
  S extends Shape,
  Layers extends readonly unknown[],
  Seen extends readonly unknown[] = [],
> = Layers extends readonly [infer Layer, ...infer Rest]
  ? [LayerShape<S, Layer>] extends [never]
    ? Layer extends FeatureLayer<infer In>
      ? `Sequential: layer ${Seen['length']} takes ${In} features but gets [${Show<S>}]`
      : `Sequential: layer ${Seen['length']} cannot take [${Show<S>}]`
    : ChainMessage<LayerShape<S, Layer>, Rest, [...Seen, Layer]>
  : never;
