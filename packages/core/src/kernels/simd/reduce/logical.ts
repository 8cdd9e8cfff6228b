import type { Local } from '../../assembler/function-builder.ts';
import type { VectorInstruction } from '../../assembler/instruction.ts';
import * as i8x16 from '../../assembler/instructions/i8x16.ts';
import * as i32 from '../../assembler/instructions/i32.ts';
import * as v128 from '../../assembler/instructions/v128.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { eachVector, writeRowFold } from './rows.ts';

/** Folds of bools, which are bytes of 0 and 1. */
export type Logical = 'any' | 'all';

/** How two vectors become one. */
export const vectorLogic: Readonly<Record<Logical, VectorInstruction>> = { any: v128.or, all: v128.and };

export function isLogical(kind: string): kind is Logical {
  return kind in vectorLogic;
}

/** Adds `any` or `all` of {@link writeRowFold}, whose results are bytes too. */
export function writeLogicalRows(module: ModuleBuilder, kind: Logical): void {
  const logic = kind === 'any' ? i32.or : i32.and;
  writeRowFold(
    module,
    kind,
    (f) => {
      const vector = f.local('v128');
      const [element, count] = f.localsOf('i32', 2);
      const takeVector = (address: Local): void =>
        void f.get(vector).get(address).memory(v128.load).op(vectorLogic[kind]).set(vector);
      const takeElement = (address: Local): void =>
        void f.get(element).get(address).memory(i32.load8_u).op(logic).set(element);
      return {
        begin: () =>
          f
            .i32x4(kind === 'any' ? 0 : 0x01010101)
            .set(vector)
            .i32(kind === 'any' ? 0 : 1)
            .set(element),
        fold: (address, length) =>
          eachVector(
            f,
            address,
            length,
            count,
            () => takeVector(address),
            () => takeElement(address),
            1,
          ),
        end: () => {
          f.get(vector).op(kind === 'any' ? v128.any_true : i8x16.all_true);
          f.get(element).op(logic);
        },
      };
    },
    1,
  );
}
