import { describe, expect, test } from 'vitest';
import {
  batchNorm,
  grad,
  groupNorm,
  instanceNorm,
  layerNorm,
  ones,
  rmsNorm,
  type Tensor,
  traceOps,
  vmap,
  zeros,
} from '../src/index.ts';
import {
  doubles,
  expectTensor,
  gradientOf,
  integers,
  leaf,
  useMovingMemory,
  varied,
  variedLeaf,
} from './structured-tensors.ts';

useMovingMemory();

const rows = '[[1, 4], [2, 0], [3, -1], [6, 5]]';
const sequences = '[[[1, 4, 2], [2, 0, 7]], [[3, -1, 0], [6, 5, 5]]]';

describe('values are PyTorch’s', () => {
  test('batchNorm of a batch, which moves the running statistics', () => {
    const [mean, variance] = [doubles([1, 2]), doubles([3, 4])];
    expectTensor(
      batchNorm(doubles(rows), mean, variance, { training: true, momentum: 0.3 }),
      `[[-1.0690434404458737, 0.7844639371191705], [-0.5345217202229369, -0.7844639371191705],
        [0, -1.1766959056787558], [1.6035651606688102, 1.1766959056787558]]`,
    );
    expectTensor(mean, [1.6, 2]);
    expectTensor(variance, [3.5, 5.4]);
  });

  test('batchNorm by running statistics, which stay', () => {
    const [mean, variance] = [doubles([1.6, 2]), doubles([3.5, 5.4])];
    expectTensor(
      batchNorm(doubles(rows), mean, variance, { eps: 0.5 }),
      `[[-0.3, 0.8233869695926183], [0.2, -0.8233869695926183], [0.7, -1.2350804543889273], [2.2, 1.2350804543889273]]`,
    );
    expectTensor(mean, [1.6, 2]);
    expectTensor(variance, [3.5, 5.4]);
  });

  test('instanceNorm, with running statistics that take the mean over the batch', () => {
    const [runningMean, runningVar] = [doubles([1, 2]), doubles([3, 4])];
    expectTensor(
      instanceNorm(doubles(sequences), { runningMean, runningVar, momentum: 0.3 }),
      `[[[-1.0690415314502977, 1.3363019143128716, -0.2672603828625746],
         [-0.33968291427252306, -1.0190487428175694, 1.3587316570900927]],
        [[1.3728105699510502, -0.9805789785364644, -0.39223159141458575],
         [1.4141817436418203, -0.7070908718209092, -0.7070908718209092]]]`,
    );
    expectTensor(runningMean, [1.15, 2.65]);
    expectTensor(runningVar, [3.1, 4.8]);
    expectTensor(
      instanceNorm(doubles(sequences), { runningMean, runningVar, useInputStats: false }).select(0, 0),
      `[[-0.08519413772727091, 1.6186886168181487, 0.4827667804545356],
        [-0.296682742937602, -1.2095527212071469, 1.98549220273626]]`,
    );
  });

  test('layerNorm', () => {
    expectTensor(
      layerNorm(doubles(rows), [2], { eps: 0.5 }),
      `[[-0.904534033733291, 0.904534033733291], [0.8164965809277261, -0.8164965809277261],
        [0.9428090415820635, -0.9428090415820635], [0.5773502691896257, -0.5773502691896257]]`,
    );
  });

  test('groupNorm', () => {
    expectTensor(
      groupNorm(doubles(sequences).reshape([1, 4, 3]), 2),
      `[[[-0.7293242592006228, 0.5834594073604984, -0.2917297036802491],
         [-0.2917297036802491, -1.1669188147209966, 1.8962430739216198],
         [0, -1.5118568121395717, -1.1338926091046788],
         [1.1338926091046788, 0.7559284060697858, 0.7559284060697858]]]`,
    );
  });

  test('rmsNorm divides by the root of the mean square', () => {
    expectTensor(
      rmsNorm(
        doubles([
          [3, 4],
          [0, 0],
        ]),
        [2],
        { eps: 0 },
      ).select(0, 0),
      [3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)],
    );
    expectTensor(rmsNorm(doubles([0, 0]), [2]), [0, 0]);
    expectTensor(rmsNorm(doubles([1, -1]), [2], { weight: doubles([2, 3]), eps: 3 }), [1, -1.5]);
  });
});

