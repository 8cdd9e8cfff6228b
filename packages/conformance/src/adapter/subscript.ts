import * as core from '@cotangent/core';
import { type Decoded, Ellipsis, NotThere, Slice, Tuple } from '../values.ts';
import { type Entry, entry } from './arguments.ts';

/** A bound of a slice; PyTorch takes integer tensors of one element too. */
function bound(value: unknown): number | null {
  if (core.isTensor(value)) return value.item();
  return (value ?? null) as number | null;
}

function toIndex(item: Decoded): core.Index {
  if (item === undefined) return null;
  if (item instanceof Ellipsis) return core.ellipsis;
  if (item instanceof Slice) return core.slice(bound(item.start), bound(item.stop), bound(item.step));
  if (Array.isArray(item) && item.some(core.isTensor)) throw new NotThere('a list of tensors as one index');
  return item as core.Index;
}

/** Whether Python takes a list apart as if it were a tuple: when it holds more than numbers. */
function isLooseTuple(list: readonly Decoded[]): boolean {
  return list.some((item) => item === undefined || typeof item === 'object');
}

/** What stands in the brackets of `x[…]`, for `x.at(…)`. */
export function toIndices(subscript: Decoded): core.Index[] {
  const several = subscript instanceof Tuple || (Array.isArray(subscript) && isLooseTuple(subscript));
  return several ? Array.from(subscript as Decoded[], toIndex) : [toIndex(subscript)];
}

export const subscripts: Readonly<Record<string, Entry>> = {
  'torch.Tensor.__getitem__': entry('input index', (a) => core.at(a.tensor('input'), ...toIndices(a.raw('index')))),
  'torch.Tensor.__setitem__': entry('input index value', (a) =>
    core.setAt(a.tensor('input'), toIndices(a.raw('index')), a.operand('value')),
  ),
  'aten.slice': entry('input dim start end step', (a) => {
    const x = a.tensor('input');
    const before = core.wrapDim('slice', a.optionalNumber('dim') ?? 0, x.ndim);
    const taken = core.slice(bound(a.raw('start')), bound(a.raw('end')), bound(a.raw('step')));
    return core.at(x, ...new Array<core.Slice>(before).fill(core.slice()), taken);
  }),
};
