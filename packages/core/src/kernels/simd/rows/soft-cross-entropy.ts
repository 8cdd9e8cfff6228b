import type { Operand } from '../../../memory/memory.ts';
import { ModuleBuilder } from '../../assembler/module-builder.ts';
import {
  softCrossEntropyBackward as referenceBackward,
  softCrossEntropy as referenceSoftCrossEntropy,
} from '../../reference/soft-cross-entropy.ts';
import type { SoftCrossEntropyCoefficients } from '../../soft-cross-entropy.ts';
import { instantiate } from '../instantiate.ts';
import { addressOf, isFloat32 } from '../operands.ts';
import { variants } from '../variants.ts';
import { gradStepOf, isFloat32Block, rowStepOf } from './logit-rows.ts';
import { reductionCodes } from './loss-result.ts';
import { writeSoftCrossEntropy, writeSoftCrossEntropyBackward } from './write-soft-cross-entropy.ts';

const functions = /* @__PURE__ */ variants(() => {
  const module = new ModuleBuilder();
  for (const weighted of [false, true]) {
    writeSoftCrossEntropy(module, weighted);
    writeSoftCrossEntropyBackward(module, weighted);
  }
  return instantiate<'losses' | 'weightedLosses' | 'gradients' | 'weightedGradients'>(module);
});

/** Cross entropy with probabilities over rows of float32 that lie side by side. */
export function softCrossEntropy(
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: SoftCrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
): void {
  const [step, targetStep] = [rowStepOf(logits), rowStepOf(target)];
  const fits = step > 0 && targetStep > 0 && (!weight || isFloat32Block(weight));
  if (!fits || !isFloat32(out) || !isFloat32Block(normalizers)) {
    referenceSoftCrossEntropy(logits, target, weight, coefficients, out, normalizers);
    return;
  }
  const { losses, weightedLosses } = functions();
  const run = weight ? weightedLosses : losses;
  run(
    addressOf(logits),
    4 * step,
    logits.shape[0]! * logits.shape[2]!,
    logits.shape[1]!,
    addressOf(target),
    4 * targetStep,
    weight ? addressOf(weight) : 0,
    coefficients.keep,
    coefficients.spread,
    reductionCodes[coefficients.reduction],
    addressOf(out),
    addressOf(normalizers),
  );
}

/** The gradient of {@link softCrossEntropy}. */
export function softCrossEntropyBackward(
  grad: Operand,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  normalizers: Operand,
  coefficients: SoftCrossEntropyCoefficients,
  out: Operand,
): void {
  const [step, targetStep, gradStep] = [rowStepOf(logits), rowStepOf(target), gradStepOf(grad)];
  const fits = step > 0 && targetStep > 0 && gradStep >= 0 && (!weight || isFloat32Block(weight));
  if (!fits || !isFloat32Block(normalizers) || rowStepOf(out) !== out.shape[1]) {
    referenceBackward(grad, logits, target, weight, normalizers, coefficients, out);
    return;
  }
  const { gradients, weightedGradients } = functions();
  const run = weight ? weightedGradients : gradients;
  run(
    addressOf(grad),
    4 * gradStep,
    addressOf(logits),
    4 * step,
    logits.shape[0]! * logits.shape[2]!,
    logits.shape[1]!,
    addressOf(target),
    4 * targetStep,
    weight ? addressOf(weight) : 0,
    coefficients.keep,
    coefficients.spread,
    reductionCodes[coefficients.reduction],
    addressOf(normalizers),
    addressOf(out),
  );
}