describe.each<[string, (x: Tensor) => Tensor]>([
  ['layerNorm', (x) => layerNorm(x, [6])],
  ['groupNorm', (x) => groupNorm(x, 2)],
  ['batchNorm', (x) => batchNorm(x, undefined, undefined, { training: true })],
  ['instanceNorm', (x) => instanceNorm(x.unsqueeze(1)).squeeze(1)],
])('%s', (_name, norm) => {
  test('adding the same number to every element changes nothing, not even a large one', () => {
    const x = varied([4, 6]);
    const difference = norm(x.add(1e6)).sub(norm(x)).abs().amax();
    expect(difference.item()).toBeLessThan(1e-8);
  });

  test('gradients of the sum are zero, also after a second derivative', () => {
    const x = variedLeaf([4, 6]);
    const gradient = gradientOf(norm(x), x, undefined, true);
    expect(gradient.abs().amax().item()).toBeLessThan(1e-12);
    expect(gradientOf(gradient, x).abs().amax().item()).toBeLessThan(1e-10);
  });

  test('equal elements become 0, with a finite gradient', () => {
    const x = ones([4, 6], { dtype: 'float64' }).mul(3).requiresGrad_();
    const y = norm(x);
    expect(y.abs().amax().item()).toBe(0);
    expect(
      gradientOf(y, x, varied([4, 6]))
        .isfinite()
        .all()
        .item(),
    ).toBe(1);
  });
});

test.each<[string, (x: Tensor, weight: Tensor, bias: Tensor) => Tensor]>([
  ['layerNorm', (x, weight, bias) => layerNorm(x, [4], { weight, bias })],
  ['rmsNorm', (x, weight) => rmsNorm(x, [4], { weight })],
  ['batchNorm', (x, weight, bias) => batchNorm(x, undefined, undefined, { weight, bias, training: true })],
])('%s and all its gradients are one kernel each, which second derivatives run again', (name, norm) => {
  const x = variedLeaf([3, 4]);
  const [weight, bias] = [leaf([2, 3, 5, 7]), leaf([1, 2, 3, 4])];
  const inputs = name === 'rmsNorm' ? [x, weight] : [x, weight, bias];
  const namesOf = (fn: () => unknown): string[] =>
    traceOps(fn)
      .ops.map((op) => op.name)
      .filter((op) => op !== 'view');
  let y = x as Tensor;
  expect(namesOf(() => (y = norm(x, weight, bias)))).toEqual([name]);
  const above = varied([3, 4]);
  let first: readonly (Tensor | undefined)[] = [];
  const backwardNames = namesOf(() => (first = grad(y, inputs, { gradOutputs: above, createGraph: true })));
  expect(backwardNames).toEqual([`${name}Backward`]);
  const total = first.map((g) => g!.square().sum()).reduce((sum, g) => sum.add(g));
  const secondNames = namesOf(() => grad(total, [x, weight], { createGraph: true }));
  // once for what the gradient of x lets through, once for all that goes to x
  expect(secondNames.filter((op) => op === `${name}Backward`)).toHaveLength(2);
});

test('weight and bias have the gradients of a product and a sum, and alone save no input', () => {
  const [x, weight, bias] = [varied([3, 2]), leaf([2, 3]), leaf([5, 7])];
  const y = layerNorm(x, [2], { weight, bias });
  const [ofWeight, ofBias] = grad(y.sum(), [weight, bias]) as [Tensor, Tensor];
  expectTensor(ofWeight, layerNorm(x, [2]).sum({ dim: 0 }).tolist());
  expectTensor(ofBias, [3, 3]);

  const changed = varied([3, 2]);
  const onlyBias = layerNorm(changed, [2], { bias });
  changed.zero_();
  expectTensor(grad(onlyBias.sum(), bias)[0]!, [3, 3]);
});

