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
  stack,
  type Tensor,
  zeros,
} from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { dropout } from '../dropout.ts';
import { uniform_ } from '../init.ts';
import { type Member, Module } from '../module.ts';
import { readSequence } from './read-sequence.ts';
import type { Step, StepState, StepWeights } from './steps.ts';

/** What RNN, LSTM and GRU take. */
export interface RecurrentOptions {
  /** Layers of which each reads the hidden states of the one before. Defaults to 1. */
  readonly numLayers?: number | undefined;
  /** Whether gates have learned summands. Defaults to true. */
  readonly bias?: boolean | undefined;
  /** Whether input and output are `[N, L, …]`, not `[L, N, …]`; states are not concerned. Defaults to false. */
  readonly batchFirst?: boolean | undefined;
  /** The probability of dropout, while training, on the outputs of all layers but the last. Defaults to 0. */
  readonly dropout?: number | undefined;
  /** Whether each layer also reads backwards; outputs and states of both directions stand together. Defaults to false. */
  readonly bidirectional?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/** A stack of layers that read sequences; `State` is a hidden state, or a pair with the memory. */
export abstract class Recurrent<State> extends Module<[x: Tensor, state?: State], [Tensor, State]> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly projSize: number;
  readonly numLayers: number;
  readonly bias: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  /** The parameters under PyTorch's names: `weight_ih_l0`, `bias_hh_l1_reverse` … */
  readonly weights: Map<string, Parameter>;

