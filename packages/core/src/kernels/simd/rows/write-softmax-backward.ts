import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import * as f32x4 from '../../assembler/instructions/f32x4.ts';
import type { ModuleBuilder } from '../../assembler/module-builder.ts';
import { pushExpOfNonPositive } from '../functions/exp.ts';
import { setFolded } from './normalize.ts';
import type { RowVector } from './row-layout.ts';
import { type RowWay, writeRowFunction } from './write-row-function.ts';

/** Writes what is left of a vector of gradients, of results and of their common sum. */
type Elements = (f: FunctionBuilder, vector: RowVector, grad: Local, result: Local, sum: Local) => void;

/**
 * Adds a function of gradients, see {@link writeRowFunction}, whose inputs are the gradients of results and these: `addend`
 * is what is summed over a row, `element` what comes of each.
 */
function writeBackward(module: ModuleBuilder, way: RowWay, addend: Elements, element: Elements): void {
  writeRowFunction(module, way, 2, (f, row) => {
    const [sum, made] = f.localsOf('v128', 2);
    const [g, y, to] = f.localsOf('i32', 3);
    return ([grads, results], places) => {
      f.get(grads!).set(g).get(results!).set(y).get(places).set(to);
      const push = (vector: RowVector): void => addend(f, vector, g, y, sum);
      setFolded(f, row, [g, y], sum, 0, push, () => f.op(f32x4.add));
      f.get(grads!).set(g).get(results!).set(y);
      row.each([g, y, to], (vector) => {
        element(f, vector, g, y, sum);
        f.set(made);
        vector.store(to, made);
      });
    };
  });
}

/** Adds that of softmax: `y · (g - Σ g · y)`. */
export function writeSoftmaxBackward(module: ModuleBuilder, way: RowWay): void {
  writeBackward(
    module,
    way,
    (f, vector, g, y) => {
      vector.load(g);
      vector.load(y);
      f.op(f32x4.mul);
    },
    (f, vector, g, y, sum) => {
      vector.load(g);
      f.get(sum).op(f32x4.sub);
      vector.load(y);
      f.op(f32x4.mul);
    },
  );
}

/** Adds that of logSoftmax: `g - exp(y) · Σ g`. */
export function writeLogSoftmaxBackward(module: ModuleBuilder, way: RowWay): void {
  writeBackward(
    module,
    way,
    (_, vector, g) => vector.load(g),
    (f, vector, g, y, sum) => {
      vector.load(g);
      vector.load(y);
      pushExpOfNonPositive(f);
      f.get(sum).op(f32x4.mul).op(f32x4.sub);
    },
  );
}