test('an empty batch has a result of its shape and leaves the running statistics alone', () => {
  const [mean, variance, empty] = [doubles([1, 2]), doubles([3, 4]), zeros([0, 2, 3], { dtype: 'float64' })];
  expect(batchNorm(empty, mean, variance, { training: true }).shape).toEqual([0, 2, 3]);
  expect(instanceNorm(empty, { runningMean: mean, runningVar: variance }).shape).toEqual([0, 2, 3]);
  expect(groupNorm(empty, 2).shape).toEqual([0, 2, 3]);
  expect(layerNorm(empty, [2, 3]).shape).toEqual([0, 2, 3]);
  const none = zeros([0]);
  expect([batchNorm(none, none, none), batchNorm(none, none, none, { training: true })].map((y) => y.shape)).toEqual([
    [0],
    [0],
  ]);
  expectTensor(mean, [1, 2]);
  expectTensor(variance, [3, 4]);
});

test('in vmap the running statistics of each sample move by themselves', () => {
  const x = varied([3, 4, 2]);
  const [means, variances] = [zeros([3, 2], { dtype: 'float64' }), ones([3, 2], { dtype: 'float64' })];
  const [own, ownVariances] = [means.clone(), variances.clone()];
  for (let i = 0; i < 3; i++) {
    batchNorm(x.select(0, i), own.select(0, i), ownVariances.select(0, i), { training: true });
  }
  vmap((sample: Tensor, mean: Tensor, variance: Tensor) => batchNorm(sample, mean, variance, { training: true }))(
    x,
    means,
    variances,
  );
  expectTensor(means, own.tolist());
  expectTensor(variances, ownVariances.tolist());
});

test('running statistics take part in no gradient', () => {
  const [mean, variance] = [leaf([0, 0]), leaf([1, 1])];
  const x = variedLeaf([3, 2]);
  const y = batchNorm(x, mean, variance);
  expect(grad(y.sum(), [x, mean, variance], { allowUnused: true }).slice(1)).toEqual([undefined, undefined]);
});

test.each<[string, () => unknown, string]>([
  [
    'a last dimension of another size',
    () => layerNorm(zeros([2, 3]), [4]),
    'layerNorm: the input has shape [2, 3], expected its last dimensions to be [4]',
  ],
  [
    'no dimension to normalise',
    () => layerNorm(zeros([2, 3]), []),
    'layerNorm: the normalised shape is [], expected one dimension or more',
  ],
  [
    'a weight of another shape',
    () => layerNorm(zeros([2, 3]), [3], { weight: zeros([2]) }),
    'layerNorm: weight has shape [2], expected [3]',
  ],
  [
    'a bias of another dtype',
    () => layerNorm(zeros([2, 3]), [3], { bias: doubles([1, 2, 3]) }),
    'layerNorm: bias is float64 but the input float32; convert one of them',
  ],
  [
    'integers',
    () => layerNorm(integers([1, 2]), [2]),
    'layerNorm: expected a float tensor, got int32; convert it with float()',
  ],
  [
    'groups that do not divide the channels',
    () => groupNorm(zeros([2, 4]), 3),
    'groupNorm: 4 channels cannot be divided into 3 groups',
  ],
  ['no groups', () => groupNorm(zeros([2, 4]), 0), 'groupNorm: 4 channels cannot be divided into 0 groups'],
  [
    'an input without channels',
    () => groupNorm(zeros([2]), 1),
    'groupNorm: the input has shape [2], expected [N, C, …]',
  ],
  [
    'a single element per group',
    () => groupNorm(zeros([1, 4]), 4),
    'groupNorm: expected more than 1 value per group, got [1, 4]',
  ],
  [
    'a batch of one while training',
    () => batchNorm(zeros([1, 3]), undefined, undefined, { training: true }),
    'batchNorm: expected more than 1 value per channel when training, got [1, 3]',
  ],
  [
    'no running statistics outside training',
    () => batchNorm(zeros([2, 3]), undefined, undefined),
    'batchNorm: without the input’s statistics it needs running ones',
  ],
  [
    'running statistics of another size',
    () => batchNorm(zeros([2, 3]), zeros([2]), zeros([3])),
    'batchNorm: runningMean has shape [2], expected [3]',
  ],
  [
    'an instance of one element',
    () => instanceNorm(zeros([2, 3, 1])),
    'instanceNorm: expected more than 1 value per channel, got [2, 3, 1]',
  ],
])('%s is refused', (_what, run, message) => {
  expect(run).toThrow(message);
});
