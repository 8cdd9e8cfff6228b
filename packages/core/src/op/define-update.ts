import { isFloat } from '../dtype.ts';
import { ArgumentError, DTypeError, GradientError, ShapeError } from '../errors.ts';
import type { Formula, Num } from '../formula/formula.ts';
import { formulaOf } from '../formula/formula-of.ts';
import { currentKernels } from '../kernels/current.ts';
import { beginKernel, endKernel } from '../memory/current.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { refuseBatched } from './batch.ts';
import { isRecording } from './grad-mode.ts';
import { checkMemory } from './in-place.ts';
import { checkNoInference } from './inference.ts';
import { checkTensor } from './record.ts';
import { emitOp, isTracing } from './trace.ts';

/** All about an update of several tensors at once, in place. */
export interface UpdateDefinition {
  readonly name: string;
  /** How many tensors are written; they are the formula's first inputs, with their old elements. */
  readonly writes: number;
  /** How many further tensors are read. */
  readonly reads: number;
  /** How many numbers each call brings. */
  readonly scalars: number;
  /** The new elements of the written tensors, in order. */
  readonly formula: (inputs: readonly Num[], scalars: readonly Num[]) => readonly Num[];
}

const noSources: readonly Tensor[] = [];

/** Takes the tensors (first the written ones), then the numbers. */
export type Update = (tensors: readonly Tensor[], scalars: readonly number[]) => void;

/**
 * Defines an in-place update by a formula with one output per written tensor: an optimizer's step is one kernel.
 *
 * The tensors must have one shape. Throws before anything is written: a GradientError when gradients are being
 * recorded and a written tensor requires grad (updates belong inside `noGrad`), a ShapeError when shapes differ, a
 * DTypeError for a written tensor that is not of a float dtype, an ArgumentError for one whose elements share memory.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineUpdate(definition: UpdateDefinition): Update {
  const { name, writes, reads, scalars: scalarCount } = definition;
  // built at first use: a program that imports all optimizers takes steps of one
  let formula: Formula | undefined;
  return (tensors, scalars) => {
    if (tensors.length !== writes + reads || scalars.length !== scalarCount) {
      throw new ArgumentError(
        `${name}: expected ${writes + reads} tensors and ${scalarCount} numbers, got ${tensors.length} and ${scalars.length}`,
      );
    }
    const { shape } = tensors[0]!;
    for (let i = 0; i < tensors.length; i++) {
      const tensor = tensors[i];
      checkTensor(name, tensor, i);
      if (tensor.batch) refuseBatched(tensor, `run ${name} on`);
      if (!sameShape(tensor.shape, shape)) {
        throw new ShapeError(`${name}: tensor ${i} is ${formatShape(tensor.shape)}, expected ${formatShape(shape)}`);
      }
      if (i < writes && !isFloat(tensor.dtype))
        throw new DTypeError(`${name}: tensor ${i} is ${tensor.dtype}, expected a float dtype`);
      if (i < writes) checkNoInference(name, tensor);
      if (i < writes) checkMemory(name, tensor, noSources);
      if (i < writes && isRecording() && tensor.edge) {
        throw new GradientError(`${name}: a tensor that requires grad is updated only inside noGrad`);
      }
    }
    formula ??= formulaOf(writes + reads, scalarCount, (inputs, numbers) => [...definition.formula(inputs, numbers)]);
    const outputs = new Array<Tensor>(writes);
    for (let i = 0; i < writes; i++) outputs[i] = tensors[i]!;
    beginKernel(tensors);
    try {
      currentKernels().map(formula, tensors, outputs, scalars, false);
    } finally {
      endKernel(tensors, []);
    }
    for (let i = 0; i < writes; i++) outputs[i]!.storage.version++;
    if (isTracing()) emitOp({ name, inputs: tensors, outputs, options: scalars });
  };
}
