import type { Shape } from '../shape.ts';
import { Tensor } from './tensor.ts';

export interface ParameterOptions {
  /** Whether it is trained. Defaults to true. */
  readonly requiresGrad?: boolean | undefined;
}

/** A tensor that a module lists among its parameters. Operations on it give plain tensors. */
export class Parameter<S extends Shape = Shape> extends Tensor<S> {
  /** Shares the storage of `data`. Throws a DTypeError for integers unless `requiresGrad` is false. */
  constructor(data: Tensor<S>, { requiresGrad = true }: ParameterOptions = {}) {
    super(data.storage, data.shape, data.strides, data.offset);
    this.requiresGrad_(requiresGrad);
  }

  override toString(): string {
    return `Parameter containing:\n${super.toString()}`;
  }
}

export interface BufferOptions {
  /** Whether it belongs to the state dict. Defaults to true. */
  readonly persistent?: boolean | undefined;
}

/** A tensor that a module keeps but does not train, such as a running mean. Operations on it give plain tensors. */
export class Buffer<S extends Shape = Shape> extends Tensor<S> {
  readonly persistent: boolean;

  /** Shares the storage of `data`. */
  constructor(data: Tensor<S>, { persistent = true }: BufferOptions = {}) {
    super(data.storage, data.shape, data.strides, data.offset);
    this.persistent = persistent;
  }
}

/** The gradient that backward accumulated in a leaf, read without marking it as seen: for optimizers and clipping. */
export function gradOf(parameter: Tensor): Tensor | undefined {
  return parameter.gradient;
}

/** What has a state to save and to resume from. */
export interface Stateful<State> {
  stateDict(): State;
  loadStateDict(state: State): unknown;
}

/** What the packages beside `nn` need to know of a module. */
export interface ModuleLike {
  parameters(): Iterable<Parameter>;
  namedParameters(): Iterable<[string, Parameter]>;
  train(mode?: boolean): unknown;
  eval(): unknown;
}
