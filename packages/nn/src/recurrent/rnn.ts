import { ArgumentError, type Tensor } from '@cotangent/core';
import { Recurrent, type RecurrentOptions } from './recurrent.ts';
import { gruStep, lstmStep, rnnStep, type Step } from './steps.ts';

/** What RNN takes. */
export interface RNNOptions extends RecurrentOptions {
  /** Defaults to `'tanh'`. */
  readonly nonlinearity?: 'tanh' | 'relu' | undefined;
}

/** What LSTM takes. */
export interface LSTMOptions extends RecurrentOptions {
  /** Above 0, a learned matrix brings the hidden state down to this size. Defaults to 0. */
  readonly projSize?: number | undefined;
}

/** A recurrent stack whose state is one tensor. */
export abstract class HiddenRecurrent extends Recurrent<Tensor> {
  constructor(inputSize: number, hiddenSize: number, gates: number, options: RecurrentOptions) {
    // in plain JavaScript it could be there, and would mean nothing
    if ((options as LSTMOptions).projSize) throw new ArgumentError(`${new.target.name}: only an LSTM has a projSize`);
    super(inputSize, hiddenSize, gates, options);
  }

  protected stateSizes(): readonly number[] {
    return [this.hiddenSize];
  }

  protected partsOf(state: Tensor): readonly Tensor[] {
    return [state];
  }

  protected stateOf([hidden]: readonly Tensor[]): Tensor {
    return hidden!;
  }
}

/**
 * h ← tanh(x · W_ihᵀ + b_ih + h · W_hhᵀ + b_hh) at each step of `[L, N, inputSize]` (Elman 1990).
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html
 */
export class RNN extends HiddenRecurrent {
  readonly nonlinearity: 'tanh' | 'relu';

  /** Throws an ArgumentError for sizes that are no whole numbers above 0, and for no probability. */
  constructor(inputSize: number, hiddenSize: number, { nonlinearity = 'tanh', ...options }: RNNOptions = {}) {
    super(inputSize, hiddenSize, 1, options);
    checkNonlinearity('RNN', nonlinearity);
    this.nonlinearity = nonlinearity;
  }

  protected step(): Step {
    return rnnStep(this.nonlinearity);
  }
}

/**
 * A gated recurrent unit: h ← (1 − z) · n + z · h, with n = tanh(W_in x + b_in + r · (W_hn h + b_hn)) and gates r and z,
 * the sigmoids of such sums (Cho et al. 2014, https://arxiv.org/abs/1406.1078).
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html
 */
export class GRU extends HiddenRecurrent {
  /** Throws an ArgumentError for sizes that are no whole numbers above 0, and for no probability. */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(inputSize, hiddenSize, 3, options);
  }

  protected step(): Step {
    return gruStep;
  }
}

/**
 * A long short-term memory: c ← f · c + i · tanh(g) and h ← o · tanh(c), with gates i, f and o, which are sigmoids, and g
 * linear in x and h. Its state is the pair of h and c.
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
export class LSTM extends Recurrent<[hidden: Tensor, memory: Tensor]> {
  /** Throws an ArgumentError for sizes that are no whole numbers above 0, and for no probability. */
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions = {}) {
    super(inputSize, hiddenSize, 4, options);
  }

  protected step(): Step {
    return lstmStep;
  }

  protected stateSizes(): readonly number[] {
    return [this.projSize || this.hiddenSize, this.hiddenSize];
  }

  protected partsOf(state: readonly [Tensor, Tensor]): readonly Tensor[] {
    return state;
  }

  protected stateOf([hidden, memory]: readonly Tensor[]): [Tensor, Tensor] {
    return [hidden!, memory!];
  }
}

/** Refuses an unknown nonlinearity. */
export function checkNonlinearity(name: string, nonlinearity: string): void {
  if (nonlinearity !== 'tanh' && nonlinearity !== 'relu') {
    throw new ArgumentError(`${name}: unknown nonlinearity ${JSON.stringify(nonlinearity)}: expected tanh or relu`);
  }
}
