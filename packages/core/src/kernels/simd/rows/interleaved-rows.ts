import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import { type RowLayout, type RowVector, wholeVector } from './row-layout.ts';

/** Four neighbours among rows whose elements are interleaved, as along any dimension but the last: a vector has one of each. */
export class InterleavedRows implements RowLayout {
  readonly count = 4;
  readonly #f: FunctionBuilder;
  readonly #length: Local;
  readonly #step: Local;

  /** The elements of a row are `step` bytes apart. */
  constructor(f: FunctionBuilder, length: Local, step: Local) {
    this.#f = f;
    this.#length = length;
    this.#step = step;
  }

  open(from: Local): Local {
    return from;
  }

  results(_: Local, to: Local): Local {
    return to;
  }

  close(): void {}

  each(addresses: readonly Local[], body: (vector: RowVector) => void): void {
    const f = this.#f;
    const left = f.local('i32');
    f.get(this.#length).set(left);
    f.repeat(left, () => {
      body(wholeVector(f, 0));
      for (const address of addresses) f.advance(address, this.#step);
    });
  }

  fold(): void {}
}
