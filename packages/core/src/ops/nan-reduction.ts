import { isFloat } from '../dtype.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type ReductionOptions, reducedDims } from './reduced-dims.ts';
import { type DTypeOption, sum } from './reduction.ts';
import { requireFloat } from './require-float.ts';

/** Checks the dims, so that errors name the function that was called. */
function checkReduction(name: string, x: Tensor, { dim }: ReductionOptions): void {
  checkTensor(name, x, 0);
  reducedDims(name, dim, x.shape.length);
}

/**
 * The {@link sum} of what is not NaN. Throws as it does.
 * https://docs.pytorch.org/docs/stable/generated/torch.nansum.html
 */
export function nansum(x: Tensor, options: ReductionOptions & DTypeOption = {}): Tensor {
  checkReduction('nansum', x, options);
  return sum(isFloat(x.dtype) ? x.maskedFill(x.isnan(), 0) : x, options);
}

/**
 * The mean of what is not NaN; NaN where everything is.
 *
 * Throws a DTypeError for integers and bools, and as {@link sum}.
 * https://docs.pytorch.org/docs/stable/generated/torch.nanmean.html
 */
export function nanmean(x: Tensor, options: ReductionOptions & DTypeOption = {}): Tensor {
  checkReduction('nanmean', x, options);
  requireFloat('nanmean', x.dtype);
  const { dim, keepdim } = options;
  return nansum(x, options).div(x.isnan().logicalNot().sum({ dim, keepdim }));
}
