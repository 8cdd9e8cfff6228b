import type { Shape, Tensor } from '@cotangent/core';
import { Module } from './module.ts';

/** Gives back its input. https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html */
export class Identity extends Module {
  static readonly keepsNothing = true;
  /** For the types alone: a chain of layers passes its shape on. */
  declare readonly keepsShape?: true | undefined;

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return x;
  }
}
