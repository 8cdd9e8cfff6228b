import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import * as f64 from '../../assembler/instructions/f64.ts';
import { pushDivisor } from './loss-result.ts';
import type { RowLayout } from './row-layout.ts';
import { pushNumbers, skipNumbers } from './row-numbers.ts';

/** The gradients of the losses of rows, from those of what the losses were reduced to. */
export class Slopes {
  readonly #f: FunctionBuilder;
  readonly #grad: Local;
  readonly #gradStep: Local;
  /** What the divided gradient is for all rows. */
  readonly #common: Local;

  /**
   * To be made before the rows are counted down. `gradStep` is 0 where there is one gradient for all, as there is
   * where they were reduced. `weights` are as {@link pushDivisor} takes them.
   */
  constructor(f: FunctionBuilder, grad: Local, gradStep: Local, reduction: Local, rows: Local, weights?: Local) {
    this.#f = f;
    this.#grad = grad;
    this.#gradStep = gradStep;
    this.#common = f.local('v128');
    f.get(rows).if(() => {
      f.get(grad).memory(f32.load).op(f64.promote_f32);
      pushDivisor(f, reduction, rows, weights);
      f.op(f64.div).op(f32.demote_f64).op(f32x4.splat).set(this.#common);
    });
  }

  /** Writes how those of the next rows get into a vector. */
  next(row: RowLayout): Local {
    const f = this.#f;
    const slopes = f.local('v128');
    f.get(this.#common).set(slopes).get(this.#gradStep);
    f.if(() => {
      pushNumbers(f, row, this.#grad);
      f.set(slopes);
      skipNumbers(f, row, this.#grad);
    });
    return slopes;
  }
}
