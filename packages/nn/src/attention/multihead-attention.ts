import {
  ArgumentError,
  cat,
  type DTypeLike,
  empty,
  formatShape,
  linear,
  Parameter,
  type Shape,
  ShapeError,
  sameShape,
  softmax,
  split,
  type Tensor,
  zeros,
} from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { dropout } from '../dropout.ts';
import { xavierNormal_, xavierUniform_, zeros_ } from '../init.ts';
import { keepsNothing } from '../keeps-nothing.ts';
import { Linear } from '../linear.ts';
import { SnakeCaseModule } from '../snake-case-module.ts';
import { allowMoreKeys, mergeMasks } from './attention-masks.ts';
import { scaledDotProductAttention, weightsOf } from './scaled-dot-product-attention.ts';

/** What MultiheadAttention takes. */
export interface MultiheadAttentionOptions {
  /** The probability of a weight to be dropped while training. Defaults to 0. */
  readonly dropout?: number | undefined;
  /** Whether projections have learned summands. Defaults to true. */
  readonly bias?: boolean | undefined;
  /** Whether a learned key and value join those of every sequence. Defaults to false. */
  readonly addBiasKv?: boolean | undefined;
  /** Whether a key and value of zeros join those of every sequence. Defaults to false. */
  readonly addZeroAttn?: boolean | undefined;
  /** The size of keys. Defaults to `embedDim`. */
  readonly kdim?: number | undefined;
  /** The size of values. Defaults to `embedDim`. */
  readonly vdim?: number | undefined;
  /** Whether inputs and output are `[N, L, E]`, not `[L, N, E]`. Defaults to false. */
  readonly batchFirst?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/** What a call of MultiheadAttention takes beside query, key and value. */
export interface MultiheadAttentionCallOptions {
  /** `[N, S]`, or `[S]` without a batch: keys to leave out (bool, true leaves out), or summands of the scores. */
  readonly keyPaddingMask?: Tensor | undefined;
  /** `[L, S]` or `[N · heads, L, S]`: what queries may not look at (bool, true forbids), or summands of the scores. */
  readonly attnMask?: Tensor | undefined;
  /** Whether the weights are wanted, too. Defaults to true. */
  readonly needWeights?: boolean | undefined;
  /** Whether the weights are the means over the heads. Defaults to true. */
  readonly averageAttnWeights?: boolean | undefined;
  /** A hint that `attnMask`, which must be given, lets query i look at keys 0 to i only. Defaults to false. */
  readonly isCausal?: boolean | undefined;
}

/** A query, a key and a value. */
type Triple = readonly [Tensor, Tensor, Tensor];

/**
 * Attention of several heads, each on learned projections of query, key and value; their results stand together and are
 * projected again (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762). In bool masks true leaves out, the opposite
 * of `scaledDotProductAttention`: that is PyTorch's.
 *
 * ```ts
 * const [output, weights] = new MultiheadAttention(64, 8).call(query, key, value);
 * ```
 *
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 */
export class MultiheadAttention extends SnakeCaseModule<
  [query: Tensor, key: Tensor, value: Tensor, options?: MultiheadAttentionCallOptions],
  [output: Tensor, weights: Tensor | undefined]
> {
  static readonly keepsNothing = true;
  readonly embedDim: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly numHeads: number;
  readonly dropout: number;
  readonly addZeroAttn: boolean;
  readonly batchFirst: boolean;
  /** The three projections in one where all inputs have one size, else `undefined`. */
  readonly inProjWeight: Parameter | undefined;
  readonly qProjWeight: Parameter | undefined;
  readonly kProjWeight: Parameter | undefined;
  readonly vProjWeight: Parameter | undefined;
  readonly inProjBias: Parameter | undefined;
  readonly biasK: Parameter | undefined;
  readonly biasV: Parameter | undefined;
  readonly outProj: Linear;

  /** Throws an ArgumentError unless the heads divide the size evenly, and for what is no probability. */
  constructor(
    embedDim: number,
    numHeads: number,
    {
      dropout: p = 0,
      bias = true,
      addBiasKv = false,
      addZeroAttn = false,
      kdim = embedDim,
      vdim = embedDim,
      batchFirst = false,
      dtype,
    }: MultiheadAttentionOptions = {},
  ) {
    super();
    checkCount('MultiheadAttention', 'embedDim', embedDim);
    checkCount('MultiheadAttention', 'numHeads', numHeads);
    checkCount('MultiheadAttention', 'kdim', kdim);
    checkCount('MultiheadAttention', 'vdim', vdim);
    if (embedDim % numHeads !== 0) {
      throw new ArgumentError(`MultiheadAttention: ${numHeads} heads do not divide ${embedDim} features evenly`);
    }
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentError(`MultiheadAttention: dropout is ${p}, expected a probability in [0, 1]`);
    }
    this.embedDim = embedDim;
    this.kdim = kdim;
    this.vdim = vdim;
    this.numHeads = numHeads;
    this.dropout = p;
    this.addZeroAttn = addZeroAttn;
    this.batchFirst = batchFirst;
    const parameter = (...shape: number[]): Parameter => new Parameter(empty(shape, { dtype }));
    const together = kdim === embedDim && vdim === embedDim;
    this.inProjWeight = together ? parameter(3 * embedDim, embedDim) : undefined;
    this.qProjWeight = together ? undefined : parameter(embedDim, embedDim);
    this.kProjWeight = together ? undefined : parameter(embedDim, kdim);
    this.vProjWeight = together ? undefined : parameter(embedDim, vdim);
    this.inProjBias = bias ? parameter(3 * embedDim) : undefined;
    this.biasK = addBiasKv ? parameter(1, 1, embedDim) : undefined;
    this.biasV = addBiasKv ? parameter(1, 1, embedDim) : undefined;
    this.outProj = new Linear(embedDim, embedDim, { bias, dtype }) as Linear;
    this.resetParameters();
  }

