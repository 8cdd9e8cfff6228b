import { GradientError } from '../errors.ts';
import { enableGrad } from '../op/grad-mode.ts';
import type { OutputMeta } from '../op/graph-node.ts';
import { enterHooks } from '../op/saved-tensor-hooks.ts';
import { scoped } from '../op/scope.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { currentRun } from './current-run.ts';

/** Thrown through the function that is computed again, once all that is needed is there. */
const stop = Symbol('everything is recomputed');

interface Restored {
  readonly tensor: Tensor;
  readonly version: number;
}

/** Stands for the tensors that a function saved: knows their order, and computes the function again to have them. */
export class Recomputation {
  readonly #again: () => void;
  readonly #compare: boolean;
  readonly #earlyStop: boolean;
  /** What the tensors looked like, in the order they were saved. */
  readonly #metas: OutputMeta[] = [];
  #complete = false;
  /** From a recomputation until they are asked for, or the backward ends. */
  #restored: (Restored | undefined)[] = [];
  readonly #forget = (): void => {
    this.#restored = [];
  };

  constructor(again: () => void, { compare, earlyStop }: { readonly compare: boolean; readonly earlyStop: boolean }) {
    this.#again = again;
    this.#compare = compare;
    this.#earlyStop = earlyStop;
  }

  /** Takes note of a saved tensor without keeping it. Returns its number. */
  note({ shape, dtype }: Tensor): number {
    return this.#metas.push({ shape, dtype }) - 1;
  }

  /** Says that the function has returned. */
  complete(): void {
    this.#complete = true;
  }

  /** The tensor of that number. */
  restore(index: number): Tensor {
    if (!this.#restored[index]) this.#recompute();
    const { tensor, version } = this.#restored[index]!;
    this.#restored[index] = undefined;
    if (tensor.storage.version !== version) {
      throw new GradientError(
        `checkpoint: the function changes in place a tensor of shape ${formatShape(tensor.shape)} that it saved before; ` +
          'use the operation without underscore',
      );
    }
    return tensor;
  }

  #recompute(): void {
    currentRun()?.afterwards(this.#forget);
    let count = 0;
    const pack = (tensor: Tensor): Tensor => {
      const known = this.#metas.length;
      if (count >= known) {
        if (this.#earlyStop) throw stop;
        // a backward inside the function asks for what was saved before it, and then the function goes on
        if (!this.#complete) return tensor;
        throw differs(`more than the ${known} tensors it saved at first`);
      }
      this.#check(tensor, count);
      this.#restored[count++] = { tensor: tensor.detach(), version: tensor.storage.version };
      if (this.#earlyStop && count === known) throw stop;
      return tensor;
    };
    const enter = (): (() => void) => enterHooks(pack, (tensor) => tensor);
    try {
      enableGrad(() => scoped('checkpoint', enter, this.#again));
    } catch (error) {
      if (error !== stop) throw error;
    }
    if (count < this.#metas.length) throw differs(`${count} tensors, at first ${this.#metas.length}`);
  }

  #check({ shape, dtype }: Tensor, index: number): void {
    const meta = this.#metas[index]!;
    if (!this.#compare || (sameShape(shape, meta.shape) && dtype === meta.dtype)) return;
    throw differs(
      `a ${dtype} tensor of shape ${formatShape(shape)} as number ${index}, at first ${meta.dtype} of ${formatShape(meta.shape)}`,
    );
  }
}

function differs(what: string): GradientError {
  return new GradientError(`checkpoint: when it ran again, the function saved ${what}; it must do the same each time`);
}
