import * as core from '@cotangent/core';
import * as F from '@cotangent/nn/functional';
import { type Arguments, type Entry, entry } from './arguments.ts';

type Sections = number | number[] | core.Tensor;

const diagonalOptions = (a: Arguments): core.DiagonalOptions => ({
  offset: a.optionalNumber('offset'),
  dim1: a.optionalNumber('dim1'),
  dim2: a.optionalNumber('dim2'),
});
const im2colOptions = (a: Arguments): core.Im2colOptions => ({
  dilation: a.optionalDims('dilation'),
  padding: a.optionalDims('padding'),
  stride: a.optionalDims('stride'),
});
/** Several tensors, or a list of them. */
const listed = (op: (tensors: core.Tensor[]) => unknown): Entry => entry('*tensors', (a) => op(a.tensors('tensors')));
const stacked = (op: (tensors: core.Tensor[]) => unknown): Entry => entry('tensors', (a) => op(a.tensors('tensors')));
const join = (op: typeof core.cat): Entry =>
  entry('tensors dim', (a) => op(a.tensors('tensors'), { dim: a.optionalNumber('dim') }));
const evenly = (op: typeof core.hsplit): Entry =>
  entry('input indices_or_sections', (a) => op(a.tensor('input'), a.raw('indices_or_sections') as number));
const triangle = (op: typeof core.tril): Entry =>
  entry('input diagonal', (a) => op(a.tensor('input'), a.optionalNumber('diagonal')));
/** One tensor gives one, several give several. */
const atLeast = (op: typeof core.atleast1d): Entry =>
  entry('*tensors', (a) => {
    const tensors = a.tensors('tensors');
    return tensors.length === 1 && core.isTensor(tensors[0]) ? op(tensors[0]) : op(tensors);
  });

/** Elements in other places, repeated, padded, or as diagonals and windows. */
export const arrangement: Readonly<Record<string, Entry>> = {
  'torch.flip': entry('input *dims', (a) => core.flip(a.tensor('input'), a.dims('dims'))),
  'torch.fliplr': entry('input', (a) => core.fliplr(a.tensor('input'))),
  'torch.flipud': entry('input', (a) => core.flipud(a.tensor('input'))),
  'torch.rot90': entry('input k dims', (a) =>
    core.rot90(a.tensor('input'), a.optionalNumber('k'), a.optionalDims('dims') as number[] | undefined),
  ),
  'torch.roll': entry('input shifts dims', (a) =>
    core.roll(a.tensor('input'), a.dims('shifts'), a.optionalDims('dims')),
  ),
  'torch.Tensor.repeat': entry('input *repeats', (a) => core.repeat(a.tensor('input'), a.numbers('repeats'))),
  'torch.tile': entry('input *dims', (a) => core.tile(a.tensor('input'), a.numbers('dims'))),
  'torch.repeat_interleave': entry('input repeats dim output_size', (a) => {
    if (!a.has('repeats')) return core.repeatInterleave(a.tensor('input'));
    const options = { dim: a.optionalNumber('dim'), outputSize: a.optionalNumber('output_size') };
    return core.repeatInterleave(a.tensor('input'), a.operand('repeats'), options);
  }),
  'torch.nn.functional.pad': entry('input pad mode value', (a) =>
    F.pad(a.tensor('input'), a.numbers('pad'), { mode: a.text('mode'), value: a.optionalNumber('value') }),
  ),
  'torch.constant_pad_nd': entry('input pad value', (a) =>
    core.constantPadNd(a.tensor('input'), a.numbers('pad'), a.optionalNumber('value')),
  ),
  'torch.diagonal': entry('input offset dim1 dim2', (a) => core.diagonal(a.tensor('input'), diagonalOptions(a))),
  'torch.diag_embed': entry('input offset dim1 dim2', (a) => core.diagEmbed(a.tensor('input'), diagonalOptions(a))),
  'torch.diag': entry('input diagonal', (a) => core.diag(a.tensor('input'), a.optionalNumber('diagonal'))),
  'torch.diagflat': entry('input offset', (a) => core.diagflat(a.tensor('input'), a.optionalNumber('offset'))),
  'torch.trace': entry('input', (a) => core.trace(a.tensor('input'))),
  'torch.tril': triangle(core.tril),
  'torch.triu': triangle(core.triu),
  'torch.Tensor.unfold': entry('input dimension size step', (a) =>
    core.unfold(a.tensor('input'), a.number('dimension'), a.number('size'), a.number('step')),
  ),
  'torch.nn.functional.unfold': entry('input kernel_size dilation padding stride', (a) =>
    F.unfold(a.tensor('input'), a.dims('kernel_size'), im2colOptions(a)),
  ),
  'torch.nn.functional.fold': entry('input output_size kernel_size dilation padding stride', (a) =>
    F.fold(a.tensor('input'), a.dims('output_size'), a.dims('kernel_size'), im2colOptions(a)),
  ),
  'torch.as_strided': entry('input size stride storage_offset', (a) =>
    core.asStrided(a.tensor('input'), a.numbers('size'), a.numbers('stride'), a.optionalNumber('storage_offset')),
  ),
  'torch.hstack': stacked(core.hstack),
  'torch.vstack': stacked(core.vstack),
  'torch.row_stack': stacked(core.rowStack),
  'torch.dstack': stacked(core.dstack),
  'torch.column_stack': stacked(core.columnStack),
  'torch.concat': join(core.concat),
  'torch.concatenate': join(core.concatenate),
  'torch.Tensor.sum_to_size': entry('input *size', (a) => core.sumToSize(a.tensor('input'), a.numbers('size'))),
  'torch.block_diag': listed(core.blockDiag),
  'torch.broadcast_tensors': listed(core.broadcastTensors),
  'torch.cartesian_prod': listed(core.cartesianProd),
  'torch.meshgrid': entry('*tensors indexing', (a) =>
    core.meshgrid(a.tensors('tensors'), { indexing: a.text('indexing') }),
  ),
  'torch.combinations': entry('input r with_replacement', (a) =>
    core.combinations(a.tensor('input'), { r: a.optionalNumber('r'), withReplacement: a.flag('with_replacement') }),
  ),
  'torch.vander': entry('x N increasing', (a) =>
    core.vander(a.tensor('x'), a.optionalNumber('N'), { increasing: a.flag('increasing') }),
  ),
  'torch.unravel_index': entry('indices shape', (a) => core.unravelIndex(a.tensor('indices'), a.dims('shape'))),
  'torch.tensor_split': entry('input indices_or_sections dim', (a) =>
    core.tensorSplit(a.tensor('input'), a.raw('indices_or_sections') as Sections, a.optionalNumber('dim')),
  ),
  'torch.hsplit': evenly(core.hsplit),
  'torch.vsplit': evenly(core.vsplit),
  'torch.dsplit': evenly(core.dsplit),
  'torch.atleast_1d': atLeast(core.atleast1d),
  'torch.atleast_2d': atLeast(core.atleast2d),
  'torch.atleast_3d': atLeast(core.atleast3d),
  'torch.nn.functional.pixel_shuffle': entry('input upscale_factor', (a) =>
    F.pixelShuffle(a.tensor('input'), a.number('upscale_factor')),
  ),
  'torch.nn.functional.pixel_unshuffle': entry('input downscale_factor', (a) =>
    F.pixelUnshuffle(a.tensor('input'), a.number('downscale_factor')),
  ),
  'torch.nn.functional.channel_shuffle': entry('input groups', (a) =>
    F.channelShuffle(a.tensor('input'), a.number('groups')),
  ),
};
