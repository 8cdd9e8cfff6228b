import { grad, isTensor, noGrad, randn, relu, type Tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { evacuatedBy } from './evacuated-by.ts';
import { elements, expectClose } from './tensors.ts';

const settings = { dimFeedforward: 12, batchFirst: true, dropout: 0 } as const;

const layers = [nn.TransformerEncoderLayer, nn.TransformerDecoderLayer].flatMap((Layer) =>
  [false, true].map((normFirst) => {
    const layer = new Layer(8, 2, { ...settings, normFirst, activation: 'gelu' });
    const run = (x: Tensor): Tensor => (layer instanceof nn.TransformerDecoderLayer ? layer.call(x, x) : layer.call(x));
    return { name: Layer.name, normFirst, layer, run };
  }),
);

describe.each(layers)('$name with normFirst $normFirst', ({ layer, run }) => {
  const x = randn([3, 4, 8]) as Tensor;

  test('frees what only it has, but for what hooks have seen', () => {
    const expected = elements(noGrad(() => run(x)));
    const many = randn([64, 16, 8]) as Tensor;
    const evacuated = evacuatedBy(() => {
      for (let i = 0; i < 100; i++) noGrad(() => run(many).dispose());
    });
    // of some 50 MB
    expect(evacuated).toBeLessThan(8 << 20);
    const kept: Tensor[] = [];
    const handles = [...layer.modules()].slice(1).map((inner) =>
      inner.registerForwardHook((_module, inputs, output) => {
        for (const each of [...inputs, output].flat()) if (isTensor(each)) kept.push(each);
      }),
    );
    expectClose(
      noGrad(() => run(x)),
      expected,
      1e-6,
    );
    for (const { remove } of handles) remove();
    expect(kept.length).toBeGreaterThan(12);
    for (const each of kept) expect(elements(each).every(Number.isFinite)).toBe(true);
    expect(elements(x)).toHaveLength(96);
  });

  test('has the gradients that it has with hooks, which leave everything', () => {
    const parameters = [...layer.parameters()];
    const gradients = (): number[][] => grad(run(x).square().sum(), parameters).map((g) => elements(g!));
    const plain = gradients();
    const handles = [...layer.modules()].map((inner) => inner.registerForwardHook(() => undefined));
    const hooked = gradients();
    for (const { remove } of handles) remove();
    for (const [i, gradient] of plain.entries()) expectClose(gradient, hooked[i]!, 1e-5);
  });
});

test('an activation of one’s own may keep what it is given and gives', () => {
  const kept: Tensor[] = [];
  const activation = (x: Tensor): Tensor => {
    kept.push(x, relu(x));
    return kept.at(-1)!;
  };
  const layer = new nn.TransformerEncoderLayer(8, 2, { ...settings, activation });
  noGrad(() => layer.call(randn([3, 4, 8]) as Tensor));
  for (const each of kept) expect(elements(each)).toHaveLength(144);
});
