import type { Index } from '../index-items.ts';
import { checkInteger } from '../nested-data.ts';
import { filledLike, fillWith } from '../op/allocate.ts';
import { overwriteInPlace, writeInPlace } from '../op/in-place.ts';
import { checkTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { fitValues, putAt } from './advanced-index.ts';
import { cast } from './cast.ts';
import { parseIndex } from './parse-index.ts';

/**
 * Assignment to PyTorch's `x[…]`: `setAt(x, [0, slice(1, 3)], value)` is `x[0, 1:3] = value`. The indices are those of
 * {@link at}; the value broadcasts to what `at` would give. A write in place: gradients flow to the value, and no longer
 * to the elements it replaced. Where an index tensor names a place twice, one of its values stays. Returns x.
 *
 * Throws before anything is written: as {@link at}, a ShapeError for a value that does not broadcast, a DTypeError for
 * values of another dtype at places named by index tensors, and what writes in place throw.
 * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
 */
export function setAt(x: Tensor, indices: readonly Index[], value: Tensor | number | boolean): Tensor {
  checkTensor('setAt', x, 0);
  const { view, advanced } = parseIndex('setAt', x, indices);
  const picked = advanced.length > 0;
  if (typeof value === 'object') {
    checkTensor('setAt', value, 2);
    const values = withoutLeadingOnes(value, picked ? 0 : view.shape.length);
    const compute = (old: Tensor): Tensor =>
      picked ? putAt('setAt', old, advanced, values) : cast(fitValues('setAt', values, view.shape), view.dtype);
    writeInPlace('setAt', view, [values], compute, !picked);
    return x;
  }
  const number = Number(value);
  checkInteger('setAt', [number], x.dtype);
  if (!picked) overwriteInPlace('setAt', view, { value }, () => fillWith(view, number));
  else {
    writeInPlace('setAt', view, [number], (old) =>
      putAt('setAt', old, advanced, filledLike(old, number, old.dtype, [])),
    );
  }
  return x;
}

/** As PyTorch: a value may have dimensions of size 1 in front that the places do not have. */
function withoutLeadingOnes(value: Tensor, rank: number): Tensor {
  let extra = 0;
  while (value.shape.length - extra > rank && value.shape[extra] === 1) extra++;
  return extra === 0 ? value : value.reshape(value.shape.slice(extra));
}
