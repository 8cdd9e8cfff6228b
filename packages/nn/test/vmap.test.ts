import {
  func,
  grad,
  manualSeed,
  randn,
  softmax,
  stack,
  type Tensor,
  tensor,
  traceOps,
  unbind,
  vmap,
  zeros,
} from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as nn from '../src/index.ts';

const F = nn.functional;

const close = (a: Tensor, b: Tensor): boolean =>
  a.shape.join() === b.shape.join() && (a.numel() === 0 || a.sub(b).abs().amax().item() <= 1e-5);

const samples = 3;
const normal = (...shape: number[]): Tensor => randn([samples, ...shape]);
const unit = (...shape: number[]): Tensor => normal(...shape).sigmoid();
const signs = (...shape: number[]): Tensor => normal(...shape).sign();
const classes = (count: number, ...shape: number[]): Tensor =>
  normal(...shape)
    .abs()
    .mul(100)
    .long()
    .remainder(count);

type Row = [name: string, fn: (...inputs: Tensor[]) => Tensor, inputs: () => Tensor[], slow?: 'sample by sample'];

const weight = tensor([0.2, 1, 3, 0.5]);

const losses: Row[] = [
  ['mseLoss', (x, y) => F.mseLoss(x!, y!), () => [normal(4, 2), normal(4, 2)]],
  ['l1Loss', (x, y) => F.l1Loss(x!, y!, { reduction: 'sum' }), () => [normal(4), normal(4)]],
  ['smoothL1Loss', (x, y) => F.smoothL1Loss(x!, y!, { reduction: 'none' }), () => [normal(4), normal(4)]],
  ['huberLoss', (x, y) => F.huberLoss(x!, y!), () => [normal(4), normal(4)]],
  ['crossEntropy of a row', (x, y) => F.crossEntropy(x!, y!), () => [normal(4), classes(4)]],
  ['crossEntropy of rows', (x, y) => F.crossEntropy(x!, y!), () => [normal(5, 4), classes(4, 5)]],
  [
    'crossEntropy with weights and smoothing',
    (x, y) => F.crossEntropy(x!, y!, { weight, labelSmoothing: 0.1, ignoreIndex: 1 }),
    () => [normal(5, 4), classes(4, 5)],
  ],
  ['crossEntropy of images', (x, y) => F.crossEntropy(x!, y!), () => [normal(2, 4, 3, 2), classes(4, 2, 3, 2)]],
  ['crossEntropy of sequences', (x, y) => F.crossEntropy(x!, y!), () => [normal(2, 4, 3), classes(4, 2, 3)]],
  ['crossEntropy of probabilities', (x, y) => F.crossEntropy(x!, softmax(y!, -1)), () => [normal(5, 4), normal(5, 4)]],
  [
    'crossEntropy with weights of each sample',
    (x, y, w) => F.crossEntropy(x!, y!, { weight: w!.detach() }),
    () => [normal(5, 4), classes(4, 5), unit(4)],
    'sample by sample',
  ],
  ['labelSmoothingCrossEntropy', (x, y) => F.labelSmoothingCrossEntropy(x!, y!), () => [normal(5, 4), classes(4, 5)]],
  ['focalLoss', (x, y) => F.focalLoss(x!, y!), () => [normal(5, 4), classes(4, 5)]],
  ['nllLoss', (x, y) => F.nllLoss(x!, y!, { weight }), () => [normal(5, 4), classes(4, 5)]],
  ['binaryCrossEntropy', (x, y) => F.binaryCrossEntropy(x!, y!), () => [unit(4), unit(4)]],
  [
    'binaryCrossEntropyWithLogits',
    (x, y) => F.binaryCrossEntropyWithLogits(x!, y!, { posWeight: weight }),
    () => [normal(4), unit(4)],
  ],
  ['klDiv', (x, y) => F.klDiv(x!, y!, { reduction: 'batchmean' }), () => [normal(2, 4), unit(2, 4)]],
  ['poissonNllLoss', (x, y) => F.poissonNllLoss(x!, y!), () => [normal(4), unit(4)]],
  ['gaussianNllLoss', (x, y, v) => F.gaussianNllLoss(x!, y!, v!), () => [normal(4), normal(4), unit(4)]],
  ['hingeEmbeddingLoss', (x, y) => F.hingeEmbeddingLoss(x!, y!), () => [normal(4), signs(4)]],
  ['softMarginLoss', (x, y) => F.softMarginLoss(x!, y!), () => [normal(4), signs(4)]],
  ['marginRankingLoss', (x, y, t) => F.marginRankingLoss(x!, y!, t!), () => [normal(4), normal(4), signs(4)]],
  ['cosineEmbeddingLoss', (x, y, t) => F.cosineEmbeddingLoss(x!, y!, t!), () => [normal(2, 4), normal(2, 4), signs(2)]],
  ['tripletMarginLoss', (x, y, z) => F.tripletMarginLoss(x!, y!, z!), () => [normal(2, 4), normal(2, 4), normal(2, 4)]],
  ['multiMarginLoss', (x, y) => F.multiMarginLoss(x!, y!), () => [normal(2, 4), classes(4, 2)]],
  ['multilabelMarginLoss', (x, y) => F.multilabelMarginLoss(x!, y!), () => [normal(2, 4), classes(4, 2, 4)]],
  ['multilabelSoftMarginLoss', (x, y) => F.multilabelSoftMarginLoss(x!, y!), () => [normal(2, 4), unit(2, 4)]],
  ['diceLoss', (x, y) => F.diceLoss(x!, y!), () => [normal(2, 4, 3), unit(2, 4, 3)]],
];

