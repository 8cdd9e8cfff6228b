import { grad, manualSeed, noGrad, randn, type Tensor, tensor } from '@cotangent/core';
import { expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { evacuatedBy } from './evacuated-by.ts';

const inputs = (): Tensor =>
  tensor(
    [
      [1, -2],
      [3, 0.5],
    ],
    { requiresGrad: true },
  );
const layers = (): nn.Sequential<nn.Module[]> => {
  const list: nn.Module[] = [new nn.Linear(2, 3), new nn.Tanh(), new nn.Flatten(), new nn.Linear(3, 3), new nn.ReLU()];
  return new nn.Sequential(...list);
};

test('what only a chain has is freed at once without gradients, and the input never', () => {
  const [model, input] = [layers(), inputs()];
  const expected = noGrad(() => [...model].reduce((result: Tensor, layer) => layer.call(result), input).tolist());
  const many = input.detach().expand([1000, 2, 2]).reshape([2000, 2]);
  const evacuated = evacuatedBy(() => {
    for (let i = 0; i < 1000; i++) noGrad(() => model.call(many).dispose());
  });
  // of 72 MB
  expect(evacuated).toBeLessThan(2 << 20);
  expect(noGrad(() => model.call(input)).tolist()).toEqual(expected);
  expect(new nn.Sequential(new nn.Flatten(), new nn.Flatten(), new nn.ReLU()).call(input).tolist()).toEqual(
    input.relu().tolist(),
  );
  expect(input.tolist()).toEqual(inputs().tolist());
});

test('what only a chain has has its part in the gradients, also twice and of higher order', () => {
  const [model, input, other] = [layers(), inputs(), inputs()];
  const loss = model.call(input).square().sum();
  loss.backward({ retainGraph: true });
  loss.backward();
  const chained = [...model].reduce((result: Tensor, layer) => layer.call(result), other as Tensor);
  const twice = chained.square().sum().mul(2);
  const [gradient] = grad(twice, other, { createGraph: true });
  expect(input.grad!.tolist()).toEqual(gradient.tolist());
  const [ours] = grad(model.call(inputs()).square().sum().mul(2), [...model.parameters()], { createGraph: true });
  expect(grad(ours!.square().sum(), [...model.parameters()])).toHaveLength(4);
});

test('what only a chain has is left to a layer that may keep it', () => {
  const kept: Tensor[] = [];
  class Keeping extends nn.Tanh {
    protected override activate(input: Tensor): Tensor {
      const output = super.activate(input);
      kept.push(input, output);
      return output;
    }
  }
  const replaced = new nn.ReLU();
  replaced.forward = (input) => {
    kept.push(input);
    return input.relu() as typeof input;
  };
  const hooked = new nn.Tanh();
  hooked.registerForwardHook((_module, [given], output) => {
    kept.push(given as Tensor, output as Tensor);
  });
  const linear = (): nn.Linear => new nn.Linear(2, 2);
  noGrad(() =>
    new nn.Sequential(linear(), new Keeping(), linear(), replaced, linear(), hooked, linear()).call(inputs()),
  );
  expect(kept).toHaveLength(5);
  for (const each of kept) expect(each.tolist()).toHaveLength(2);
});

/** Attention as a layer of a chain. */
class SelfAttention extends nn.Module {
  static readonly keepsNothing = true;
  readonly attention = new nn.MultiheadAttention(4, 2);

  forward(x: Tensor): Tensor {
    return this.attention.call(x, x, x)[0];
  }
}

/** Each layer that keeps nothing, and what it is given. */
const layersThatKeepNothing: Record<string, [make: () => nn.Module, shape: readonly number[]]> = {
  Linear: [() => new nn.Linear(4, 3), [2, 4]],
  Conv1d: [() => new nn.Conv1d(2, 3, 3), [2, 2, 5]],
  Conv2d: [() => new nn.Conv2d(2, 3, 3), [2, 2, 5, 5]],
  Conv3d: [() => new nn.Conv3d(2, 3, 2), [1, 2, 3, 3, 3]],
  AvgPool1d: [() => new nn.AvgPool1d(2), [2, 2, 6]],
  AvgPool2d: [() => new nn.AvgPool2d(2), [2, 2, 4, 4]],
  AvgPool3d: [() => new nn.AvgPool3d(2), [1, 2, 4, 4, 4]],
  MaxPool1d: [() => new nn.MaxPool1d(2), [2, 2, 6]],
  MaxPool2d: [() => new nn.MaxPool2d(2), [2, 2, 4, 4]],
  MaxPool3d: [() => new nn.MaxPool3d(2), [1, 2, 4, 4, 4]],
  GroupNorm: [() => new nn.GroupNorm(2, 4), [2, 4, 3]],
  LayerNorm: [() => new nn.LayerNorm([4]), [3, 4]],
  RMSNorm: [() => new nn.RMSNorm([4]), [3, 4]],
  BatchNorm1d: [() => new nn.BatchNorm1d(4), [3, 4]],
  BatchNorm2d: [() => new nn.BatchNorm2d(2), [3, 2, 2, 2]],
  BatchNorm3d: [() => new nn.BatchNorm3d(2), [3, 2, 2, 2, 2]],
  MultiheadAttention: [() => new SelfAttention(), [3, 2, 4]],
  Softmax: [() => new nn.Softmax(-1), [3, 4]],
  LogSoftmax: [() => new nn.LogSoftmax(-1), [3, 4]],
  Flatten: [() => new nn.Flatten(), [3, 2, 2]],
  Unflatten: [() => new nn.Unflatten(1, [2, 2]), [3, 4]],
  Dropout: [() => new nn.Dropout(0.4), [3, 4]],
  Identity: [() => new nn.Identity(), [3, 4]],
};

const keeping = Object.entries(nn).flatMap(([name, value]) =>
  Object.hasOwn(value, 'keepsNothing') ? [[name, value as unknown as new () => nn.Module] as const] : [],
);

test.each(keeping)('%s has no use for what it was given or gave once its gradient is computed', (name, Layer) => {
  // activations take no arguments
  const [make, shape] = layersThatKeepNothing[name] ?? [() => new Layer(), [3, 4]];
  manualSeed(0);
  const values = randn(shape);
  const run = (forward: (layers: readonly nn.Module[], input: Tensor) => Tensor): unknown => {
    manualSeed(1);
    const layers = [new nn.Softplus(), make(), new nn.Softplus(), make(), new nn.Softplus()].slice(
      0,
      fits(make, values),
    );
    const input = values.clone().requiresGrad_();
    const output = forward(layers, input);
    output.square().sum().backward();
    return [output, input.grad!, ...layers.flatMap((layer) => Array.from(layer.parameters(), (p) => p.grad!))].map(
      (t) => t.tolist(),
    );
  };
  const chained = run((layers, input) => new nn.Sequential(...layers).call(input));
  expect(chained).toEqual(run((layers, input) => layers.reduce((result, layer) => layer.call(result), input)));
});

/** How many layers of the chain there may be: the layer twice only where its output fits its input. */
function fits(make: () => nn.Module, input: Tensor): number {
  try {
    noGrad(() => {
      const layer = make();
      layer.call(layer.call(input));
    });
    return 5;
  } catch {
    return 3;
  }
}
