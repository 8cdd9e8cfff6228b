import type { Tensor } from '@cotangent/core';
import { type Member, Module } from './module.ts';

/** A module whose members have PyTorch's names: a field `runningMean` is `running_mean` in a state dict. */
export abstract class SnakeCaseModule<In extends readonly unknown[] = Tensor[], Out = Tensor> extends Module<In, Out> {
  override *members(): Generator<[string, Member]> {
    for (const [name, member] of super.members()) {
      yield [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), member];
    }
  }

  override replaceMember(name: string, tensor: Tensor): void {
    super.replaceMember(
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      tensor,
    );
  }
}