const call = (make: () => nn.AnyModule): ((...inputs: Tensor[]) => Tensor) => {
  manualSeed(2);
  const module = make();
  return (...inputs) => {
    const result = (module as unknown as { call(...rest: Tensor[]): Tensor | Tensor[] }).call(...inputs);
    return Array.isArray(result) ? result[0]! : result;
  };
};

const layers: Row[] = [
  ['Linear', call(() => new nn.Linear(4, 2)), () => [normal(5, 4)]],
  ['Bilinear', call(() => new nn.Bilinear(4, 3, 2)), () => [normal(5, 4), normal(5, 3)]],
  ['Conv2d', call(() => new nn.Conv2d(2, 3, 2)), () => [normal(1, 2, 4, 4)]],
  ['ConvTranspose1d', call(() => new nn.ConvTranspose1d(2, 3, 2)), () => [normal(1, 2, 4)]],
  ['MaxPool2d', call(() => new nn.MaxPool2d(2)), () => [normal(1, 2, 4, 4)]],
  ['LayerNorm', call(() => new nn.LayerNorm([4])), () => [normal(5, 4)]],
  ['GroupNorm', call(() => new nn.GroupNorm(2, 4)), () => [normal(5, 4, 3)]],
  ['BatchNorm1d in evaluation', call(() => new nn.BatchNorm1d(4).eval()), () => [normal(5, 4)]],
  [
    'BatchNorm1d in training, without running statistics',
    call(() => new nn.BatchNorm1d(4, { trackRunningStats: false })),
    () => [normal(5, 4)],
  ],
  ['Embedding', call(() => new nn.Embedding(6, 3)), () => [classes(6, 5)]],
  ['MultiheadAttention', call(() => new nn.MultiheadAttention(4, 2)), () => [normal(5, 4), normal(3, 4), normal(3, 4)]],
  [
    'TransformerEncoderLayer',
    call(() => new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8 }).eval()),
    () => [normal(5, 4)],
  ],
  ['LSTM', call(() => new nn.LSTM(3, 4)), () => [normal(5, 3)]],
  ['GRU', call(() => new nn.GRU(3, 4)), () => [normal(5, 3)]],
  ['Upsample', call(() => new nn.Upsample({ scaleFactor: 2, mode: 'bilinear' })), () => [normal(1, 2, 3, 3)]],
];

describe.each([
  ['losses', losses],
  ['layers', layers],
] as const)('%s under vmap', (_kind, rows) => {
  const sampleAt = (inputs: Tensor[], k: number): Tensor[] => inputs.map((x) => x.select(0, k));

  test.each(rows)('%s: values and gradients are those of a loop', (_name, fn, make) => {
    manualSeed(5);
    const inputs = make().map((x) => (x.dtype === 'int32' ? x : x.detach().requiresGrad_()));
    const wanted = inputs.filter((x) => x.requiresGrad);
    const batched = vmap(fn)(...inputs);
    const looped = stack(Array.from({ length: samples }, (_, k) => fn(...sampleAt(inputs, k))));
    expect(close(batched, looped)).toBe(true);
    const [got, want] = [batched, looped].map((y) => grad(y.square().sum(), wanted, { allowUnused: true }));
    got!.forEach((g, i) => {
      expect(g === undefined ? want![i] === undefined : close(g, want![i]!)).toBe(true);
    });
  });

  test.each(rows)('%s: is called once for all samples unless it says so', (_name, fn, make, slow) => {
    const count = (size: number): number => {
      const inputs = make().map((x) => x.select(0, 0).expand([size, ...x.shape.slice(1)]));
      return traceOps(() => vmap(fn)(...inputs)).ops.length;
    };
    expect(count(2) === count(4) ? undefined : 'sample by sample').toBe(slow);
  });
});

describe('random layers under vmap', () => {
  const x = zeros([3, 50]).add(1);

  test('dropout drops what randomness says', () => {
    const drop = (sample: Tensor): Tensor => F.dropout(sample);
    expect(() => vmap(drop)(x)).toThrow(/randomness/);
    const rows = (y: Tensor): number => new Set(unbind(y).map(String)).size;
    expect(rows(vmap(drop, { randomness: 'different' })(x))).toBe(3);
    expect(rows(vmap(drop, { randomness: 'same' })(x))).toBe(1);
  });

  test('running statistics that all samples share are not written to', () => {
    const norm = new nn.BatchNorm1d(4);
    expect(() => vmap((sample: Tensor) => norm.call(sample))(normal(5, 4))).toThrow(/vmap: what differs from sample/);
  });
});

test('the gradients of samples of a network with normalisation and attention', () => {
  manualSeed(1);
  const model = new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8, dropout: 0 });
  const parameters = Object.fromEntries(model.namedParameters());
  const batch = randn([3, 5, 4]);
  const loss = (given: Record<string, Tensor>, x: Tensor): Tensor =>
    (nn.functionalCall(model, given, x) as Tensor).square().mean();
  const perSample = vmap(func.grad(loss), { inDims: [null, 0] })(parameters, batch);
  const looped = unbind(batch).map((x) => func.grad(loss)(parameters, x));
  for (const [name, got] of Object.entries(perSample)) {
    expect(close(got, stack(looped.map((gradients) => gradients[name]!))), name).toBe(true);
  }
});
