import type { Shape, Tensor } from '@cotangent/core';
import { Module } from './module.ts';

/** A module that changes each element by itself; subclasses say how. */
export abstract class Activation extends Module {
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;

  /** What the activation makes of a tensor; the shape stays. */
  protected abstract activate(x: Tensor): Tensor;

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return this.activate(x) as Tensor<S>;
  }
}
