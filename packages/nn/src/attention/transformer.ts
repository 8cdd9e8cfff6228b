import { formatShape, full, ShapeError, type Tensor, triu } from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { ModuleList } from '../containers.ts';
import { copyModule } from '../copy-module.ts';
import { xavierUniform_ } from '../init.ts';
import { Module } from '../module.ts';
import { LayerNorm } from '../normalization/layer-norm.ts';
import {
  type DecoderLayerCallOptions,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformer-layers.ts';

/** What a call of TransformerEncoder takes beside the sequence. */
export interface EncoderCallOptions {
  /** As `attnMask` of MultiheadAttention, for all layers. */
  readonly mask?: Tensor | undefined;
  /** As `keyPaddingMask` of MultiheadAttention. */
  readonly srcKeyPaddingMask?: Tensor | undefined;
  /** A hint that `mask` is causal. */
  readonly isCausal?: boolean | undefined;
}

/** What TransformerEncoder and TransformerDecoder take. */
export interface TransformerStackOptions {
  /** What normalises the result of the last layer. */
  readonly norm?: Module | undefined;
}

/** So many copies of a layer. */
function copies<L extends Module<never[]>>(name: string, layer: L, numLayers: number): ModuleList<L> {
  checkCount(name, 'numLayers', numLayers, 0);
  return new ModuleList(Array.from({ length: numLayers }, () => copyModule(layer)));
}

/**
 * Copies of an encoder layer, one after the other; as in PyTorch, all start with the same weights. The layer itself is
 * not among them.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html
 */
export class TransformerEncoder extends Module<[src: Tensor, options?: EncoderCallOptions]> {
  readonly layers: ModuleList<TransformerEncoderLayer>;
  readonly norm: Module | undefined;

  /** Throws an ArgumentError for a number of layers that is no whole number. */
  constructor(encoderLayer: TransformerEncoderLayer, numLayers: number, { norm }: TransformerStackOptions = {}) {
    super();
    this.layers = copies('TransformerEncoder', encoderLayer, numLayers);
    this.norm = norm;
  }

  /** Throws as the layers do. */
  forward(src: Tensor, { mask: srcMask, srcKeyPaddingMask, isCausal }: EncoderCallOptions = {}): Tensor {
    let x = src;
    for (const layer of this.layers) x = layer.call(x, { srcMask, srcKeyPaddingMask, isCausal });
    return this.norm ? this.norm.call(x) : x;
  }
}

/**
 * Copies of a decoder layer, one after the other; as in PyTorch, all start with the same weights. The layer itself is
 * not among them.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html
 */
export class TransformerDecoder extends Module<[tgt: Tensor, memory: Tensor, options?: DecoderLayerCallOptions]> {
  readonly layers: ModuleList<TransformerDecoderLayer>;
  readonly norm: Module | undefined;

  /** Throws an ArgumentError for a number of layers that is no whole number. */
  constructor(decoderLayer: TransformerDecoderLayer, numLayers: number, { norm }: TransformerStackOptions = {}) {
    super();
    this.layers = copies('TransformerDecoder', decoderLayer, numLayers);
    this.norm = norm;
  }

  /** Throws as the layers do. */
  forward(tgt: Tensor, memory: Tensor, options: DecoderLayerCallOptions = {}): Tensor {
    let x = tgt;
    for (const layer of this.layers) x = layer.call(x, memory, options);
    return this.norm ? this.norm.call(x) : x;
  }
}

/** What Transformer takes. */
export interface TransformerOptions extends TransformerLayerOptions {
  /** The features of the sequences. Defaults to 512. */
  readonly dModel?: number | undefined;
  /** The heads of each attention. Defaults to 8. */
  readonly nhead?: number | undefined;
  /** Defaults to 6. */
  readonly numEncoderLayers?: number | undefined;
  /** Defaults to 6. */
  readonly numDecoderLayers?: number | undefined;
  /** In place of the encoder. */
  readonly customEncoder?: Module<[src: Tensor, options?: EncoderCallOptions]> | undefined;
  /** In place of the decoder. */
  readonly customDecoder?: Module<[tgt: Tensor, memory: Tensor, options?: DecoderLayerCallOptions]> | undefined;
}

/** What a call of Transformer takes beside the sequences. */
export interface TransformerCallOptions extends DecoderLayerCallOptions {
  readonly srcMask?: Tensor | undefined;
  readonly srcKeyPaddingMask?: Tensor | undefined;
  /** A hint that `srcMask` is causal. */
  readonly srcIsCausal?: boolean | undefined;
}

/**
 * An encoder, and a decoder that attends to what it gives (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html
 */
export class Transformer extends Module<[src: Tensor, tgt: Tensor, options?: TransformerCallOptions]> {
  readonly encoder: Module<[src: Tensor, options?: EncoderCallOptions]>;
  readonly decoder: Module<[tgt: Tensor, memory: Tensor, options?: DecoderLayerCallOptions]>;
  readonly dModel: number;
  readonly nhead: number;
  readonly batchFirst: boolean;

  /** Throws an ArgumentError unless the heads divide `dModel` evenly, and for settings that make no sense. */
  constructor({
    dModel = 512,
    nhead = 8,
    numEncoderLayers = 6,
    numDecoderLayers = 6,
    customEncoder,
    customDecoder,
    ...options
  }: TransformerOptions = {}) {
    super();
    const { layerNormEps: eps, bias, batchFirst = false, dtype } = options;
    const norm = (): LayerNorm => new LayerNorm(dModel, { eps, bias, dtype });
    const makeEncoder = (): TransformerEncoder =>
      new TransformerEncoder(new TransformerEncoderLayer(dModel, nhead, options), numEncoderLayers, { norm: norm() });
    const makeDecoder = (): TransformerDecoder =>
      new TransformerDecoder(new TransformerDecoderLayer(dModel, nhead, options), numDecoderLayers, { norm: norm() });
    this.encoder = customEncoder ?? makeEncoder();
    this.decoder = customDecoder ?? makeDecoder();
    this.dModel = dModel;
    this.nhead = nhead;
    this.batchFirst = batchFirst;
    this.resetParameters();
  }

  /** The mask of positions that look at themselves and earlier ones: −∞ above the diagonal, 0 elsewhere. */
  static generateSquareSubsequentMask(size: number): Tensor {
    return triu(full([size, size], Number.NEGATIVE_INFINITY), 1);
  }

  /** Draws all matrices anew (xavierUniform_). */
  resetParameters(): void {
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter);
  }

  /**
   * From `[S, N, dModel]` and `[T, N, dModel]` to the second shape. Throws a ShapeError when batches or features differ,
   * and as the layers do.
   */
  forward(src: Tensor, tgt: Tensor, options: TransformerCallOptions = {}): Tensor {
    const { srcMask, srcKeyPaddingMask, srcIsCausal, ...rest } = options;
    const batchDim = this.batchFirst ? 0 : 1;
    const sameBatch = src.ndim !== 3 || src.shape[batchDim] === tgt.shape[batchDim];
    if (!sameBatch || src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel) {
      const [first, second] = [formatShape(src.shape), formatShape(tgt.shape)];
      throw new ShapeError(`transformer: ${first} and ${second} must have ${this.dModel} features and the same batch`);
    }
    const memory = this.encoder.call(src, { mask: srcMask, srcKeyPaddingMask, isCausal: srcIsCausal });
    return this.decoder.call(tgt, memory, rest);
  }
}
