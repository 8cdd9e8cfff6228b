import type { Tensor } from '@cotangent/core';
import { keepsNothing } from '../keeps-nothing.ts';
import type { Module } from '../module.ts';
import type { MultiheadAttention, MultiheadAttentionCallOptions } from './multihead-attention.ts';

/** A tensor on its way through the parts of a layer, and whether it is new and nobody else has it. */
export interface Passed {
  readonly x: Tensor;
  readonly own: boolean;
}

/** What a function makes of a tensor, which is let go if nobody else has it and the function `keepsNothing`. */
export function passOn({ x, own }: Passed, fn: (x: Tensor) => Tensor, keepsNothing: boolean): Passed {
  const result = fn(x);
  const shared = result.storage === x.storage;
  if (own && keepsNothing && !shared) x.dispose();
  return { x: result, own: keepsNothing && (own || !shared) };
}

/** {@link passOn} of a module. */
export function through(module: Module, given: Passed): Passed {
  return passOn(given, (x) => module.call(x), keepsNothing(module));
}

/** Whether attention keeps nothing: its projection gives what it gives. */
export function attentionKeepsNothing(attention: MultiheadAttention): boolean {
  return keepsNothing(attention) && keepsNothing(attention.outProj);
}

/** {@link passOn} of attention, to the sequence itself unless to another. */
export function attendOn(
  attention: MultiheadAttention,
  given: Passed,
  to: Tensor | undefined,
  options: MultiheadAttentionCallOptions,
): Passed {
  const attend = (x: Tensor): Tensor => attention.call(x, to ?? x, to ?? x, options)[0];
  return passOn(given, attend, attentionKeepsNothing(attention));
}
