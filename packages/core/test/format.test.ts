import { expect, test } from 'vitest';
import { arange, Parameter, setDefaultDtype, type Tensor, tensor, zeros } from '../src/index.ts';
import { useMovingMemory } from './structured-tensors.ts';

useMovingMemory();

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const count = (...shape: number[]): Tensor => arange(1, 1 + shape.reduce((a, b) => a * b, 1)).reshape(shape) as Tensor;
const sevenths = (n: number): Tensor => arange(n).float().div(7).detach();

/** What PyTorch prints, with our names: true for True, requiresGrad for requires_grad, int32 as the usual integer. */
test.each<[string, () => Tensor, string]>([
  ['integral floats', () => tensor([1, 2, 30]), 'tensor([ 1.,  2., 30.])'],
  ['a negative one aligned', () => tensor([1, -2, 30]), 'tensor([ 1., -2., 30.])'],
  ['four decimals', () => tensor([1.5, -2.25, 30.125]), 'tensor([ 1.5000, -2.2500, 30.1250])'],
  ['exponents for large numbers', () => tensor([1e9, 1.5]), 'tensor([1.0000e+09, 1.5000e+00])'],
  ['exponents for small numbers', () => tensor([1e-5, 2e-5]), 'tensor([1.0000e-05, 2.0000e-05])'],
  ['exponents for a wide range', () => tensor([1.5, 2000.5]), 'tensor([1.5000e+00, 2.0005e+03])'],
  ['exponents for a wide range of integers', () => tensor([1, 2000]), 'tensor([1.0000e+00, 2.0000e+03])'],
  ['exponents for large integers', () => tensor([1e9, 2e9]), 'tensor([1.0000e+09, 2.0000e+09])'],
  ['no exponents up to 1e8', () => tensor([1e8, 2e5]), 'tensor([100000000.,    200000.])'],
  ['exponents beside zero', () => tensor([0, 5e-5]), 'tensor([0.0000e+00, 5.0000e-05])'],
  ['zeros', () => zeros([3]), 'tensor([0., 0., 0.])'],
  ['NaN among integral floats', () => tensor([1, nan]), 'tensor([1., nan])'],
  ['NaN and infinities', () => tensor([1.5, nan, inf, -inf]), 'tensor([1.5000,    nan,    inf,   -inf])'],
  ['nothing but NaN', () => tensor([nan]), 'tensor([nan])'],
  ['infinities that do not widen', () => tensor([inf, -inf, 0]), 'tensor([inf, -inf, 0.])'],
  ['negative zero', () => tensor([-0, 1]), 'tensor([-0., 1.])'],
  ['negative zero in decimals', () => tensor([-0, 1.5]), 'tensor([-0.0000, 1.5000])'],
  [
    'a matrix',
    () =>
      tensor([
        [1, 2],
        [3, 4],
      ]),
    'tensor([[1., 2.],\n        [3., 4.]])',
  ],
  [
    'three dimensions',
    () => count(2, 2, 2).float(),
    'tensor([[[1., 2.],\n         [3., 4.]],\n\n        [[5., 6.],\n         [7., 8.]]])',
  ],
  [
    'four dimensions',
    () => count(2, 1, 2, 2).float(),
    'tensor([[[[1., 2.],\n          [3., 4.]]],\n\n\n        [[[5., 6.],\n          [7., 8.]]]])',
  ],
  ['strides', () => count(2, 3).transpose(0, 1), 'tensor([[1, 4],\n        [2, 5],\n        [3, 6]])'],
  ['one number', () => tensor(3.24159), 'tensor(3.2416)'],
  ['one integral number', () => tensor(2), 'tensor(2.)'],
  ['one integer', () => tensor(3, { dtype: 'int32' }), 'tensor(3)'],
  ['one of a tensor', () => count(3).select(0, 1) as Tensor, 'tensor(2)'],
  ['nothing', () => tensor([]), 'tensor([])'],
  ['nothing in two dimensions', () => zeros([0, 3]), 'tensor([], size=[0, 3])'],
  ['rows of nothing', () => zeros([2, 0]), 'tensor([], size=[2, 0])'],
  ['no integers', () => zeros([0], { dtype: 'int32' }), 'tensor([], dtype=int32)'],
  ['rows of no integers', () => zeros([2, 0], { dtype: 'int32' }), 'tensor([], size=[2, 0], dtype=int32)'],
  ['no bools', () => zeros([0], { dtype: 'bool' }), 'tensor([], dtype=bool)'],
  ['no doubles', () => zeros([0], { dtype: 'float64' }), 'tensor([], dtype=float64)'],
  ['bools', () => tensor([true, false]), 'tensor([ true, false])'],
  ['one bool', () => tensor([[true]]), 'tensor([[true]])'],
  ['integers', () => tensor(Int32Array.of(1, -20, 300)), 'tensor([  1, -20, 300])'],
  ['bytes', () => tensor(Uint8Array.of(1, 200)), 'tensor([  1, 200], dtype=uint8)'],
  ['doubles', () => tensor([1.5, 2], { dtype: 'float64' }), 'tensor([1.5000, 2.0000], dtype=float64)'],
  ['a leaf', () => tensor([1, 2], { requiresGrad: true }), 'tensor([1., 2.], requiresGrad=true)'],
  [
    'a leaf of doubles',
    () => tensor([1, 2], { dtype: 'float64', requiresGrad: true }),
    'tensor([1., 2.], dtype=float64, requiresGrad=true)',
  ],
  ['a result', () => tensor([1, 2], { requiresGrad: true }).tanh(), 'tensor([0.7616, 0.9640], gradFn=<tanh>)'],
  [
    'a result of doubles',
    () => tensor([0.5], { dtype: 'float64', requiresGrad: true }).tanh(),
    'tensor([0.4621], dtype=float64, gradFn=<tanh>)',
  ],
])('printing %s', (_name, make, want) => {
  expect(`${make()}`).toBe(want);
});