  /** Throws an ArgumentError for sizes that are no whole numbers above 0, and for no probability. */
  constructor(
    inputSize: number,
    hiddenSize: number,
    gates: number,
    {
      numLayers = 1,
      bias = true,
      batchFirst = false,
      dropout: p = 0,
      bidirectional = false,
      projSize = 0,
      dtype,
    }: RecurrentOptions & { readonly projSize?: number | undefined },
  ) {
    super();
    const name = this.constructor.name;
    checkCount(name, 'inputSize', inputSize);
    checkCount(name, 'hiddenSize', hiddenSize);
    checkCount(name, 'numLayers', numLayers);
    checkCount(name, 'projSize', projSize, 0);
    if (projSize >= hiddenSize) {
      throw new ArgumentError(`${name}: projSize is ${projSize}, expected less than the hidden size ${hiddenSize}`);
    }
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`${name}: dropout is ${p}, expected a probability in [0, 1]`);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.projSize = projSize;
    this.numLayers = numLayers;
    this.bias = bias;
    this.batchFirst = batchFirst;
    this.dropout = p;
    this.bidirectional = bidirectional;
    const weights = new Map<string, Parameter>();
    const outSize = projSize || hiddenSize;
    const rows = gates * hiddenSize;
    for (let layer = 0; layer < numLayers; layer++) {
      const inSize = layer === 0 ? inputSize : outSize * (bidirectional ? 2 : 1);
      for (const suffix of suffixesOf(layer, bidirectional)) {
        const add = (what: string, shape: Shape): unknown =>
          weights.set(`${what}_${suffix}`, new Parameter(empty(shape, { dtype })));
        add('weight_ih', [rows, inSize]);
        add('weight_hh', [rows, outSize]);
        if (bias) add('bias_ih', [rows]);
        if (bias) add('bias_hh', [rows]);
        if (projSize > 0) add('weight_hr', [projSize, hiddenSize]);
      }
    }
    this.weights = weights;
    this.resetParameters();
  }

  /** Draws all weights anew, uniform on ±1/√hiddenSize. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const weight of this.weights.values()) uniform_(weight, -bound, bound);
  }

  /** What happens at each step. */
  protected abstract step(): Step;
  /** The sizes of the tensors of a state. */
  protected abstract stateSizes(): readonly number[];
  /** The tensors of a state. */
  protected abstract partsOf(state: State): readonly Tensor[];
  /** The state of such tensors. */
  protected abstract stateOf(parts: readonly Tensor[]): State;

  /**
   * The outputs of the last layer at all steps, and the state of each layer and direction after its last step,
   * `[layers · directions, N, size]`, in which form the first state may be given; it is zero otherwise. An input without
   * a batch, `[L, size]`, has states without one.
   *
   * Throws a ShapeError when input or state do not fit, or there are no steps.
   */
  forward(x: Tensor, state?: State): [Tensor, State] {
    const batched = x.ndim === 3;
    if (!batched && x.ndim !== 2) {
      throw new ShapeError(`${this.constructor.name}: expected 2 or 3 dimensions, got shape ${formatShape(x.shape)}`);
    }
    if (x.shape.at(-1) !== this.inputSize) {
      throw new ShapeError(`${this.constructor.name}: last dimension is ${x.shape.at(-1)}, expected ${this.inputSize}`);
    }
    const sequence = batched ? (this.batchFirst ? x.transpose(0, 1) : x) : x.unsqueeze(1);
    if (sequence.shape[0] === 0) throw new ShapeError(`${this.constructor.name}: the sequence has no steps`);
    const [outputs, last] = this.run(sequence, this.initialState(sequence, batched, state));
    if (!batched) return [outputs.squeeze(1), this.stateOf(last.map((part) => part.squeeze(1)))];
    return [this.batchFirst ? outputs.transpose(0, 1) : outputs, this.stateOf(last)];
  }

  private initialState(sequence: Tensor, batched: boolean, state: State | undefined): Tensor[] {
    const rows = this.numLayers * (this.bidirectional ? 2 : 1);
    const batch = sequence.shape[1]!;
    const sizes = this.stateSizes();
    if (state === undefined) return sizes.map((size) => zeros([rows, batch, size], { dtype: sequence.dtype }));
    return this.partsOf(state).map((part, i) => {
      const expected = batched ? [rows, batch, sizes[i]!] : [rows, sizes[i]!];
      if (!sameShape(part.shape, expected)) {
        const [came, wanted] = [formatShape(part.shape), formatShape(expected)];
        throw new ShapeError(`${this.constructor.name}: the state has shape ${came}, expected ${wanted}`);
      }
      return batched ? part : part.unsqueeze(1);
    });
  }

  /** All layers over `[L, N, size]`: the outputs of the last one, and the parts of the states after the last steps. */
  private run(sequence: Tensor, first: readonly Tensor[]): [Tensor, Tensor[]] {
    const last: Tensor[][] = first.map(() => []);
    let input = sequence;
    for (let layer = 0; layer < this.numLayers; layer++) {
      if (layer > 0) input = dropout(input, { p: this.dropout, training: this.training });
      const suffixes = suffixesOf(layer, this.bidirectional);
      const outputs = suffixes.map((suffix, direction) => {
        const row = layer * suffixes.length + direction;
        const start = first.map((part) => part.select(0, row));
        const [output, end] = this.read(input, start, suffix, direction === 1);
        for (const [i, part] of end.entries()) last[i]!.push(part!);
        return output;
      });
      input = outputs.length === 1 ? outputs[0]! : cat(outputs, { dim: -1 });
    }
    return [input, last.map((parts) => stack(parts))];
  }

  /** One direction of one layer. */
  private read(input: Tensor, start: readonly Tensor[], suffix: string, backwards: boolean): [Tensor, StepState] {
    const step = this.step();
    const named = (what: string): Tensor | undefined => this.weights.get(`${what}_${suffix}`);
    const weights: StepWeights = {
      weightIh: named('weight_ih')!,
      weightHh: named('weight_hh')!,
      biasIh: named('bias_ih'),
      biasHh: named('bias_hh'),
      weightHr: named('weight_hr'),
    };
    const fromInput = linear(input, weights.weightIh, weights.biasIh);
    const result = readSequence(step, fromInput, start as unknown as StepState, weights, backwards);
    if (!result[0].batch) fromInput.dispose();
    return result;
  }

  override *members(): Generator<[string, Member]> {
    yield* this.weights;
  }

  override replaceMember(name: string, tensor: Tensor): void {
    this.weights.set(name, tensor as Parameter);
  }

  override extraRepr(): string {
    const { inputSize, hiddenSize, projSize, numLayers, bias, batchFirst, dropout: p, bidirectional } = this;
    const settings = [`${inputSize}, ${hiddenSize}`];
    if (projSize !== 0) settings.push(`projSize=${projSize}`);
    if (numLayers !== 1) settings.push(`numLayers=${numLayers}`);
    if (!bias) settings.push('bias=false');
    if (batchFirst) settings.push('batchFirst=true');
    if (p !== 0) settings.push(`dropout=${p}`);
    if (bidirectional) settings.push('bidirectional=true');
    return settings.join(', ');
  }

  override shortRepr(): string {
    return `${super.shortRepr()} ${this.inputSize} → ${this.hiddenSize}`;
  }
}

/** What names of parameters end in, for each direction of a layer. */
function suffixesOf(layer: number, bidirectional: boolean): string[] {
  return bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`];
}
