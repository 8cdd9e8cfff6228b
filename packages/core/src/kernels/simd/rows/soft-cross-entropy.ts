import type { Operand } from '../../../memory/memory.ts';
import { sizeOf } from '../../../shape.ts';
import type { SoftCrossEntropyCoefficients } from '../../soft-cross-entropy.ts';
import { addressOf, isFloat32, isPlain } from '../operands.ts';
import { copyTransposed } from '../transposed.ts';
import type { Walk } from './each-row.ts';
import { columnsFor, gradStepOf, longestAcross, resultRows, rowStepOf, straightRows, walkOf } from './logit-rows.ts';
import { reductionCodes } from './loss-result.ts';
import { rowVariants } from './row-variants.ts';
import { writeSoftCrossEntropy, writeSoftCrossEntropyBackward } from './write-soft-cross-entropy.ts';

const losses = /* @__PURE__ */ rowVariants((module, walk: Walk) => writeSoftCrossEntropy(module, walk, false));
const weightedLosses = /* @__PURE__ */ rowVariants((module, walk: Walk) => writeSoftCrossEntropy(module, walk, true));
const gradients = /* @__PURE__ */ rowVariants((module, walk: Walk) =>
  writeSoftCrossEntropyBackward(module, walk, false),
);
const weightedGradients = /* @__PURE__ */ rowVariants((module, walk: Walk) =>
  writeSoftCrossEntropyBackward(module, walk, true),
);

/** Cross entropy with probabilities over rows of float32. */
export function softCrossEntropy(
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: SoftCrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
): boolean {
  const known = isFloat32(out) && isPlain(normalizers) && (!weight || isPlain(weight));
  const rows = known ? straightRows(logits) : undefined;
  const shares = rows && straightRows(target);
  if (!shares) return false;
  const count = sizeOf(rows.shape) / rows.shape[1]!;
  const walk = walkOf(count, rows.shape[1]!, longestAcross.withLog);
  const run = (weight ? weightedLosses : losses)(walk);
  run(
    addressOf(rows),
    4 * rowStepOf(rows),
    count,
    rows.shape[1]!,
    addressOf(shares),
    4 * rowStepOf(shares),
    weight ? addressOf(weight) : 0,
    coefficients.keep,
    coefficients.spread,
    reductionCodes[coefficients.reduction],
    addressOf(out),
    addressOf(normalizers),
    columnsFor(walk, rows.shape[1]!, 3),
  );
  return true;
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
): boolean {
  const gradStep = gradStepOf(grad);
  const known = gradStep >= 0 && isPlain(normalizers) && isPlain(out) && (!weight || isPlain(weight));
  const rows = known ? straightRows(logits) : undefined;
  const shares = rows && straightRows(target);
  if (!shares) return false;
  const count = sizeOf(rows.shape) / rows.shape[1]!;
  const walk = walkOf(count, rows.shape[1]!, longestAcross.withoutLog);
  const run = (weight ? weightedGradients : gradients)(walk);
  const to = resultRows(out);
  run(
    addressOf(grad),
    4 * gradStep,
    addressOf(rows),
    4 * rowStepOf(rows),
    count,
    rows.shape[1]!,
    addressOf(shares),
    4 * rowStepOf(shares),
    weight ? addressOf(weight) : 0,
    coefficients.keep,
    coefficients.spread,
    reductionCodes[coefficients.reduction],
    addressOf(normalizers),
    addressOf(to),
    columnsFor(walk, rows.shape[1]!, 3),
  );
  if (to !== out) copyTransposed(to, out);
  return true;
}
