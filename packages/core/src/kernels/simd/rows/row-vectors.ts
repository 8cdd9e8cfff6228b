import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';

/** Up to four elements of rows, at the same place in each. */
export interface RowVector {
  /** Which of the vectors that are taken in one round it is. */
  readonly turn: number;
  /** Leaves the elements of the row at an address that {@link RowVectors.each} was given; 0 where there are fewer. */
  load(address: Local): void;
  /** As {@link load}, with what `fill` leaves where there are fewer. */
  loadOr(address: Local, fill: () => void): void;
  /** Makes 0 of what stands on the stack where there are fewer elements. */
  clear(): void;
  store(address: Local, vector: Local): void;
}

/**
 * Walks rows of one length by vectors. What remains at the end of a row is a vector of fewer elements: it costs as much
 * as a whole one, which a loop over single elements would exceed.
 */
export class RowVectors {
  readonly #f: FunctionBuilder;
  readonly #length: Local;
  readonly #count: Local;
  readonly #rest: Local;
  readonly #mask: Local;
  readonly #partial: Local;

  /** Writes what all rows share; `length` in elements must not change. */
  constructor(f: FunctionBuilder, length: Local) {
    this.#f = f;
    this.#length = length;
    this.#count = f.local('i32');
    this.#rest = f.local('i32');
    this.#mask = f.local('v128');
    this.#partial = f.local('v128');
    f.get(length).i32(3).op('i32.and').set(this.#rest);
    f.i32x4(0);
    for (let lane = 1; lane < 4; lane++) f.i32(lane).lane('i32x4.replace_lane', lane);
    f.get(this.#rest).op('i32x4.splat').op('i32x4.lt_s').set(this.#mask);
  }

  /** Writes `body` for each vector; `unrolled` of them, a power of two, in one round. The addresses advance. */
  each(addresses: readonly Local[], body: (vector: RowVector) => void, unrolled = 1): void {
    const f = this.#f;
    const advance = (bytes: number): void => {
      for (const address of addresses) f.increment(address, bytes);
    };
    f.get(this.#length)
      .i32(2 + Math.log2(unrolled))
      .op('i32.shr_u')
      .set(this.#count);
    f.repeat(this.#count, () => {
      for (let turn = 0; turn < unrolled; turn++) body(this.#whole(turn));
      advance(16 * unrolled);
    });
    if (unrolled > 1) {
      f.get(this.#length)
        .i32(2)
        .op('i32.shr_u')
        .i32(unrolled - 1)
        .op('i32.and')
        .set(this.#count);
      f.repeat(this.#count, () => {
        body(this.#whole(0));
        advance(16);
      });
    }
    f.get(this.#rest).if(() => body(this.#fewer()));
  }

  #whole(turn: number): RowVector {
    const f = this.#f;
    const load = (address: Local): void => void f.get(address).memory('v128.load', 16 * turn);
    return {
      turn,
      load,
      loadOr: load,
      clear: () => {},
      store: (address, vector) =>
        void f
          .get(address)
          .get(vector)
          .memory('v128.store', 16 * turn),
    };
  }

  #fewer(): RowVector {
    const f = this.#f;
    const [rest, mask, partial] = [this.#rest, this.#mask, this.#partial];
    const load = (address: Local): void => {
      f.get(rest)
        .i32(2)
        .op('i32.and')
        .if(
          () => {
            f.get(address).memory('v128.load64_zero').set(partial);
            f.get(rest)
              .i32(1)
              .op('i32.and')
              .if(() => {
                f.get(partial).get(address).memory('f32.load', 8).lane('f32x4.replace_lane', 2).set(partial);
              });
          },
          () => f.get(address).memory('v128.load32_zero').set(partial),
        );
      f.get(partial);
    };
    return {
      turn: 0,
      load,
      loadOr: (address, fill) => {
        load(address);
        fill();
        f.get(mask).op('v128.bitselect');
      },
      clear: () => void f.get(mask).op('v128.and'),
      store: (address, vector) => {
        for (let lane = 0; lane < 3; lane++) {
          f.get(rest)
            .i32(lane)
            .op('i32.gt_u')
            .if(() => {
              f.get(address)
                .get(vector)
                .storeLane(lane, 4 * lane);
            });
        }
      },
    };
  }
}

/** Makes all lanes what `fold` makes of them. */
export function spreadFolded(f: FunctionBuilder, vector: Local, fold: () => void): void {
  for (const lanes of [
    [2, 3, 0, 1],
    [1, 0, 3, 2],
  ] as const) {
    f.get(vector).get(vector).get(vector).shuffle32(lanes);
    fold();
    f.set(vector);
  }
}
