import * as core from '@cotangent/core';
import { NotThere } from '../values.ts';
import { type Arguments, type Entry, entry } from './arguments.ts';

/** A number, or the one in a 0-d integer tensor, which PyTorch takes in its stead. */
function wholeNumber(a: Arguments, name: string): number {
  const value = a.raw(name);
  if (!core.isTensor(value)) return a.number(name);
  if (value.ndim > 0 || value.dtype !== 'int32') throw new NotThere(`${name} as a tensor of ${value.dtype}`);
  return value.item();
}

/** Views, joining and splitting. */
export const movement: Readonly<Record<string, Entry>> = {
  'torch.reshape': entry('input *shape', (a) => core.reshape(a.tensor('input'), a.numbers('shape'))),
  'torch.Tensor.view': entry('input *shape', (a) => core.view(a.tensor('input'), a.numbers('shape'))),
  'torch.Tensor.view_as': entry('input other', (a) => core.viewAs(a.tensor('input'), a.tensor('other'))),
  'torch.Tensor.reshape_as': entry('input other', (a) => core.reshapeAs(a.tensor('input'), a.tensor('other'))),
  'torch.ravel': entry('input', (a) => core.ravel(a.tensor('input'))),
  'torch.flatten': entry('input start_dim end_dim', (a) =>
    core.flatten(a.tensor('input'), a.optionalNumber('start_dim'), a.optionalNumber('end_dim')),
  ),
  'torch.unflatten': entry('input dim sizes', (a) =>
    core.unflatten(a.tensor('input'), a.number('dim'), a.numbers('sizes')),
  ),
  'torch.transpose': entry('input dim0 dim1', (a) =>
    core.transpose(a.tensor('input'), a.number('dim0'), a.number('dim1')),
  ),
  'torch.permute': entry('input *dims', (a) => core.permute(a.tensor('input'), a.numbers('dims'))),
  'torch.movedim': entry('input source destination', (a) =>
    core.movedim(a.tensor('input'), a.dims('source'), a.dims('destination')),
  ),
  'torch.moveaxis': entry('input source destination', (a) =>
    core.moveaxis(a.tensor('input'), a.dims('source'), a.dims('destination')),
  ),
  'torch.swapaxes': entry('input axis0 axis1', (a) =>
    core.swapaxes(a.tensor('input'), a.number('axis0'), a.number('axis1')),
  ),
  'torch.swapdims': entry('input dim0 dim1', (a) =>
    core.swapdims(a.tensor('input'), a.number('dim0'), a.number('dim1')),
  ),
  'torch.adjoint': entry('input', (a) => core.adjoint(a.tensor('input'))),
  'torch.Tensor.H': entry('input', (a) => a.tensor('input').H),
  'torch.Tensor.mH': entry('input', (a) => a.tensor('input').mH),
  'torch.t': entry('input', (a) => core.t(a.tensor('input'))),
  'torch.Tensor.T': entry('input', (a) => a.tensor('input').T),
  'torch.Tensor.mT': entry('input', (a) => a.tensor('input').mT),
  'torch.squeeze': entry('input dim', (a) => core.squeeze(a.tensor('input'), a.optionalDims('dim'))),
  'torch.unsqueeze': entry('input dim', (a) => core.unsqueeze(a.tensor('input'), a.number('dim'))),
  'torch.Tensor.expand': entry('input *sizes', (a) => core.expand(a.tensor('input'), a.numbers('sizes'))),
  'torch.Tensor.expand_as': entry('input other', (a) => core.expandAs(a.tensor('input'), a.tensor('other'))),
  'torch.broadcast_to': entry('input size', (a) => core.broadcastTo(a.tensor('input'), a.numbers('size'))),
  'torch.narrow': entry('input dim start length', (a) =>
    core.narrow(a.tensor('input'), a.number('dim'), wholeNumber(a, 'start'), a.number('length')),
  ),
  'torch.narrow_copy': entry('input dim start length', (a) =>
    core.narrowCopy(a.tensor('input'), a.number('dim'), a.number('start'), a.number('length')),
  ),
  'torch.select': entry('input dim index', (a) => core.select(a.tensor('input'), a.number('dim'), a.number('index'))),
  'torch.split': entry('input split_size_or_sections dim', (a) =>
    core.split(a.tensor('input'), a.dims('split_size_or_sections'), a.optionalNumber('dim')),
  ),
  'torch.split_with_sizes': entry('input split_sizes dim', (a) =>
    core.split(a.tensor('input'), a.numbers('split_sizes'), a.optionalNumber('dim')),
  ),
  'torch.chunk': entry('input chunks dim', (a) =>
    core.chunk(a.tensor('input'), a.number('chunks'), a.optionalNumber('dim')),
  ),
  'torch.unbind': entry('input dim', (a) => core.unbind(a.tensor('input'), a.optionalNumber('dim'))),
  'torch.cat': entry('tensors dim', (a) => core.cat(a.tensors('tensors'), { dim: a.optionalNumber('dim') })),
  'torch.stack': entry('tensors dim', (a) => core.stack(a.tensors('tensors'), { dim: a.optionalNumber('dim') })),
  'torch.clone': entry('input', (a) => core.clone(a.tensor('input'))),
  'torch.Tensor.contiguous': entry('input', (a) => core.contiguous(a.tensor('input'))),
};
