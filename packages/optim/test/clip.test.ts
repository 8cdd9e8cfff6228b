import { ArgumentError, GradientError, type Tensor, tensor, zeros } from '@cotangent/core';
import { clipGradNorm_, clipGradValue_, SGD } from '@cotangent/optim';
import { expect, test } from 'vitest';
import { expectClose, valuesOf } from './close-to.ts';

function withGrad(...gradient: number[]): Tensor {
  const param = zeros([gradient.length], { dtype: 'float64', requiresGrad: true });
  param.grad = tensor(gradient, { dtype: 'float64' });
  return param;
}

const first = [3, -4, 0.5];
const second = [1, -2, 0, 0.25];

// from PyTorch's clip_grad_norm_([a, b], 2.0, norm_type=p)
test.each([
  [2, 5.50567888638631, [1.0897836641094911, -1.4530448854793216, 0.1816306106849152], 0.3632612213698304],
  [1, 10.75, [0.5581394829637691, -0.7441859772850254, 0.09302324716062818], 0.18604649432125636],
  [Infinity, 4, [1.4999996250000938, -1.999999500000125, 0.24999993750001562], 0.49999987500003124],
  [3, 4.643763559294211, [1.2920551684713142, -1.722740224628419, 0.21534252807855236], 0.43068505615710473],
  [0.5, 54.07206728624917, [0.11096302009823128, -0.14795069346430836, 0.018493836683038545], 0.03698767336607709],
  [-Infinity, 0, [3, -4, 0.5], 1],
  [0, 2, [2.99999850000075, -3.999998000001, 0.499999750000125], 0.99999950000025],
])('clipGradNorm_ of order %d scales as PyTorch does', (normType, total, a, b) => {
  const params = [withGrad(...first), withGrad(...second)];
  expect(clipGradNorm_(params, 2, { normType }).item()).toBeCloseTo(total, 12);
  expectClose(valuesOf(params[0]!.grad!), a, 1e-14);
  expectClose(
    valuesOf(params[1]!.grad!),
    second.map((x) => x * b),
    1e-14,
  );
});

test('gradients below the bound stay bit for bit', () => {
  const param = withGrad(...first);
  expect(clipGradNorm_([param], 100).item()).toBeCloseTo(Math.hypot(...first), 12);
  expect(valuesOf(param.grad!)).toEqual(first);
});

test('the total is a 0-d tensor of the dtype of the gradients', () => {
  const total = clipGradNorm_([withGrad(1)], 1);
  expect(total.shape).toEqual([]);
  expect(total.dtype).toBe('float64');
  expect(total.requiresGrad).toBe(false);
});

test('parameters without gradient take no part; without any the total is 0', () => {
  const idle = zeros([3], { requiresGrad: true });
  expect(clipGradNorm_([idle, withGrad(3, 4)], 10).item()).toBe(5);
  expect(clipGradNorm_([idle], 10).item()).toBe(0);
  expect(clipGradNorm_([], 10).item()).toBe(0);
});

test('a single tensor is taken too, and a tied one counts once', () => {
  const param = withGrad(3, 4);
  expect(clipGradNorm_(param, 10).item()).toBe(5);
  expect(clipGradNorm_([param, param], 1).item()).toBe(5);
  expectClose(valuesOf(param.grad!), [0.6, 0.8], 1e-6);
});

test.each([
  [Infinity, [0, Number.NaN, 0]],
  [-Infinity, [0, Number.NaN, 0]],
  [Number.NaN, [Number.NaN, Number.NaN, Number.NaN]],
])('a gradient of %d spoils the others as in PyTorch', (bad, spoiled) => {
  const param = withGrad(3, bad, 0.5);
  expect(Number.isFinite(clipGradNorm_([param], 1).item())).toBe(false);
  expect(valuesOf(param.grad!)).toEqual(spoiled);
});

test('with errorIfNonfinite it is an error, and gradients stay', () => {
  const param = withGrad(3, Infinity);
  expect(() => clipGradNorm_([param], 1, { errorIfNonfinite: true })).toThrow(GradientError);
  expect(valuesOf(param.grad!)).toEqual([3, Infinity]);
});

test.each<[string, (x: Tensor) => unknown]>([
  ['clipGradNorm_', (x) => clipGradNorm_(x, 1)],
  ['clipGradValue_', (x) => clipGradValue_(x, 1)],
  ['a step', (x) => new SGD([x], { lr: 1 }).step()],
])('%s refuses to write where elements repeat', (_name, write) => {
  const two = tensor([2, 2]);
  const x = two.expand([3, 2]).detach().requiresGrad_();
  x.grad = two.expand([3, 2]);
  expect(() => write(x)).toThrow(/several elements of \[3, 2\] lie at one place in memory/);
  expect(two.tolist()).toEqual([2, 2]);
});

test('clipGradValue_ clamps each element and keeps NaN', () => {
  const param = withGrad(3, -4, 0.5, Number.NaN, -Infinity);
  clipGradValue_([param, zeros([2], { requiresGrad: true })], 1.5);
  expect(valuesOf(param.grad!)).toEqual([1.5, -1.5, 0.5, Number.NaN, -1.5]);
});

test.each([
  () => clipGradNorm_([withGrad(1)], -1),
  () => clipGradNorm_([withGrad(1)], Number.NaN),
  () => clipGradNorm_([withGrad(1)], 1, { normType: Number.NaN }),
  () => clipGradNorm_([1 as unknown as Tensor], 1),
  () => clipGradValue_([withGrad(1)], -1),
  () => clipGradValue_([withGrad(1)], Number.NaN),
])('%s is refused', (call) => {
  expect(call).toThrow(ArgumentError);
});
