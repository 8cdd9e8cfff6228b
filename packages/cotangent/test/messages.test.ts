import {
  arange,
  cat,
  gather,
  grad,
  linalg,
  nn,
  noGrad,
  ones,
  optim,
  randn,
  split,
  type Tensor,
  tensor,
  zeros,
} from 'cotangent';
import { expect, test } from 'vitest';

const F = nn.functional;
const leaf = (shape: number[]): Tensor => ones(shape, { requiresGrad: true });
/** For what the types refuse already. */
// biome-ignore lint/suspicious/noExplicitAny: the calls are wrong on purpose
const any = (x: unknown): any => x;

/** The messages met most, to be read as prose: what was asked for, what came, and where it helps, what to do. */
const messages: readonly (readonly [situation: string, call: () => unknown, kind: string, message: string])[] = [
  [
    'matrices that do not fit',
    () => ones([2, 3]).matmul(any(ones([2, 4]))),
    'ShapeError',
    'matmul: cannot multiply [2, 3] by [2, 4]',
  ],
  [
    'shapes that do not broadcast',
    () => ones([2, 3]).add(any(ones([4]))),
    'ShapeError',
    'add: [2, 3] and [4] do not broadcast: sizes 3 and 4 differ at dimension 1',
  ],
  [
    'a reshape to another number of elements',
    () => ones([2, 3]).reshape(any([4, 2])),
    'ShapeError',
    'reshape: [2, 3] has 6 elements, which [4, 2] cannot hold: it has 8',
  ],
  [
    'a view of a transposed matrix',
    () =>
      ones([2, 3])
        .t()
        .view(any([6])),
    'ShapeError',
    'view: [3, 2] with strides [1, 3] cannot be seen as [6] without a copy; use reshape, which copies when it must, or contiguous() before',
  ],
  ['a dimension out of range', () => ones([2, 3]).sum({ dim: any(2) }), 'IndexError', 'sum: dim 2 is outside [-2, 1]'],
  [
    'a permutation with too few dimensions',
    () => ones([2, 3]).permute(any([0])),
    'ShapeError',
    'permute: [0] does not name each dimension of [2, 3] once',
  ],
  [
    'an expansion of a larger size',
    () => ones([2, 3]).expand(any([4, 3])),
    'ShapeError',
    'expand: cannot expand [2, 3] to [4, 3]: dimension 0 has size 2, and only size 1 can repeat',
  ],
  [
    'an index out of range',
    () => ones([2, 3]).at(5),
    'IndexError',
    'at: index 5 is outside [-2, 2), the range of dimension 0',
  ],
  ['too many indices', () => ones([2, 3]).at(0, 0, 0), 'IndexError', 'at: 3 indices are too many for [2, 3]'],
  [
    'a mask of another size',
    () => ones([2, 3]).at(ones([3]).gt(0)),
    'IndexError',
    'at: the mask [3] does not fit [2, 3] at dimension 0',
  ],
  [
    'an index of floats',
    () => ones([3]).at(tensor([0, 1])),
    'DTypeError',
    'at: an index tensor is float32, expected int32 or bool; convert it with long()',
  ],
  [
    'a gather beyond the end',
    () => gather(ones([3]), 0, tensor([3], { dtype: 'int64' })),
    'IndexError',
    'gather: index 3 at position [0] is outside [0, 3)',
  ],
  [
    'a narrow beyond the end',
    () => ones([3]).narrow(0, any(2), any(2)),
    'IndexError',
    'narrow: 2 elements from 2 exceed the size 3 of dimension 0',
  ],
  [
    'tensors that cannot be joined',
    () => cat([ones([2, 3]), ones([2, 4])] as never),
    'ShapeError',
    'cat: input 1 has shape [2, 4], only dimension 0 may differ from [2, 3]',
  ],
  [
    'a split into nothing',
    () => split(ones([3]), 0),
    'ArgumentError',
    'split: parts of size 0 never make up dimension 0 of size 3',
  ],
  [
    'assigned values that do not fit',
    () => zeros([2, 3]).setAt([0], ones([2])),
    'ShapeError',
    'setAt: the values [2] do not broadcast to [3], the shape of the places',
  ],
  [
    'the item of several elements',
    () => ones([2]).item(),
    'ArgumentError',
    'item: a tensor of shape [2] has 2 elements, expected 1',
  ],
  ['ragged arrays', () => tensor(any([[1, 2], [3]])), 'ShapeError', 'tensor: expected 2 elements at [1], got 1'],
  [
    'an unknown dtype',
    () => zeros([2], { dtype: any('float8') }),
    'DTypeError',
    'unknown dtype "float8": expected bool, uint8, int32, float32, float64',
  ],
  [
    'a number that does not fit',
    () => tensor([3e9], { dtype: 'int32' }),
    'DTypeError',
    'tensor: 3000000000 at index 0 does not fit int32, which holds -2147483648 to 2147483647',
  ],
  [
    'gradients of integers',
    () => tensor([1], { dtype: 'int32' }).requiresGrad_(),
    'DTypeError',
    'requiresGrad_: only float32 and float64 tensors have gradients, this is int32',
  ],
  [
    'backward of several elements',
    () => leaf([2]).mul(2).backward(),
    'GradientError',
    'backward: the tensor has shape [2]; only for a single element can its gradient be left out',
  ],
  [
    'backward without a graph',
    () => ones([]).backward(),
    'GradientError',
    'backward: the tensor of shape [] does not require grad and was not made by a recorded operation',
  ],
  [
    'a second backward',
    () => {
      const y = leaf([2]).square().sum();
      y.backward();
      y.backward();
    },
    'GradientError',
    'square: the values saved for the gradient are gone: backward already ran through this graph. Pass { retainGraph: true } to the first backward or grad to run it twice.',
  ],
  [
    'an unused input',
    () => grad(leaf([2]).sum(), leaf([2])),
    'GradientError',
    'grad: input 0 was not used in computing the outputs; pass { allowUnused: true } to get undefined for it',
  ],
  [
    'a write into a leaf',
    () => leaf([2]).add_(1),
    'GradientError',
    'add_: a leaf tensor that requires grad cannot be changed in place; do it inside noGrad',
  ],
  [
    'a write into a view of a leaf',
    () => leaf([2]).at(0).fill_(0),
    'GradientError',
    'fill_: a view of a leaf tensor that requires grad cannot be changed in place; do it inside noGrad',
  ],
  [
    'a write that gradients notice',
    () => {
      const y = leaf([2]).exp();
      y.add_(1);
      y.sum().backward();
    },
    'GradientError',
    'exp: a tensor of shape [2] that it saved for its gradient, output of exp, was changed in place: version 1, expected 0. Clone it before the change, or change it after backward.',
  ],
  [
    'a write of a larger result',
    () => ones([3]).add_(ones([2, 3])),
    'ShapeError',
    'add_: the result has shape [2, 3], which does not fit in place of [3]',
  ],
  [
    'a write of floats into integers',
    () => tensor([1], { dtype: 'int32' }).add_(0.5),
    'DTypeError',
    'add_: the result is float32, which int32 cannot hold',
  ],
  [
    'a write into an expanded tensor',
    () => ones([1]).expand([3]).add_(1),
    'ArgumentError',
    'add_: several elements of [3] lie at one place in memory, as expand makes them; clone() the tensor before writing to it',
  ],
  [
    'an async function in noGrad',
    () => noGrad(async () => 1),
    'ArgumentError',
    'noGrad: the function returned a promise, but noGrad ends with the call; put the await outside',
  ],
  [
    'a linear layer with other features',
    () => new nn.Linear(3, 2).call(any(ones([4, 5]))),
    'ShapeError',
    'Linear 3 → 2: last dimension is 5, expected 3',
  ],
  [
    'the layer inside of a model',
    () => new nn.Sequential(...any([new nn.Linear(3, 8), new nn.ReLU(), new nn.Linear(9, 2)])).call(ones([1, 3])),
    'ShapeError',
    '2 (Linear 9 → 2): last dimension is 8, expected 9',
  ],
  [
    'a convolution with other channels',
    () => new nn.Conv2d(3, 4, 3).call(zeros([1, 2, 5, 5])),
    'ShapeError',
    'Conv2d 3 → 4: the input [1, 2, 5, 5] has 2 channels, expected 3 for the weight [4, 3, 3, 3]',
  ],
  [
    'batch norm of a single value',
    () => new nn.BatchNorm1d(3).call(zeros([1, 3])),
    'ShapeError',
    'BatchNorm1d: expected more than 1 value per channel when training, got [1, 3]',
  ],
  [
    'groups that do not divide',
    () => new nn.GroupNorm(3, 4),
    'ArgumentError',
    'GroupNorm: 4 channels cannot be divided into 3 groups',
  ],
  [
    'a probability out of range',
    () => new nn.Dropout(1.5),
    'ArgumentError',
    'Dropout: p is 1.5, expected a probability in [0, 1]',
  ],
  [
    'a class out of range',
    () => F.crossEntropy(randn([2, 10]), tensor([1, 12], { dtype: 'int64' })),
    'IndexError',
    'crossEntropy: target 12 at index 1 is outside [0, 10)',
  ],
  [
    'targets of another size',
    () => F.crossEntropy(randn([2, 10]), any(tensor([1], { dtype: 'int64' }))),
    'ShapeError',
    'crossEntropy: target [1] does not fit input [2, 10]: expected [2] or [2, 10]',
  ],
  [
    'targets of floats',
    () => F.crossEntropy(randn([2, 10]), any(tensor([1, 2]))),
    'DTypeError',
    'crossEntropy: target 1 at index 0 is float32: class indices in [0, 10) are int32',
  ],
  [
    'probabilities out of range',
    () => F.binaryCrossEntropy(tensor([1.5]), tensor([1])),
    'ArgumentError',
    'binaryCrossEntropy: input element 0 is 1.5, outside [0, 1]: expected probabilities',
  ],
  [
    'an unknown reduction',
    () => F.mseLoss(ones([2]), ones([2]), { reduction: any('avg') }),
    'ArgumentError',
    'mseLoss: unknown reduction "avg": expected none, mean or sum',
  ],
  [
    'a token out of range',
    () => F.embedding(tensor([7], { dtype: 'int64' }), randn([5, 3])),
    'IndexError',
    'embedding: index 7 at position [0] is outside [0, 5)',
  ],
  [
    'a state dict with missing keys',
    () => new nn.Linear(2, 2).loadStateDict({ weight: zeros([2, 2]) }),
    'ArgumentError',
    'loadStateDict: the state does not fit Linear:\n  Missing key(s): "bias"',
  ],
  [
    'a state dict of another shape',
    () => new nn.Linear(2, 2).loadStateDict({ weight: zeros([3, 2]), bias: zeros([2]) }),
    'ArgumentError',
    'loadStateDict: the state does not fit Linear:\n  size mismatch for weight: the state has shape [3, 2], the module [2, 2]',
  ],
  ['an optimizer without parameters', () => new optim.SGD([]), 'ArgumentError', 'SGD: got an empty list of parameters'],
  [
    'an unknown option',
    () => new optim.Adam([leaf([2])], any({ learningRate: 0.1 })),
    'ArgumentError',
    'Adam: unknown option learningRate; it has lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay',
  ],
  [
    'a learning rate below 0',
    () => new optim.Adam([leaf([2])], { lr: -1 }),
    'ArgumentError',
    'Adam: lr must be a number ≥ 0, got -1',
  ],
  [
    'a parameter that is no leaf',
    () => new optim.SGD([leaf([2]).mul(2)]),
    'ArgumentError',
    'SGD: parameter 0 is not a leaf but the result of mul; give the tensor it was made from',
  ],
  [
    'a singular matrix',
    () => linalg.inv(zeros([2, 2])),
    'ArgumentError',
    'linalg.inv: the matrix is singular: pivot 1 is 0',
  ],
  [
    'a range that never ends',
    () => arange(0, 5, -1),
    'ArgumentError',
    'arange: step -1 leads away from 5, starting at 0',
  ],
  [
    'a pooling window larger than the input',
    () => F.maxPool2d(zeros([1, 1, 2, 2]), 3),
    'ShapeError',
    'maxPool2d: of [1, 1, 2, 2] nothing would be left: [0, 0]',
  ],
];

test.each(messages)('%s', (_situation, call, kind, message) => {
  expect(call).toThrow(expect.objectContaining({ name: kind, message }));
});

test('fifty are a good many', () => {
  expect(new Set(messages.map(([, , , message]) => message)).size).toBeGreaterThanOrEqual(50);
});
