import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32 from '../../assembler/instructions/f32.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';

/** How elements that lie side by side become one. */
export interface RowFold {
  /** Before the first element of a row. */
  readonly begin: () => void;
  /** Takes up `length` elements at `address`; may change `address`. */
  readonly fold: (address: Local, length: Local) => void;
  /** Leaves the result of the row. */
  readonly end: () => void;
}

/**
 * Adds a function that folds rows: `rows` of them, `rowStep` bytes apart, to results one after the other. A row consists
 * of `pieces`, `pieceStep` bytes apart, of `length` elements side by side.
 */
export function writeRowFold(
  module: ModuleBuilder,
  name: string,
  fold: (f: FunctionBuilder) => RowFold,
  resultBytes: 1 | 4 = 4,
): void {
  module.func(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    (f, input, out, rows, rowStep, length, pieces, pieceStep) => {
      const [piece, address, left] = f.localsOf('i32', 3);
      const { begin, fold: take, end } = fold(f);
      f.repeat(rows, () => {
        begin();
        f.get(input).set(piece).get(pieces).set(left);
        f.repeat(left, () => {
          f.get(piece).set(address);
          take(address, length);
          f.advance(piece, pieceStep);
        });
        f.get(out);
        end();
        f.memory(resultBytes === 1 ? i32.store8 : f32.store)
          .increment(out, resultBytes)
          .advance(input, rowStep);
      });
    },
  );
}

/** Runs `body` for each whole vector of the `length` elements at `address`, then `tail` for each of the rest. */
export function eachVector(
  f: FunctionBuilder,
  address: Local,
  length: Local,
  count: Local,
  body: () => void,
  tail: () => void,
  bytes: 1 | 4 = 4,
): void {
  const perVector = 16 / bytes;
  f.get(length).i32(Math.log2(perVector)).op(i32.shr_u).set(count);
  f.repeat(count, () => {
    body();
    f.increment(address, 16);
  });
  f.get(length)
    .i32(perVector - 1)
    .op(i32.and)
    .set(count);
  f.repeat(count, () => {
    tail();
    f.increment(address, bytes);
  });
}