  /** Draws the projections of the inputs anew, and sets the biases to 0. */
  resetParameters(): void {
    const { inProjWeight, qProjWeight, kProjWeight, vProjWeight, inProjBias, outProj, biasK, biasV } = this;
    for (const weight of [inProjWeight, qProjWeight, kProjWeight, vProjWeight]) if (weight) xavierUniform_(weight);
    for (const bias of [inProjBias, outProj.bias]) if (bias) zeros_(bias);
    for (const bias of [biasK, biasV]) if (bias) xavierNormal_(bias);
  }

  /**
   * The output, of the query's shape, and the weights: `[N, L, S]`, or `[N, heads, L, S]` unless averaged, or `undefined`
   * unless wanted. Inputs without a batch, `[L, E]` and `[S, …]`, have results without one.
   *
   * Throws a ShapeError or a DTypeError when inputs or masks do not fit, an ArgumentError for `isCausal` without a mask.
   */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: MultiheadAttentionCallOptions = {},
  ): [output: Tensor, weights: Tensor | undefined] {
    const { needWeights = true, averageAttnWeights = true } = options;
    if (options.isCausal && !options.attnMask) {
      throw new ArgumentError('multiheadAttention: isCausal is a hint about attnMask, which is not given');
    }
    this.checkInputs(query, key, value);
    const batched = query.ndim === 3;
    const batchFirst = (x: Tensor): Tensor => (this.batchFirst ? x : x.transpose(0, 1));
    const inside = (x: Tensor): Tensor => (batched ? batchFirst(x) : x.unsqueeze(0));
    const projected = this.project(query, key, value);
    const [q, k, v] = [inside(projected[0]), inside(projected[1]), inside(projected[2])];
    const [batch, queries, keys] = [q.shape[0]!, q.shape[1]!, k.shape[1]!];
    const mask = mergeMasks(options, { batch, heads: this.numHeads, queries, keys, batched }, q);
    const [results, weights] = this.attend(q, k, v, mask, needWeights);
    // from here on what nobody else has is let go
    for (const each of projected) each.dispose();
    const merged = results.transpose(1, 2).reshape([batch, queries, this.embedDim]);
    if (merged.storage !== results.storage) results.dispose();
    const joined = this.outProj.call(merged) as Tensor;
    // what takes its place may give what it is given
    if (keepsNothing(this.outProj) && joined.storage !== merged.storage) merged.dispose();
    const shown = weights && averageAttnWeights ? weights.mean({ dim: 1 }) : weights;
    if (shown !== weights) weights?.dispose();
    return batched ? [batchFirst(joined), shown] : [joined.squeeze(0), shown?.squeeze(0)];
  }

  /** Query, key and value in `embedDim` features. */
  private project(query: Tensor, key: Tensor, value: Tensor): Triple {
    const { embedDim, inProjWeight, inProjBias, qProjWeight, kProjWeight, vProjWeight } = this;
    // one product for self-attention
    if (inProjWeight && query === key && key === value) {
      return split(linear(query, inProjWeight, inProjBias), embedDim, -1) as unknown as Triple;
    }
    const weights = inProjWeight ? split(inProjWeight, embedDim) : [qProjWeight!, kProjWeight!, vProjWeight!];
    const biases = inProjBias ? split(inProjBias, embedDim) : [];
    const [ofQuery, ofKey, ofValue] = biases;
    return [linear(query, weights[0]!, ofQuery), linear(key, weights[1]!, ofKey), linear(value, weights[2]!, ofValue)];
  }

  /** The heads' results `[N, heads, L, …]`, and their weights if they are wanted. */
  private attend(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | undefined,
    needWeights: boolean,
  ): [Tensor, Tensor | undefined] {
    const query = this.heads(q);
    const key = this.heads(this.extend(k, this.biasK));
    const value = this.heads(this.extend(v, this.biasV));
    const attnMask = allowMoreKeys(mask, key.shape[2]! - k.shape[1]!);
    const p = this.training ? this.dropout : 0;
    if (!needWeights) return [scaledDotProductAttention(query, key, value, { attnMask, dropoutP: p }), undefined];
    const scale = 1 / Math.sqrt(this.embedDim / this.numHeads);
    const scores = attnMask ? query.mul(scale).matmul(key.mT).add(attnMask) : undefined;
    const weights = dropout(scores ? softmax(scores, -1) : weightsOf(query, key, scale), { p });
    return [weights.matmul(value), weights];
  }

  /** Keys or values `[N, S, E]` with those that come to every sequence. */
  private extend(x: Tensor, bias: Tensor | undefined): Tensor {
    const { addZeroAttn, embedDim } = this;
    if (!bias && !addZeroAttn) return x;
    const one = [x.shape[0]!, 1, embedDim];
    const more = [...(bias ? [bias.expand(one)] : []), ...(addZeroAttn ? [zeros(one, { dtype: x.dtype })] : [])];
    return cat([x, ...more], { dim: 1 });
  }

  /** `[N, L, E]` as `[N, heads, L, E / heads]`. */
  private heads(x: Tensor): Tensor {
    const [batch, length] = x.shape as readonly [number, number];
    return x.reshape([batch, length, this.numHeads, this.embedDim / this.numHeads]).transpose(1, 2);
  }

  private checkInputs(query: Tensor, key: Tensor, value: Tensor): void {
    const given = { query, key, value };
    const features = { query: this.embedDim, key: this.kdim, value: this.vdim };
    for (const [name, x] of Object.entries(given)) {
      const expected = features[name as keyof typeof features];
      const rank = name === 'query' ? [2, 3] : [query.ndim];
      if (rank.includes(x.ndim) && x.shape.at(-1) === expected) continue;
      const shapes = rank.map((r) => (r === 3 ? `[…, …, ${expected}]` : `[…, ${expected}]`)).join(' or ');
      throw new ShapeError(`multiheadAttention: ${name} has shape ${formatShape(x.shape)}, expected ${shapes}`);
    }
    const leading = ({ shape }: Tensor): Shape => shape.slice(0, -1);
    const batchDim = this.batchFirst ? 0 : 1;
    const fits = sameShape(leading(key), leading(value));
    if (fits && (query.ndim === 2 || query.shape[batchDim] === key.shape[batchDim])) return;
    const [q, k, v] = [query, key, value].map(({ shape }) => formatShape(shape));
    throw new ShapeError(`multiheadAttention: query ${q}, key ${k} and value ${v} differ in batch or length`);
  }

  override shortRepr(): string {
    return `${super.shortRepr()} of ${this.numHeads} heads`;
  }
}
