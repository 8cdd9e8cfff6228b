import type { Formula } from '../formula/formula.ts';
import type { Operand } from '../memory/memory.ts';

/** What makes several elements one. */
export type ReduceKind = 'sum' | 'prod' | 'max' | 'min' | 'all' | 'any';

/** What makes an element and all before it one. */
export type CumulateKind = 'sum' | 'prod' | 'logsumexp';

/** What becomes of an element and one that is scattered to its place; `max` and `min` propagate NaN. */
export type ScatterMode = 'set' | 'add' | 'multiply' | 'max' | 'min';

/** How cross entropy weighs the log-probabilities ℓ of a row with target y. */
export interface CrossEntropyCoefficients {
  /** `on` and `off` of `-on · w[y] · ℓ[y] - off · Σ_c w[c] · ℓ[c]`. */
  readonly on: number;
  /** Absent, the sum is not taken at all: an impossible class (ℓ = −∞) then counts only where it is the target. */
  readonly off?: number | undefined;
  readonly ignoreIndex: number;
}

/** How the windows of a convolution lie: one number for each spatial dimension, those after batch and channels. */
export interface ConvolutionSteps {
  readonly stride: readonly number[];
  /** Zeros before the first element; as many come after the last as the shapes ask for. */
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  /** In how many groups channels are divided, each with outputs and weights of its own. */
  readonly groups: number;
}

/** Which elements along one dimension each result of a pooling comes from: `start`, `start + step`, … below `end`. */
export interface PoolWindows {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly step: number;
}

/** Windows whose sums are divided by one number each. */
export interface AveragedWindows extends PoolWindows {
  readonly divisors: readonly number[];
}

/**
 * What an engine must be able to do. Operands may have any strides; outputs are contiguous unless said otherwise.
 * Inputs have the dtype they came with; a kernel computes in the output's dtype. Shapes were checked before.
 */
export interface Kernels {
  readonly name: string;

  /**
   * Evaluates a formula for each element. Inputs broadcast to the shape of the outputs, which all have one shape.
   * Outputs may be inputs too, of the same shape and strides (in-place updates). `integer` asks for int32 arithmetic.
   */
  map(
    formula: Formula,
    inputs: readonly Operand[],
    outputs: readonly Operand[],
    scalars: readonly number[],
    integer: boolean,
  ): void;

  /** Elements of `input` to `out` of the same shape, converting the dtype; `out` may have strides. */
  copy(input: Operand, out: Operand): void;

  /**
   * Adds the elements of `input` to those of `out`, which has the same shape and dtype, one after the other: several
   * elements of `out` may be the same one.
   */
  accumulate(input: Operand, out: Operand): void;

  /** One value everywhere; `out` may have strides. */
  fill(value: number, out: Operand): void;

  /** Reduces `dims` (wrapped, distinct); `out` has size 1 there. `max` and `min` propagate NaN. */
  reduce(kind: ReduceKind, input: Operand, dims: readonly number[], out: Operand): void;

  /** The index of the first maximum or minimum (a NaN counts as such) along `dim`, where `out` has size 1. */
  argReduce(kind: 'max' | 'min', input: Operand, dim: number, out: Operand): void;

  /** Reduces each element along `dim` with all before it; `out` may have strides. */
  cumulate(kind: CumulateKind, input: Operand, dim: number, out: Operand): void;

  /** For each element along `dim`, the index of the last extremum up to it; a NaN stays one until the next. */
  argCumulate(kind: 'max' | 'min', input: Operand, dim: number, out: Operand): void;

  /**
   * The indices of the elements along `dim` in their order, NaN as greatest, equal ones as they come; as many of them as
   * `out` has there.
   */
  argSort(input: Operand, dim: number, descending: boolean, out: Operand): void;

  /** The index of the `k`-th smallest element (from 1, NaN as greatest) along `dim`, where `out` has size 1. */
  argKth(input: Operand, dim: number, k: number, out: Operand): void;

  /** The index of the lower median along `dim`, where `out` has size 1; of the first NaN unless those are ignored. */
  argMedian(input: Operand, dim: number, ignoreNaN: boolean, out: Operand): void;

  /** The index of the last of the most frequent elements along `dim`, where `out` has size 1; of several the smallest. */
  argMode(input: Operand, dim: number, out: Operand): void;

  /**
   * How many elements of the sorted rows of `sorted` (or its only row) stand before each of `values`; those equal to it
   * do if `right`. `out` has the shape of `values`.
   */
  searchSorted(sorted: Operand, values: Operand, right: boolean, out: Operand): void;

