import type { Shape } from '../shape.ts';
import { Tensor } from './tensor.ts';

/** What Parameter takes. */
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

/** What Buffer takes. */
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

/**
 * The gradient that backward accumulated in a leaf, read without marking it as seen: for optimizers and clipping. Unless
 * somebody reads `.grad`, it is freed when that becomes `null`, so whoever wants to keep it clones it.
 */
export function gradOf(parameter: Tensor): Tensor | undefined {
  return parameter.gradient;
}

/** What has a state to save and to resume from. */
export interface Stateful<State> {
  /** What a later {@link loadStateDict} resumes from. */
  stateDict(): State;
  /** Takes up a saved state. Throws before anything changes when it does not fit. */
  loadStateDict(state: State): unknown;
}

/** What the packages beside `nn` need to know of a module. */
export interface ModuleLike {
  /** All parameters, each once. */
  parameters(): Iterable<Parameter>;
  /** All parameters with their names, such as `0.weight`. */
  namedParameters(): Iterable<[string, Parameter]>;
  /** Switches to training, or with `false` to evaluation. */
  train(mode?: boolean): unknown;
  /** Switches to evaluation. */
  eval(): unknown;
}
