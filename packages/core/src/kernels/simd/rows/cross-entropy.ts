import type { Operand } from '../../../memory/memory.ts';
import { isContiguous } from '../../../shape.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import type { CrossEntropyCoefficients } from '../../cross-entropy.ts';
import {
  checkTargets,
  crossEntropyBackward as referenceBackward,
  crossEntropy as referenceCrossEntropy,
} from '../../reference/cross-entropy.ts';
import { instantiate } from '../instantiate.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { variants } from '../variants.ts';
import { gradStepOf, isFloat32Block, rowStepOf } from './logit-rows.ts';
import { reductionCodes } from './loss-result.ts';
import { writeCrossEntropy, writeCrossEntropyBackward, writeFirstOutside } from './write-cross-entropy.ts';

const functions = /* @__PURE__ */ variants(() => {
  const module = new ModuleBuilder();
  writeFirstOutside(module);
  writeCrossEntropy(module);
  writeCrossEntropyBackward(module);
  return instantiate<'firstOutside' | 'crossEntropy' | 'crossEntropyBackward'>(module);
});

/** Whether targets and weights are of the kind and lie as the functions want them. */
function fits(target: Operand, weight: Operand | undefined): boolean {
  if (target.dtype !== 'int32' || target.storage.pointer < 0 || !isContiguous(target.shape, target.strides))
    return false;
  return !weight || isFloat32Block(weight);
}

/** A class that is no target once these were checked, where nothing is ignored. */
function ignoredBy({ ignoreIndex }: CrossEntropyCoefficients): number {
  return ignoreIndex === (ignoreIndex | 0) ? ignoreIndex : -1;
}

/** Cross entropy over rows of float32 that lie side by side. */
export function crossEntropy(
  name: string,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
): void {
  const step = rowStepOf(logits);
  if (step <= 0 || !fits(target, weight) || !isFloat32(out) || !isFloat32Block(normalizers)) {
    referenceCrossEntropy(name, logits, target, weight, coefficients, out, normalizers);
    return;
  }
  const { on, off, ignoreIndex, reduction } = coefficients;
  const rows = logits.shape[0]! * logits.shape[2]!;
  const classes = logits.shape[1]!;
  const { firstOutside, crossEntropy } = functions();
  const ignored = ignoredBy(coefficients);
  // class 0 is never outside
  const exempt = ignored === ignoreIndex ? ignored : 0;
  if (firstOutside(addressOf(target), rows, classes, exempt) >= 0) checkTargets(name, target, classes, ignoreIndex);
  crossEntropy(
    addressOf(logits),
    4 * step,
    rows,
    classes,
    addressOf(target),
    weight ? addressOf(weight) : 0,
    on,
    off ?? 0,
    off === undefined ? 0 : 1,
    ignored,
    reductionCodes[reduction],
    addressOf(out),
    addressOf(normalizers),
  );
}

/** The gradient of {@link crossEntropy}. */
export function crossEntropyBackward(
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  normalizers: Operand,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
): void {
  const step = rowStepOf(logits);
  const gradStep = gradStepOf(grad);
  const known = isFloat32Block(normalizers) && rowStepOf(out) === out.shape[1];
  if (step <= 0 || gradStep < 0 || !known || !fits(target, weight)) {
    referenceBackward(grad, logits, target, weight, normalizers, coefficients, out);
    return;
  }
  functions().crossEntropyBackward(
    addressOf(grad),
    4 * gradStep,
    addressOf(logits),
    4 * step,
    logits.shape[0]! * logits.shape[2]!,
    logits.shape[1]!,
    addressOf(target),
    weight ? addressOf(weight) : 0,
    coefficients.on,
    coefficients.off ?? 0,
    ignoredBy(coefficients),
    reductionCodes[coefficients.reduction],
    addressOf(normalizers),
    addressOf(out),
  );
}
