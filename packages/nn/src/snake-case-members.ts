import type { Member } from './module.ts';

/** Members under PyTorch's names: a field `runningMean` is `running_mean` in a state dict. */
export function* snakeCaseMembers(members: Iterable<[string, Member]>): Generator<[string, Member]> {
  for (const [name, member] of members) {
    yield [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), member];
  }
}
