import { describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import {
  ArgumentError,
  type ConvOptions,
  type ConvTransposeOptions,
  DTypeError,
  grad,
  ShapeError,
  type Tensor,
  zeros,
} from '../src/index.ts';
import { doubles, expectTensor, integers, leaf, useMovingMemory, varied, variedLeaf } from './structured-tensors.ts';

useMovingMemory();

const { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d } = core;

describe('conv', () => {
  test.each<[string, ConvOptions, number[]]>([
    ['the kernel is not turned round', {}, [321, 432, 543]],
    ['zeros are put on both sides', { padding: 1 }, [210, 321, 432, 543, 54]],
    ['a stride passes over windows', { stride: 2 }, [321, 543]],
    ['windows that do not fit are dropped', { stride: 2, padding: [1] }, [210, 432, 54]],
    ['a dilation spreads the kernel', { dilation: 2 }, [531]],
    ['padding same keeps the size', { padding: 'same' }, [210, 321, 432, 543, 54]],
    ['padding valid is none', { padding: 'valid', stride: [2] }, [321, 543]],
  ])('%s', (_, options, want) => {
    expect(conv1d(doubles('[[1, 2, 3, 4, 5]]'), doubles('[[[1, 10, 100]]]'), undefined, options).tolist()).toEqual([
      want,
    ]);
  });

  test('padding same puts an odd zero at the end', () => {
    const x = doubles('[[1, 2, 3]]');
    expectTensor(conv1d(x, doubles('[[[1, 10]]]'), undefined, { padding: 'same' }), '[[21, 32, 3]]');
    expectTensor(conv1d(x, doubles('[[[1, 10]]]'), undefined, { padding: 'same', dilation: 3 }), '[[30, 1, 2]]');
  });

  test('a kernel of one element multiplies channels as matrices', () => {
    const [x, w, b] = [varied([2, 3, 4, 5]), varied([6, 3, 1, 1], 1), varied([6], 2)];
    const rows = core
      .movedim(x, 1, -1)
      .matmul(w.reshape([6, 3]).mT)
      .add(b);
    expectTensor(conv2d(x, w, b), core.movedim(rows, -1, 1).tolist() as never);
  });

  test('groups are convolutions of their own', () => {
    const [x, w, b] = [varied([2, 4, 5, 4]), varied([6, 2, 2, 3], 1), varied([6], 2)];
    const parts = [0, 1].map((g) =>
      conv2d(x.narrow(1, 2 * g, 2), w.narrow(0, 3 * g, 3), b.narrow(0, 3 * g, 3), { padding: 1 }),
    );
    expectTensor(conv2d(x, w, b, { padding: 1, groups: 2 }), core.cat(parts, { dim: 1 }).tolist() as never);
  });

  test('without a batch the result has none', () => {
    const [x, w] = [varied([2, 3, 3, 4]), varied([2, 2, 2, 2, 2])];
    const batch = conv3d(x.unsqueeze(0), w, undefined, { padding: 1 });
    expectTensor(conv3d(x, w, undefined, { padding: 1 }), batch.squeeze(0).tolist() as never);
  });

  test('no samples give no samples, and a gradient of zeros', () => {
    const w = variedLeaf([2, 1, 2]);
    const y = conv1d(zeros([0, 1, 4], { dtype: 'float64' }), w);
    expect(y.shape).toEqual([0, 2, 3]);
    expectTensor(grad(y.sum(), w)[0]!, '[[[0, 0]], [[0, 0]]]');
  });

  test('integers are multiplied exactly, and wrap at 32 bits', () => {
    const y = conv1d(integers('[[46341, 1, -2147483648]]'), integers('[[[46341, 7]]]'), integers([1]));
    expect([y.dtype, y.tolist()]).toEqual(['int32', [[-2147479007, -2147437306]]]);
  });

  test('an operand that no gradient needs may change before backward', () => {
    const [x, w] = [varied([1, 2, 4]), variedLeaf([1, 2, 2])];
    const y = conv1d(x, w, variedLeaf([1]));
    core.noGrad(() => w.fill_(1));
    y.sum().backward();
    expect(w.grad!.shape).toEqual([1, 2, 2]);
  });
});

describe('convTranspose', () => {
  test.each<[string, ConvTransposeOptions, number[]]>([
    ['each element adds a kernel', {}, [1, 12, 123, 230, 300]],
    ['a stride draws the kernels apart', { stride: 3 }, [1, 10, 100, 2, 20, 200, 3, 30, 300]],
    ['padding cuts off', { padding: 1 }, [12, 123, 230]],
    ['a dilation spreads the kernel', { dilation: 2 }, [1, 2, 13, 20, 130, 200, 300]],
    [
      'outputPadding lengthens the end',
      { stride: 3, padding: 1, outputPadding: 2 },
      [10, 100, 2, 20, 200, 3, 30, 300, 0],
    ],
  ])('%s', (_, options, want) => {
    expect(convTranspose1d(doubles('[[1, 2, 3]]'), doubles('[[[1, 10, 100]]]'), undefined, options).tolist()).toEqual([
      want,
    ]);
  });

  test('is the transpose of conv: ⟨conv(x), y⟩ = ⟨x, convTranspose(y)⟩', () => {
    const settings = { stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2 };
    const [x, w] = [varied([2, 4, 6, 7]), varied([6, 2, 3, 2], 1)];
    const there = conv2d(x, w, undefined, settings);
    const y = varied(there.shape, 2);
    const back = convTranspose2d(y, w, undefined, { ...settings, outputPadding: [1, 0] });
    expect(back.shape).toEqual(x.shape);
    expect(back.mul(x).sum().item()).toBeCloseTo(there.mul(y).sum().item(), 10);
  });

  test('adds the bias to each channel, also without a batch', () => {
    const y = convTranspose1d(doubles('[[1, 2]]'), doubles('[[[1], [3]]]'), doubles([10, 20]));
    expect(y.tolist()).toEqual([
      [11, 12],
      [23, 26],
    ]);
  });
});

const x1 = leaf('[[[1, 2, 3, 4]]]');
const w1 = zeros([2, 1, 3], { dtype: 'float64' });
const image = zeros([1, 2, 4, 4]);

test.each<[string, () => Tensor, new (message: string) => Error, string]>([
  [
    'another number of dimensions',
    () => conv2d(zeros([4, 4]), zeros([3, 2, 2, 2])),
    ShapeError,
    'conv2d: the input is [4, 4], expected [N, C, H, W] or, without a batch, [C, H, W]',
  ],
  [
    'a weight of another rank',
    () => conv2d(image, zeros([3, 2, 2])),
    ShapeError,
    'conv2d: the weight is [3, 2, 2], expected [out, in / groups, …kernel]',
  ],
  [
    'other channels',
    () => conv2d(image, zeros([4, 3, 3, 3])),
    ShapeError,
    'conv2d: the input [1, 2, 4, 4] has 2 channels, expected 3 for the weight [4, 3, 3, 3]',
  ],
  [
    'other channels in groups',
    () => conv2d(image, zeros([3, 2, 2, 2]), undefined, { groups: 3 }),
    ShapeError,
    'conv2d: the input [1, 2, 4, 4] has 2 channels, expected 6 for the weight [3, 2, 2, 2] in 3 groups',
  ],
  [
    'outputs that do not divide',
    () => conv2d(image, zeros([3, 1, 2, 2]), undefined, { groups: 2 }),
    ShapeError,
    'conv2d: dimension 0 of the weight [3, 1, 2, 2] does not divide into 2 groups',
  ],
  [
    'no outputs',
    () => conv2d(image, zeros([0, 2, 2, 2])),
    ShapeError,
    'conv2d: dimension 0 of the weight [0, 2, 2, 2] does not divide into 1 groups',
  ],
  [
    'no groups',
    () => conv1d(x1, w1, undefined, { groups: 0 }),
    ArgumentError,
    'conv1d: groups is 0, expected a whole number ≥ 1',
  ],
  [
    'a kernel larger than the input',
    () => conv2d(zeros([1, 2, 2, 2]), zeros([3, 2, 3, 3])),
    ShapeError,
    'conv2d: of [1, 2, 2, 2] nothing would be left: [0, 0]',
  ],
  [
    'an input without elements',
    () => conv2d(zeros([1, 2, 0, 4]), zeros([3, 2, 2, 2]), undefined, { padding: 2 }),
    ShapeError,
    'conv2d: dimension 2 of the input [1, 2, 0, 4] is empty',
  ],
  ['another bias', () => conv1d(x1, w1, zeros([3])), ShapeError, 'conv1d: the bias is [3], expected [2]'],
  [
    'other dtypes',
    () => conv1d(x1, w1.float()),
    DTypeError,
    'conv1d: expected operands of one dtype, got float64 and float32',
  ],
  [
    'another number of strides',
    () => conv2d(image, zeros([3, 2, 2, 2]), undefined, { stride: [1, 1, 1] }),
    ArgumentError,
    'conv2d: stride is [1, 1, 1], expected one number or 2',
  ],
  [
    'a stride of 0',
    () => conv1d(x1, w1, undefined, { stride: 0 }),
    ArgumentError,
    'conv1d: stride is 0, expected whole numbers ≥ 1',
  ],
  [
    'a negative padding',
    () => conv1d(x1, w1, undefined, { padding: [-1] }),
    ArgumentError,
    'conv1d: padding is -1, expected whole numbers ≥ 0',
  ],
  [
    'padding same with a stride',
    () => conv1d(x1, w1, undefined, { padding: 'same', stride: 2 }),
    ArgumentError,
    "conv1d: padding 'same' needs a stride of 1",
  ],
  [
    'an unknown padding',
    () => conv1d(x1, w1, undefined, { padding: 'full' as 'same' }),
    ArgumentError,
    `conv1d: padding is "full", expected numbers, 'same' or 'valid'`,
  ],
  [
    'padding same of a transpose',
    () => convTranspose2d(image, zeros([2, 3, 2, 2]), undefined, { padding: 'same' as unknown as number }),
    ArgumentError,
    'convTranspose2d: padding is "same", expected one number or 2',
  ],
  [
    'an outputPadding as large as the stride',
    () => convTranspose2d(image, zeros([2, 3, 2, 2]), undefined, { outputPadding: 1 }),
    ArgumentError,
    'convTranspose2d: outputPadding is 1, expected less than the stride 1 or the dilation 1',
  ],
  [
    'a padding that cuts all off',
    () => convTranspose2d(image, zeros([2, 3, 2, 2]), undefined, { padding: 3 }),
    ShapeError,
    'convTranspose2d: of [1, 2, 4, 4] nothing would be left: [-1, -1]',
  ],
  [
    'a bias as long as the input has channels',
    () => convTranspose2d(image, zeros([2, 3, 2, 2]), zeros([2])),
    ShapeError,
    'convTranspose2d: the bias is [2], expected [3]',
  ],
])('%s is refused', (_, run, kind, message) => {
  expect(run).toThrow(new kind(message));
});
