import {
  type DTypeLike,
  type EmbeddingBagOptions,
  embedding,
  embeddingBag,
  empty,
  formatShape,
  IndexError,
  noGrad,
  Parameter,
  ShapeError,
  sameShape,
  type Tensor,
} from '@cotangent/core';
import { checkCount } from './check-count.ts';
import { normal_ } from './init.ts';
import { Module } from './module.ts';

/** What Embedding takes. */
export interface EmbeddingModuleOptions {
  /** A row that is zero at first and is not trained; negative ones count from the end. */
  readonly paddingIdx?: number | undefined;
  /** Rows that are looked up and have a greater norm are first scaled to this one, in the table itself. */
  readonly maxNorm?: number | undefined;
  /** The order of that norm. Defaults to 2. */
  readonly normType?: number | undefined;
  /** Whether a row's gradient is divided by how often it is looked up. Defaults to false. */
  readonly scaleGradByFreq?: boolean | undefined;
  /** The table at first, in place of a random one. */
  readonly weight?: Tensor | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/** What EmbeddingBag takes. */
export interface EmbeddingBagModuleOptions extends EmbeddingModuleOptions {
  /** What becomes of the rows of a bag. Defaults to `'mean'`. */
  readonly mode?: EmbeddingBagOptions['mode'];
  /** Whether offsets end with where the last bag ends. Defaults to false. */
  readonly includeLastOffset?: boolean | undefined;
}

/** What `fromPretrained` takes beside the table. */
export interface PretrainedOptions {
  /** Whether the table is not trained. Defaults to true. */
  readonly freeze?: boolean | undefined;
}

/** A learned table `[numEmbeddings, embeddingDim]` of rows that integers name. */
abstract class EmbeddingTable<In extends readonly unknown[]> extends Module<In> {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;
  readonly maxNorm: number | undefined;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly weight: Parameter;

  /** Throws an IndexError for a padding row that is not there, a ShapeError for a table of another shape. */
  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    { paddingIdx, maxNorm, normType = 2, scaleGradByFreq = false, weight, dtype }: EmbeddingModuleOptions,
  ) {
    super();
    const name = this.constructor.name;
    checkCount(name, 'numEmbeddings', numEmbeddings, 0);
    checkCount(name, 'embeddingDim', embeddingDim, 0);
    if (paddingIdx !== undefined && !(paddingIdx >= -numEmbeddings && paddingIdx < numEmbeddings)) {
      throw new IndexError(`${name}: paddingIdx ${paddingIdx} is outside [${-numEmbeddings}, ${numEmbeddings})`);
    }
    const shape = [numEmbeddings, embeddingDim];
    if (weight && !sameShape(weight.shape, shape)) {
      throw new ShapeError(`${name}: weight has shape ${formatShape(weight.shape)}, expected ${formatShape(shape)}`);
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingIdx !== undefined && paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.maxNorm = maxNorm;
    this.normType = normType;
    this.scaleGradByFreq = scaleGradByFreq;
    this.weight = new Parameter(weight ?? empty(shape, { dtype }));
    if (!weight) this.resetParameters();
  }

  /** Draws the table anew, normally distributed, with zeros in the padding row. */
  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== undefined) noGrad(() => this.weight.select(0, paddingIdx).zero_());
  }

  /** The settings that are not what they are by default, in PyTorch's order, with `mode` before the padding row. */
  protected describe(mode?: string): string {
    const { numEmbeddings, embeddingDim, paddingIdx, maxNorm, normType, scaleGradByFreq } = this;
    const padding = paddingIdx === undefined ? [] : [`paddingIdx=${paddingIdx}`];
    const settings = [
      `${numEmbeddings}, ${embeddingDim}`,
      ...(mode === undefined ? padding : []),
      ...(maxNorm === undefined ? [] : [`maxNorm=${maxNorm}`]),
      ...(normType === 2 ? [] : [`normType=${normType}`]),
      ...(scaleGradByFreq ? ['scaleGradByFreq=true'] : []),
      ...(mode === undefined ? [] : [`mode=${mode}`, ...padding]),
    ];
    return settings.join(', ');
  }
}

/** The rows and columns of a table. Throws a ShapeError for what is no matrix. */
function sizesOf(name: string, embeddings: Tensor): [number, number] {
  const { shape } = embeddings;
  if (shape.length === 2) return shape as unknown as [number, number];
  throw new ShapeError(`${name}: the table has shape ${formatShape(shape)}, expected two dimensions`);
}

/**
 * {@link embedding} with a learned table, which starts normally distributed: a vector for each integer.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html
 */
export class Embedding extends EmbeddingTable<[input: Tensor]> {
  /** Throws an IndexError for a padding row that is not there, a ShapeError for a table of another shape. */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingModuleOptions = {}) {
    super(numEmbeddings, embeddingDim, options);
  }

  /** A module of a given table. Throws a ShapeError for what is no matrix. */
  static fromPretrained(
    embeddings: Tensor,
    { freeze = true, ...options }: PretrainedOptions & Omit<EmbeddingModuleOptions, 'weight' | 'dtype'> = {},
  ): Embedding {
    const module = new Embedding(...sizesOf('Embedding', embeddings), { ...options, weight: embeddings });
    module.weight.requiresGrad_(!freeze);
    return module;
  }

  forward(input: Tensor): Tensor {
    return embedding(input, this.weight, this);
  }

  override extraRepr(): string {
    return this.describe();
  }
}

/**
 * {@link embeddingBag} with a learned table, which starts normally distributed: a vector for each bag of integers.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
 */
export class EmbeddingBag extends EmbeddingTable<[input: Tensor, offsets?: Tensor, perSampleWeights?: Tensor]> {
  readonly mode: 'sum' | 'mean' | 'max';
  readonly includeLastOffset: boolean;

  /** Throws an IndexError for a padding row that is not there, a ShapeError for a table of another shape. */
  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    { mode = 'mean', includeLastOffset = false, ...options }: EmbeddingBagModuleOptions = {},
  ) {
    super(numEmbeddings, embeddingDim, options);
    this.mode = mode;
    this.includeLastOffset = includeLastOffset;
  }

  /** A module of a given table. Throws a ShapeError for what is no matrix. */
  static fromPretrained(
    embeddings: Tensor,
    { freeze = true, ...options }: PretrainedOptions & Omit<EmbeddingBagModuleOptions, 'weight' | 'dtype'> = {},
  ): EmbeddingBag {
    const module = new EmbeddingBag(...sizesOf('EmbeddingBag', embeddings), { ...options, weight: embeddings });
    module.weight.requiresGrad_(!freeze);
    return module;
  }

  forward(input: Tensor, offsets?: Tensor, perSampleWeights?: Tensor): Tensor {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq, mode, includeLastOffset } = this;
    return embeddingBag(input, this.weight, {
      offsets,
      perSampleWeights,
      paddingIdx,
      maxNorm,
      normType,
      scaleGradByFreq,
      mode,
      includeLastOffset,
    });
  }

  override extraRepr(): string {
    return this.describe(this.mode);
  }
}