  /** `log Σ exp` over `dims`, stable; an infinite maximum is not subtracted. */
  logsumexp(input: Operand, dims: readonly number[], out: Operand): void;

  /** Shares that sum to 1 along `dim`, stable. */
  softmax(input: Operand, dim: number, out: Operand): void;

  /** The logarithms of {@link softmax}, stable. */
  logSoftmax(input: Operand, dim: number, out: Operand): void;

  /** `[…, m, k] · […, k, n] (+ bias[n])`; leading dimensions of `a` and `b` broadcast to those of `out`. */
  matmul(a: Operand, b: Operand, bias: Operand | undefined, out: Operand): void;

  /** `out[i][j] = input[index[i][j]][j]` along `dim`. Throws an IndexError naming `name` before writing. */
  gather(name: string, input: Operand, dim: number, index: Operand, out: Operand): void;

  /** The inverse: combines `source` with what `out` has at `index` along `dim`. Throws as `gather`. */
  scatter(name: string, mode: ScatterMode, dim: number, index: Operand, source: Operand, out: Operand): void;

  /** Rows `index` (1-d) of `input` along `dim`. Throws as `gather`. */
  indexSelect(name: string, input: Operand, dim: number, index: Operand, out: Operand): void;

  /** Adds row `i` of `source` to row `index[i]` of `out` along `dim`. Throws as `gather`. */
  indexAdd(name: string, dim: number, index: Operand, source: Operand, out: Operand): void;

  /**
   * Picks elements by index tensors of one shape, one for each of `dims` of the input. Their dimensions stand in `out`
   * from `place` on, those of the input that are not in `dims` around them, in order. A negative index counts from the
   * end. Throws as `gather`.
   */
  index(
    name: string,
    input: Operand,
    dims: readonly number[],
    indices: readonly Operand[],
    place: number,
    out: Operand,
  ): void;

  /** The inverse: writes (or adds) `source`, shaped as what `index` picks, into `out`. Throws as `gather`. */
  indexPut(
    name: string,
    mode: 'set' | 'add',
    source: Operand,
    dims: readonly number[],
    indices: readonly Operand[],
    place: number,
    out: Operand,
  ): void;

  /**
   * Cross entropy with class indices over logits `[N, C, D]`: `losses` and `counts` (the weight of the target, 0 where
   * ignored) are `[N, D]`. Throws an IndexError naming the first target outside `[0, C)`.
   */
  crossEntropy(
    name: string,
    logits: Operand,
    target: Operand,
    weight: Operand | undefined,
    coefficients: CrossEntropyCoefficients,
    losses: Operand,
    counts: Operand,
  ): void;

  /** The gradient of {@link crossEntropy} with respect to the logits; `grad` is the losses' gradient, `[N, D]`. */
  crossEntropyBackward(
    grad: Operand,
    logits: Operand,
    target: Operand,
    weight: Operand | undefined,
    coefficients: CrossEntropyCoefficients,
    out: Operand,
  ): void;

  /**
   * `out[n][o][p] = bias[o] + Σ weight[o][c][k] · input[n][c][p · stride + k · dilation - padding]`, of `[N, C, …]` and
   * `[O, C / groups, …]` with any number of spatial dimensions; `c` runs over the channels of o's group.
   */
  convolution(input: Operand, weight: Operand, bias: Operand | undefined, steps: ConvolutionSteps, out: Operand): void;

  /** The gradient of {@link convolution} with respect to its input: the transposed convolution. */
  convolutionInput(grad: Operand, weight: Operand, steps: ConvolutionSteps, out: Operand): void;

  /** The gradient of {@link convolution} with respect to its weight. */
  convolutionWeight(input: Operand, grad: Operand, steps: ConvolutionSteps, out: Operand): void;

  /**
   * The maxima over windows of the last dimensions, and where they lie there, counted row-major. Of equal ones the
   * first; a NaN is above all, and of several the last.
   */
  maxPool(input: Operand, windows: readonly PoolWindows[], values: Operand, indices: Operand): void;

  /** Sums over windows of the last dimensions, divided by the product of the dimensions' divisors. */
  averagePool(input: Operand, windows: readonly AveragedWindows[], out: Operand): void;

  /** The gradient of {@link averagePool} with respect to its input. */
  averagePoolInput(grad: Operand, windows: readonly AveragedWindows[], out: Operand): void;
}
