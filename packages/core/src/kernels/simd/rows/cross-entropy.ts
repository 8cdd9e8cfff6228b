import type { Operand } from '../../../memory/memory.ts';
import { isContiguous, sizeOf } from '../../../shape.ts';
import type { CrossEntropyCoefficients } from '../../cross-entropy.ts';
import { oneFunction } from '../one-function.ts';
import { addressOf, isFloat32, isPlain } from '../operands.ts';
import { copyTransposed } from '../transposed.ts';
import { columnsFor, gradStepOf, longestAcross, resultRows, rowStepOf, straightRows, walkOf } from './logit-rows.ts';
import { reductionCodes } from './loss-result.ts';
import { rowVariants } from './row-variants.ts';
import { writeAreClasses, writeCrossEntropy, writeCrossEntropyBackward } from './write-cross-entropy.ts';

const allClasses = /* @__PURE__ */ oneFunction(writeAreClasses);
const losses = /* @__PURE__ */ rowVariants(writeCrossEntropy);
const gradients = /* @__PURE__ */ rowVariants(writeCrossEntropyBackward);

/** Whether targets and weights are of the kind and lie as the functions want them. */
function fits(target: Operand, weight: Operand | undefined): boolean {
  if (target.dtype !== 'int32' || target.storage.pointer < 0 || !isContiguous(target.shape, target.strides))
    return false;
  return !weight || isPlain(weight);
}

/** A class that is no target once these were checked, where nothing is ignored. */
function ignoredBy({ ignoreIndex }: CrossEntropyCoefficients): number {
  return ignoreIndex === (ignoreIndex | 0) ? ignoreIndex : -1;
}

/** Whether every target is a class or ignored; the plain loop names the first that is not. */
function areClasses(target: Operand, classes: number, coefficients: CrossEntropyCoefficients): boolean {
  const ignored = ignoredBy(coefficients);
  // class 0 is never outside
  const exempt = ignored === coefficients.ignoreIndex ? ignored : 0;
  return allClasses()(addressOf(target), sizeOf(target.shape), classes, exempt) === 1;
}

/** Cross entropy over rows of float32. */
export function crossEntropy(
  _name: string,
  logits: Operand,
  target: Operand,
  weight: Operand | undefined,
  coefficients: CrossEntropyCoefficients,
  out: Operand,
  normalizers: Operand,
): boolean {
  const known = fits(target, weight) && isFloat32(out) && isPlain(normalizers);
  const classes = logits.shape[1]!;
  const rows = known && areClasses(target, classes, coefficients) ? straightRows(logits) : undefined;
  if (!rows) return false;
  const count = sizeOf(target.shape);
  const walk = walkOf(count, classes, longestAcross.withLog);
  losses(walk)(
    addressOf(rows),
    4 * rowStepOf(rows),
    count,
    classes,
    addressOf(target),
    weight ? addressOf(weight) : 0,
    coefficients.on,
    coefficients.off ?? 0,
    coefficients.off === undefined ? 0 : 1,
    ignoredBy(coefficients),
    reductionCodes[coefficients.reduction],
    addressOf(out),
    addressOf(normalizers),
    columnsFor(walk, classes, 2),
  );
  return true;
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
): boolean {
  const gradStep = gradStepOf(grad);
  const known = gradStep >= 0 && isPlain(normalizers) && isPlain(out) && fits(target, weight);
  const rows = known ? straightRows(logits) : undefined;
  if (!rows) return false;
  const to = resultRows(out);
  const count = sizeOf(target.shape);
  const walk = walkOf(count, rows.shape[1]!, longestAcross.withoutLog);
  gradients(walk)(
    addressOf(grad),
    4 * gradStep,
    addressOf(rows),
    4 * rowStepOf(rows),
    count,
    rows.shape[1]!,
    addressOf(target),
    weight ? addressOf(weight) : 0,
    coefficients.on,
    coefficients.off ?? 0,
    ignoredBy(coefficients),
    reductionCodes[coefficients.reduction],
    addressOf(normalizers),
    addressOf(to),
    columnsFor(walk, rows.shape[1]!, 2),
  );
  if (to !== out) copyTransposed(to, out);
  return true;
}
