import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { LongSums } from './long-sums.ts';
import { repeatInBlocks } from './repeat-in-blocks.ts';

/** How many elements are summed in float32 before float64 takes over. */
const longestSum = 512;

/** Pieces that are shorter count for as many: the elements of one all go into the same few sums. */
const shortPiece = 16;

/** What functions over channels are told of how these lie, as in `Channels`; weights' steps in bytes. */
export interface ChannelParams {
  readonly groups: Local;
  readonly length: Local;
  readonly units: Local;
  readonly pieces: Local;
  readonly unitAffine: Local;
}

/** Writes walks over the units and pieces of groups. */
export class ChannelWalk {
  /** 1 over the number of elements of a group, as float64. */
  readonly share: Local;
  /** From one group to the next, in bytes. */
  readonly groupBytes: Local;
  readonly #f: FunctionBuilder;
  readonly #params: ChannelParams;
  readonly #unitBytes: Local;
  readonly #pieceBytes: Local;
  readonly #piecesOfSum: Local;

  /** To be made before the groups are counted down. */
  constructor(f: FunctionBuilder, params: ChannelParams) {
    this.#f = f;
    this.#params = params;
    const { groups, length, units, pieces } = params;
    this.share = f.local('f64');
    [this.groupBytes, this.#unitBytes, this.#pieceBytes, this.#piecesOfSum] = f.localsOf('i32', 4);
    f.get(length).i32(2).op(i32.shl).tee(this.#unitBytes).get(units).op(i32.mul).tee(this.groupBytes);
    f.get(groups).op(i32.mul).set(this.#pieceBytes);
    f.f64(1).get(length).get(units).op(i32.mul).get(pieces).op(i32.mul).op(f64.convert_i32_u).op(f64.div);
    f.set(this.share);
    f.i32(longestSum).get(length).i32(shortPiece).get(length).i32(shortPiece).op(i32.gt_u).select();
    f.op(i32.div_u).i32(1).op(i32.add).set(this.#piecesOfSum);
  }

  /** Units one after the other; their addresses advance, and those of their weights. */
  eachUnit(starts: readonly Local[], weights: readonly Local[], body: () => void): void {
    const f = this.#f;
    const left = f.local('i32');
    f.get(this.#params.units).set(left);
    f.repeat(left, () => {
      body();
      for (const start of starts) f.advance(start, this.#unitBytes);
      for (const weight of weights) f.advance(weight, this.#params.unitAffine);
    });
  }

  /** Pieces of a unit, whose addresses stay; `body` gets those of the pieces. What they add to `sums` is carried. */
  eachPiece(starts: readonly Local[], body: (addresses: readonly Local[]) => void, sums?: LongSums): void {
    const f = this.#f;
    const left = f.local('i32');
    const pieceStarts = f.localsOf('i32', starts.length);
    const addresses = f.localsOf('i32', starts.length);
    for (const [i, start] of starts.entries()) f.get(start).set(pieceStarts[i]!);
    f.get(this.#params.pieces).set(left);
    const round = (): void => {
      for (const [i, address] of addresses.entries()) f.get(pieceStarts[i]!).set(address);
      body(addresses);
      for (const start of pieceStarts) f.advance(start, this.#pieceBytes);
    };
    if (!sums) f.repeat(left, round);
    else {
      repeatInBlocks(
        f,
        left,
        () => f.get(this.#piecesOfSum),
        round,
        () => sums.carry(),
      );
      sums.carry();
    }
  }
}
