import { ArgumentError, type DTypeLike, gelu, relu, type Tensor } from '@cotangent/core';
import { Dropout } from '../dropout.ts';
import { keepsNothing } from '../keeps-nothing.ts';
import { Linear } from '../linear.ts';
import { LayerNorm } from '../normalization/layer-norm.ts';
import { SnakeCaseModule } from '../snake-case-module.ts';
import { MultiheadAttention, type MultiheadAttentionCallOptions } from './multihead-attention.ts';
import { attendOn, attentionKeepsNothing, type Passed, passOn, through } from './passing-on.ts';

/** What TransformerEncoderLayer and TransformerDecoderLayer take. */
export interface TransformerLayerOptions {
  /** The features between the two linear layers. Defaults to 2048. */
  readonly dimFeedforward?: number | undefined;
  /** The probability of dropout, at all places. Defaults to 0.1. */
  readonly dropout?: number | undefined;
  /** What stands between the two linear layers. Defaults to `'relu'`. */
  readonly activation?: 'relu' | 'gelu' | ((x: Tensor) => Tensor) | undefined;
  /** Defaults to 1e-5. */
  readonly layerNormEps?: number | undefined;
  /** Whether inputs are `[N, L, E]`, not `[L, N, E]`. Defaults to false. */
  readonly batchFirst?: boolean | undefined;
  /** Whether normalisation comes before attention and linear layers, not after what they are added to. Defaults to false. */
  readonly normFirst?: boolean | undefined;
  /** Whether linear layers and normalisations have learned summands. Defaults to true. */
  readonly bias?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/** What masks and hints a layer takes: of attention to its own sequence. */
export interface EncoderLayerCallOptions {
  /** As `attnMask` of MultiheadAttention. */
  readonly srcMask?: Tensor | undefined;
  /** As `keyPaddingMask` of MultiheadAttention. */
  readonly srcKeyPaddingMask?: Tensor | undefined;
  /** A hint that `srcMask` is causal. */
  readonly isCausal?: boolean | undefined;
}

/** What masks and hints a decoder layer takes: of attention to its own sequence, and to the encoder's. */
export interface DecoderLayerCallOptions {
  readonly tgtMask?: Tensor | undefined;
  readonly memoryMask?: Tensor | undefined;
  readonly tgtKeyPaddingMask?: Tensor | undefined;
  readonly memoryKeyPaddingMask?: Tensor | undefined;
  /** A hint that `tgtMask` is causal. */
  readonly tgtIsCausal?: boolean | undefined;
  /** A hint that `memoryMask` is causal. */
  readonly memoryIsCausal?: boolean | undefined;
}

const plainGelu = (x: Tensor): Tensor => gelu(x);

/** The activation of a name. Throws an ArgumentError for an unknown one. */
function activationOf(
  layer: string,
  activation: TransformerLayerOptions['activation'] = 'relu',
): (x: Tensor) => Tensor {
  if (typeof activation === 'function') return activation;
  if (activation === 'relu') return relu;
  if (activation === 'gelu') return plainGelu;
  const came = JSON.stringify(activation satisfies never);
  throw new ArgumentError(`${layer}: unknown activation ${came}: expected relu, gelu or a function`);
}

/** The layers behind attention. */
interface FeedForward {
  readonly linear1: Linear;
  readonly activation: (x: Tensor) => Tensor;
  readonly dropout: Dropout;
  readonly linear2: Linear;
}

/** Two linear layers, and a last dropout. */
function feedForward(layer: FeedForward, given: Passed, last: Dropout): Passed {
  const { activation } = layer;
  const hidden = through(layer.linear1, given);
  // functions of others may keep what they are given
  const active = passOn(hidden, activation, activation === relu || activation === plainGelu);
  return through(last, through(layer.linear2, through(layer.dropout, active)));
}

/** x with what a block makes of it, normalised before or after; `lets`: the first layer of the block keeps nothing. */
function residual(
  { x, own }: Passed,
  norm: LayerNorm,
  normFirst: boolean,
  lets: boolean,
  block: (given: Passed) => Passed,
): Passed {
  // it is needed once more
  const given: Passed = { x, own: false };
  const added = block(normFirst ? through(norm, given) : given);
  const sum: Passed = { x: x.add(added.x), own: true };
  if (added.own) added.x.dispose();
  if (own && (normFirst ? keepsNothing(norm) : lets)) x.dispose();
  return normFirst ? sum : through(norm, sum);
}

/**
 * Self-attention, then two linear layers, each added to what came and normalised (Vaswani et al. 2017,
 * https://arxiv.org/abs/1706.03762).
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 */
export class TransformerEncoderLayer extends SnakeCaseModule<[src: Tensor, options?: EncoderLayerCallOptions]> {
  readonly selfAttn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly normFirst: boolean;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  /** What stands between the two linear layers. */
  readonly activation: (x: Tensor) => Tensor;

