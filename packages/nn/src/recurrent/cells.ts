import { type DTypeLike, empty, formatShape, Parameter, ShapeError, type Tensor, zeros } from '@cotangent/core';
import { checkCount } from '../check-count.ts';
import { uniform_ } from '../init.ts';
import { SnakeCaseModule } from '../snake-case-module.ts';
import { checkNonlinearity } from './rnn.ts';
import { advance, gruStep, inputGates, lstmStep, rnnStep, type Step, type StepState } from './steps.ts';

/** What LSTMCell and GRUCell take. */
export interface CellOptions {
  /** Whether gates have learned summands. Defaults to true. */
  readonly bias?: boolean | undefined;
  readonly dtype?: DTypeLike | undefined;
}

/** What RNNCell takes. */
export interface RNNCellOptions extends CellOptions {
  /** Defaults to `'tanh'`. */
  readonly nonlinearity?: 'tanh' | 'relu' | undefined;
}

/** One step of a recurrent layer on `[N, inputSize]` or `[inputSize]`; the state is zero unless given. */
export abstract class RecurrentCell<State> extends SnakeCaseModule<[x: Tensor, state?: State], State> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly weightIh: Parameter;
  readonly weightHh: Parameter;
  readonly biasIh: Parameter | undefined;
  readonly biasHh: Parameter | undefined;

  /** Throws an ArgumentError for sizes that are no whole numbers above 0. */
  constructor(inputSize: number, hiddenSize: number, gates: number, { bias = true, dtype }: CellOptions) {
    super();
    checkCount(this.constructor.name, 'inputSize', inputSize);
    checkCount(this.constructor.name, 'hiddenSize', hiddenSize);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    const rows = gates * hiddenSize;
    this.weightIh = new Parameter(empty([rows, inputSize], { dtype }) as Tensor);
    this.weightHh = new Parameter(empty([rows, hiddenSize], { dtype }) as Tensor);
    this.biasIh = bias ? new Parameter(empty([rows], { dtype }) as Tensor) : undefined;
    this.biasHh = bias ? new Parameter(empty([rows], { dtype }) as Tensor) : undefined;
    this.resetParameters();
  }

  /** Draws all weights anew, uniform on ±1/√hiddenSize. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const weight of this.parameters()) uniform_(weight, -bound, bound);
  }

  /** The next state; `parts` are the tensors of the given one, or as many `undefined`. */
  protected advance(x: Tensor, parts: readonly (Tensor | undefined)[], step: Step): StepState {
    this.check('the input', x, this.inputSize);
    const expected = [...x.shape.slice(0, -1), this.hiddenSize];
    const state = parts.map((part) => {
      if (part === undefined) return zeros(expected, { dtype: x.dtype });
      this.check('the state', part, this.hiddenSize);
      if (part.ndim === x.ndim && part.shape[0] === expected[0]) return part;
      const [came, wanted] = [formatShape(part.shape), formatShape(expected)];
      throw new ShapeError(`${this.constructor.name}: the state has shape ${came}, expected ${wanted}`);
    });
    return advance(step, inputGates(x, step, this), state as unknown as StepState, this);
  }

  private check(what: string, { shape }: Tensor, size: number): void {
    if ((shape.length === 1 || shape.length === 2) && shape.at(-1) === size) return;
    const name = this.constructor.name;
    throw new ShapeError(`${name}: ${what} has shape ${formatShape(shape)}, expected [N, ${size}] or [${size}]`);
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.biasIh ? '' : ', bias=false'}`;
  }

  override shortRepr(): string {
    return `${super.shortRepr()} ${this.inputSize} → ${this.hiddenSize}`;
  }
}

/** One step of an RNN: gives h. https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html */
export class RNNCell extends RecurrentCell<Tensor> {
  readonly nonlinearity: 'tanh' | 'relu';

  /** Throws an ArgumentError for sizes that are no whole numbers above 0. */
  constructor(inputSize: number, hiddenSize: number, { nonlinearity = 'tanh', ...options }: RNNCellOptions = {}) {
    super(inputSize, hiddenSize, 1, options);
    checkNonlinearity('RNNCell', nonlinearity);
    this.nonlinearity = nonlinearity;
  }

  forward(x: Tensor, hidden?: Tensor): Tensor {
    return this.advance(x, [hidden], rnnStep(this.nonlinearity))[0];
  }

  override extraRepr(): string {
    return `${super.extraRepr()}${this.nonlinearity === 'tanh' ? '' : `, nonlinearity=${this.nonlinearity}`}`;
  }
}

/** One step of an LSTM: gives h and c. https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html */
export class LSTMCell extends RecurrentCell<[hidden: Tensor, memory: Tensor]> {
  /** Throws an ArgumentError for sizes that are no whole numbers above 0. */
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(inputSize, hiddenSize, 4, options);
  }

  forward(x: Tensor, state?: readonly [hidden: Tensor, memory: Tensor]): [Tensor, Tensor] {
    const [hidden, memory] = this.advance(x, state ?? [undefined, undefined], lstmStep);
    return [hidden, memory!];
  }
}

/** One step of a GRU: gives h. https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html */
export class GRUCell extends RecurrentCell<Tensor> {
  /** Throws an ArgumentError for sizes that are no whole numbers above 0. */
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(inputSize, hiddenSize, 3, options);
  }

  forward(x: Tensor, hidden?: Tensor): Tensor {
    return this.advance(x, [hidden], gruStep)[0];
  }
}
