import { ArgumentError, DTypeError } from '../../errors.ts';
import { filledLike } from '../../op/allocate.ts';
import { checkTensor } from '../../op/record.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { cumprod } from '../cumulative.ts';
import { cat } from '../joining.ts';

/** What vander takes. */
export interface VanderOptions {
  /** How many powers, the first being 0. Defaults to the size of the last dimension. */
  readonly N?: number | undefined;
}

/**
 * The powers `1, x, x², …` of each element of `[…, n]`, in a new last dimension: the Vandermonde matrix.
 *
 * Throws an ArgumentError unless there are at least two powers, a DTypeError for bools.
 * https://docs.pytorch.org/docs/stable/generated/torch.linalg.vander.html
 */
export function vander(x: Tensor, { N = x.shape.at(-1) ?? 1 }: VanderOptions = {}): Tensor {
  checkTensor('linalg.vander', x, 0);
  if (x.dtype === 'bool') throw new DTypeError('linalg.vander: expected numbers, got bools; convert them');
  if (!Number.isInteger(N) || N < 2) throw new ArgumentError(`linalg.vander: N must be at least 2, got ${N}`);
  const vectors = x.shape.length === 0 ? x.unsqueeze(0) : x;
  const powers = cumprod(vectors.unsqueeze(-1).expand([...vectors.shape, N - 1]), -1);
  return cat([filledLike(powers, 1, powers.dtype, [...vectors.shape, 1]), powers], { dim: -1 });
}