  /** Throws an ArgumentError unless the heads divide `dModel` evenly, and for settings that make no sense. */
  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    const {
      dimFeedforward = 2048,
      dropout = 0.1,
      layerNormEps: eps,
      normFirst = false,
      bias,
      batchFirst,
      dtype,
    } = options;
    this.activation = activationOf('TransformerEncoderLayer', options.activation);
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, dtype });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, dtype });
    this.normFirst = normFirst;
    this.norm1 = new LayerNorm(dModel, { eps, bias, dtype });
    this.norm2 = new LayerNorm(dModel, { eps, bias, dtype });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
  }

  /** From `[L, N, dModel]` to the same shape. Throws as {@link MultiheadAttention.forward}. */
  forward(src: Tensor, options: EncoderLayerCallOptions = {}): Tensor {
    const { srcMask: attnMask, srcKeyPaddingMask: keyPaddingMask, isCausal } = options;
    const own: MultiheadAttentionCallOptions = { attnMask, keyPaddingMask, isCausal, needWeights: false };
    const { normFirst } = this;
    const attended = residual({ x: src, own: false }, this.norm1, normFirst, true, (y) =>
      through(this.dropout1, attendOn(this.selfAttn, y, undefined, own)),
    );
    return residual(attended, this.norm2, normFirst, keepsNothing(this.linear1), (y) =>
      feedForward(this, y, this.dropout2),
    ).x;
  }
}

/**
 * Self-attention, attention to an encoder's sequence, then two linear layers, each added to what came and normalised.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html
 */
export class TransformerDecoderLayer extends SnakeCaseModule<
  [tgt: Tensor, memory: Tensor, options?: DecoderLayerCallOptions]
> {
  readonly selfAttn: MultiheadAttention;
  readonly multiheadAttn: MultiheadAttention;
  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly normFirst: boolean;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly dropout3: Dropout;
  /** What stands between the two linear layers. */
  readonly activation: (x: Tensor) => Tensor;

  /** Throws an ArgumentError unless the heads divide `dModel` evenly, and for settings that make no sense. */
  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    const {
      dimFeedforward = 2048,
      dropout = 0.1,
      layerNormEps: eps,
      normFirst = false,
      bias,
      batchFirst,
      dtype,
    } = options;
    this.activation = activationOf('TransformerDecoderLayer', options.activation);
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.multiheadAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, dtype });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, dtype });
    this.normFirst = normFirst;
    this.norm1 = new LayerNorm(dModel, { eps, bias, dtype });
    this.norm2 = new LayerNorm(dModel, { eps, bias, dtype });
    this.norm3 = new LayerNorm(dModel, { eps, bias, dtype });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
  }

  /** From `[T, N, dModel]`, with a memory `[S, N, dModel]`, to the first shape. Throws as {@link MultiheadAttention.forward}. */
  forward(tgt: Tensor, memory: Tensor, options: DecoderLayerCallOptions = {}): Tensor {
    const own = {
      attnMask: options.tgtMask,
      keyPaddingMask: options.tgtKeyPaddingMask,
      isCausal: options.tgtIsCausal,
      needWeights: false,
    };
    const other = {
      attnMask: options.memoryMask,
      keyPaddingMask: options.memoryKeyPaddingMask,
      isCausal: options.memoryIsCausal,
      needWeights: false,
    };
    const { normFirst } = this;
    let x = residual({ x: tgt, own: false }, this.norm1, normFirst, true, (y) =>
      through(this.dropout1, attendOn(this.selfAttn, y, undefined, own)),
    );
    x = residual(x, this.norm2, normFirst, attentionKeepsNothing(this.multiheadAttn), (y) =>
      through(this.dropout2, attendOn(this.multiheadAttn, y, memory, other)),
    );
    return residual(x, this.norm3, normFirst, keepsNothing(this.linear1), (y) => feedForward(this, y, this.dropout3)).x;
  }
}
