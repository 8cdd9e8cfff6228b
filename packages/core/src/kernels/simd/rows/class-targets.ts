import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as i32x4 from '../../assembler/instructions/i32x4.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { RowLayout } from './row-layout.ts';
import { pushElementsAt, pushNumbers, skipNumbers } from './row-numbers.ts';

/** The class indices that rows have as their targets, and the weights of these. */
export class ClassTargets {
  readonly #f: FunctionBuilder;
  readonly #row: RowLayout;
  readonly #target: Local;
  readonly #ignored: Local;
  /** The address to walk the weights of all classes by, 0 without such. */
  readonly weights: Local;
  /** All bits set where the target is not ignored. */
  readonly kept: Local;
  /** The target, 0 where it is ignored. */
  readonly y: Local;
  /** The weight of the target, 0 where it is ignored. */
  readonly w: Local;

  /** Writes what precedes the loop over rows. `target` and `weight`, 0 without weights, are addresses. */
  constructor(f: FunctionBuilder, row: RowLayout, target: Local, ignored: Local, weight: Local) {
    this.#f = f;
    this.#row = row;
    this.#target = target;
    [this.#ignored, this.kept, this.y, this.w] = f.localsOf('v128', 4);
    f.get(ignored).op(i32x4.splat).set(this.#ignored);
    this.weights = f.local('i32');
    const noStep = f.local('i32');
    f.get(weight).if(() => f.get(row.open(weight, noStep)).set(this.weights));
  }

  /** Reads those of the next rows. */
  next(): void {
    const f = this.#f;
    pushNumbers(f, this.#row, this.#target);
    f.tee(this.y).get(this.#ignored).op(i32x4.ne).tee(this.kept);
    f.get(this.y).op(v128.and).set(this.y).f32x4(1).set(this.w);
    f.get(this.weights).if(() => {
      pushElementsAt(f, this.#row, this.weights, this.y);
      f.set(this.w);
    });
    f.get(this.w).get(this.kept).op(v128.and).set(this.w);
    skipNumbers(f, this.#row, this.#target);
  }
}