/** Wider than a line, or longer than a thousand elements. */
test.each<[string, () => Tensor, string]>([
  [
    'lines break at 80 columns',
    () => count(30).float().div(7),
    `tensor([0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0000, 1.1429, 1.2857,
        1.4286, 1.5714, 1.7143, 1.8571, 2.0000, 2.1429, 2.2857, 2.4286, 2.5714,
        2.7143, 2.8571, 3.0000, 3.1429, 3.2857, 3.4286, 3.5714, 3.7143, 3.8571,
        4.0000, 4.1429, 4.2857])`,
  ],
  [
    'rows of a matrix break too',
    () => count(2, 25),
    `tensor([[ 1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
         19, 20, 21, 22, 23, 24, 25],
        [26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
         44, 45, 46, 47, 48, 49, 50]])`,
  ],
  [
    'a suffix follows the last line',
    () => sevenths(10).requiresGrad_(),
    `tensor([0.0000, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0000, 1.1429,
        1.2857], requiresGrad=true)`,
  ],
  [
    'a suffix that does not fit has a line of its own',
    () => sevenths(8).requiresGrad_(),
    `tensor([0.0000, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0000],
       requiresGrad=true)`,
  ],
  [
    'more than a thousand elements are shortened',
    () => arange(1001),
    'tensor([   0,    1,    2,  ...,  998,  999, 1000])',
  ],
  [
    'rows and columns are shortened',
    () => count(50, 40),
    `tensor([[   1,    2,    3,  ...,   38,   39,   40],
        [  41,   42,   43,  ...,   78,   79,   80],
        [  81,   82,   83,  ...,  118,  119,  120],
        ...,
        [1881, 1882, 1883,  ..., 1918, 1919, 1920],
        [1921, 1922, 1923,  ..., 1958, 1959, 1960],
        [1961, 1962, 1963,  ..., 1998, 1999, 2000]])`,
  ],
  [
    'a short dimension is shown whole',
    () => count(600, 2),
    `tensor([[   1,    2],
        [   3,    4],
        [   5,    6],
        ...,
        [1195, 1196],
        [1197, 1198],
        [1199, 1200]])`,
  ],
  [
    'a shortened row may break',
    () => arange(2000).float().div(8),
    `tensor([0.0000e+00, 1.2500e-01, 2.5000e-01,  ..., 2.4962e+02, 2.4975e+02,
        2.4988e+02])`,
  ],
  [
    'only the shown elements decide the style',
    () => arange(1200).float().reshape([3, 400]).div(8) as Tensor,
    `tensor([[0.0000e+00, 1.2500e-01, 2.5000e-01,  ..., 4.9625e+01, 4.9750e+01,
         4.9875e+01],
        [5.0000e+01, 5.0125e+01, 5.0250e+01,  ..., 9.9625e+01, 9.9750e+01,
         9.9875e+01],
        [1.0000e+02, 1.0012e+02, 1.0025e+02,  ..., 1.4962e+02, 1.4975e+02,
         1.4988e+02]])`,
  ],
])('%s', (_name, make, want) => {
  expect(`${make()}`).toBe(want);
});

test('slices of three dimensions are shortened with blank lines between', () => {
  const lines = `${count(8, 8, 20)}`.split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'tensor([[[   1,    2,    3,  ...,   18,   19,   20],',
    '         [  21,   22,   23,  ...,   38,   39,   40],',
    '         [  41,   42,   43,  ...,   58,   59,   60],',
    '         ...,',
  ]);
  expect(lines.slice(23, 27)).toEqual(['', '        ...,', '', '        [[ 801,  802,  803,  ...,  818,  819,  820],']);
});

test('a Parameter says so', () => {
  expect(`${new Parameter(tensor([1, 2]))}`).toBe('Parameter containing:\ntensor([1., 2.], requiresGrad=true)');
});

test('the default dtype goes without saying', () => {
  setDefaultDtype('float64');
  try {
    expect(`${tensor([1.5])}`).toBe('tensor([1.5000])');
    expect(`${tensor(Float32Array.of(1.5))}`).toBe('tensor([1.5000], dtype=float32)');
  } finally {
    setDefaultDtype('float32');
  }
});

test('the console shows a tensor as text', () => {
  const inspect = (tensor([1]) as unknown as Record<symbol, () => string>)[Symbol.for('nodejs.util.inspect.custom')]!;
  expect(inspect.call(tensor([1]))).toBe('tensor([1.])');
});
