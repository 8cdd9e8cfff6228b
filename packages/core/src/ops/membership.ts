import { resultType } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { filledLike } from '../op/allocate.ts';
import { checkTensor, isTensor } from '../op/record.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { gather } from './indexing.ts';
import { searchsorted } from './searching.ts';
import { sort } from './sorting.ts';

/** What `isin` takes. */
export interface IsinOptions {
  /** Whether neither has an element twice; makes no difference here. */
  readonly assumeUnique?: boolean | undefined;
  /** Whether to give the opposite. Defaults to false. */
  readonly invert?: boolean | undefined;
}

/**
 * Whether each of `elements` is among `testElements`; one of both may be a number. NaN never is.
 *
 * Throws an ArgumentError unless one of both is a tensor.
 * https://docs.pytorch.org/docs/stable/generated/torch.isin.html
 */
export function isin(
  elements: Tensor | number,
  testElements: Tensor | number,
  { invert = false }: IsinOptions = {},
): Tensor {
  const like = isTensor(elements) ? elements : testElements;
  if (!isTensor(like)) throw new ArgumentError('isin: one of elements and testElements must be a tensor');
  const dtype = resultType([elements, testElements]);
  const tensorOf = (x: Tensor | number, position: number): Tensor => {
    const given = typeof x === 'number' ? filledLike(like, x, dtype, []) : x;
    checkTensor('isin', given, position);
    return given.detach().to(dtype);
  };
  const wanted = tensorOf(elements, 0);
  const { values: known } = sort(tensorOf(testElements, 1).flatten());
  const count = known.numel();
  if (count === 0) return filledLike(wanted, Number(invert), 'bool');
  const places = searchsorted(known, wanted).clamp(0, count - 1);
  const found = gather(known, 0, places.flatten()).reshape(wanted.shape).eq(wanted);
  return invert ? found.logicalNot() : found;
}
