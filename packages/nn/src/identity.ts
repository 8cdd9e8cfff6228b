import type { Shape, Tensor } from '@cotangent/core';
import { Module } from './module.ts';

/** Gives back its input. https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html */
export class Identity extends Module {
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return x;
  }
}
