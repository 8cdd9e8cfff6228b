import { type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { crossEntropy, mseLoss, nllLoss } from '../src/functional.ts';
import {
  type AnyModule,
  BatchNorm1d,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  Dropout,
  Flatten,
  LayerNorm,
  Linear,
  type LossFunction,
  type LossOptions,
  Module,
  ModuleList,
  MSELoss,
  ReLU,
  Sequential,
  Tanh,
} from '../src/index.ts';
import { integers } from './tensors.ts';

const images = zeros([32, 28, 28]);
const flat = zeros([32, 784]);
const targets = tensor(new Int32Array(32)).reshape([32]);
/** A tensor whose shape the compiler does not know. */
const unknown = (shape: readonly number[]): Tensor => zeros(shape) as Tensor;

describe('shapes of layers', () => {
  test('Linear maps the last dimension', () => {
    const layer = new Linear(784, 10);
    expectTypeOf(layer).toEqualTypeOf<Linear<784, 10>>();
    expectTypeOf(layer.call(flat)).toEqualTypeOf<Tensor<[32, 10]>>();
    expectTypeOf(layer.call(zeros([784]))).toEqualTypeOf<Tensor<[10]>>();
    expectTypeOf(layer.call(unknown([2, 784]))).toEqualTypeOf<Tensor>();
    // @ts-expect-error linear: last dimension is 28, expected 784
    expect(() => layer.call(images)).toThrow('last dimension is 28, expected 784');
  });

  test('activations, dropout and normalisations keep the shape', () => {
    expectTypeOf(new ReLU().call(flat)).toEqualTypeOf<Tensor<[32, 784]>>();
    expectTypeOf(new Dropout().call(images)).toEqualTypeOf<Tensor<[32, 28, 28]>>();
    expectTypeOf(new BatchNorm1d(784).call(flat)).toEqualTypeOf<Tensor<[32, 784]>>();
    const model = new Sequential(new Linear(784, 64), new LayerNorm(64), new Linear(64, 10));
    expectTypeOf(model.call(flat)).toEqualTypeOf<Tensor<[32, 10]>>();
  });

  test('Flatten joins dimensions', () => {
    expectTypeOf(new Flatten().call(images)).toEqualTypeOf<Tensor<[32, 784]>>();
    expectTypeOf(new Flatten(0).call(images)).toEqualTypeOf<Tensor<[25088]>>();
  });
});

describe('Sequential', () => {
  test('knows what it gives', () => {
    const model = new Sequential(new Flatten(), new Linear(784, 64), new Tanh(), new Linear(64, 10));
    expectTypeOf(model.call(images)).toEqualTypeOf<Tensor<[32, 10]>>();
    expectTypeOf(model.call(unknown([2, 784]))).toEqualTypeOf<Tensor>();
    expectTypeOf(model.at(1)).toEqualTypeOf<Linear<784, 64>>();
    expectTypeOf(new Sequential(model, new ReLU()).call(images)).toEqualTypeOf<Tensor<[32, 10]>>();
    // @ts-expect-error Sequential: layer 1 takes 784 features but gets [28]
    expect(() => model.call(zeros([28, 28]))).toThrow('1 (Linear 784 → 64): last dimension is 28, expected 784');
  });

  test('refuses layers whose features do not meet', () => {
    // @ts-expect-error Sequential: layer 2 takes 32 features but layer 0 gives 64
    new Sequential(new Linear(784, 64), new ReLU(), new Linear(32, 10));
    const model = new Sequential(new Linear(784, 64));
    // @ts-expect-error Sequential: layer 1 takes 32 features but layer 0 gives 64
    model.append(new Linear(32, 10));
    expectTypeOf(new Sequential(new Linear(784, 64)).append(new Linear(64, 10)).call(flat)).toEqualTypeOf<
      Tensor<[32, 10]>
    >();
  });

  test('of unknown layers takes and gives any shape', () => {
    const layers: Module[] = [new Linear(784, 64), new ReLU()];
    expectTypeOf(new Sequential(...layers).call(flat)).toEqualTypeOf<Tensor>();
    const grown = new Sequential();
    grown.append(new Linear(784, 10));
    expectTypeOf(grown.call(flat)).toEqualTypeOf<Tensor>();
    class Unknown extends Module {
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    expectTypeOf(
      new Sequential(new Linear(784, 5), new Unknown(), new Linear(5, 2)).call(flat),
    ).toEqualTypeOf<Tensor>();
  });
});

describe('Module', () => {
  class Net extends Module {
    readonly hidden = new Linear(784, 128);
    readonly out = new Linear(128, 10);
    forward<N extends number>(x: Tensor<[N, 784]>): Tensor<[N, 10]> {
      return this.out.call(this.hidden.call(x).relu());
    }
  }

  class Encoder extends Module<[Tensor, number], [Tensor, Tensor]> {
    forward(x: Tensor, times: number): [Tensor, Tensor] {
      return [x, x.mul(times)];
    }
  }

  test('call has the signature of forward, type parameters included', () => {
    const x = zeros([5, 784]);
    expectTypeOf(new Net().call(x)).toEqualTypeOf<Tensor<[5, 10]>>();
    expectTypeOf(new Encoder().call(x, 2)).toEqualTypeOf<[Tensor, Tensor]>();
  });

  test('modules of every kind fit into lists', () => {
    const layers: Module[] = [
      new Net(),
      new ReLU(),
      new Linear(2, 3),
      new Sequential(new ReLU()),
      new CrossEntropyLoss(),
    ];
    const all: AnyModule[] = [...layers, new Encoder(), new ModuleList(layers)];
    expectTypeOf(layers[0]!.call(flat)).toEqualTypeOf<Tensor>();
    expect(all.length).toBe(7);
  });
});

describe('losses', () => {
  const logits = zeros([32, 10]);

  test('know their result by the reduction', () => {
    expectTypeOf(crossEntropy(logits, targets)).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(crossEntropy(logits, targets, { labelSmoothing: 0.1 })).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(crossEntropy(logits, targets, { reduction: 'none' })).toEqualTypeOf<Tensor<[32]>>();
    expectTypeOf(mseLoss(logits, logits, { reduction: 'none' })).toEqualTypeOf<Tensor<[32, 10]>>();
    expectTypeOf(new CrossEntropyLoss().call(logits, targets)).toEqualTypeOf<Tensor<[]>>();
    expectTypeOf(new CrossEntropyLoss({ reduction: 'none' }).call(logits, targets)).toEqualTypeOf<Tensor<[32]>>();
    const options: LossOptions = { reduction: 'sum' };
    expectTypeOf(mseLoss(logits, logits, options)).toEqualTypeOf<Tensor>();
  });

  test('refuse targets that do not fit', () => {
    // @ts-expect-error crossEntropy: target [2] does not fit input [32, 10]: expected [32] or [32, 10]
    expect(() => crossEntropy(logits, integers([0, 1]).reshape([2]))).toThrow('target [2] does not fit input [32, 10]');
    // @ts-expect-error expected [32] or [32, 10]
    expect(() => new CrossEntropyLoss().call(logits, zeros([32, 9]))).toThrow('expected [32] or [32, 10]');
    // @ts-expect-error expected [32]
    expect(() => nllLoss(logits, logits)).toThrow('expected [32]');
    // @ts-expect-error expected the same shape
    expect(() => new BCEWithLogitsLoss().call(logits, zeros([32]))).toThrow('expected the same shape');
  });

  test('refuse a target that makes the input grow, where the compiler knows', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    // @ts-expect-error mseLoss: target [8] makes input [8, 1] broadcast to [8, 8]
    expect(mseLoss(zeros([8, 1]), zeros([8])).item()).toBe(0);
    // @ts-expect-error the same
    expect(new MSELoss().call(zeros([8, 1]), zeros([8])).item()).toBe(0);
    warn.mockRestore();
    expectTypeOf(mseLoss(unknown([8, 1]), zeros([8, 1]))).toEqualTypeOf<Tensor<[]>>();
  });

  test('are plain functions of an input and a target to whoever takes one', () => {
    const losses: LossFunction[] = [crossEntropy, mseLoss, nllLoss];
    const train = (loss: (input: Tensor, target: Tensor) => Tensor): Tensor => loss(unknown([2, 3]), integers([0, 1]));
    expect(train(crossEntropy).shape).toEqual([]);
    expect(losses.length).toBe(3);
  });

  test('refuse options that do not exist', () => {
    // @ts-expect-error no such option
    crossEntropy(logits, targets, { labelSmooth: 0.1 });
    // @ts-expect-error no such option
    new CrossEntropyLoss({ ignore: 1 });
    // @ts-expect-error no such reduction
    expect(() => mseLoss(logits, logits, { reduction: 'avg' })).toThrow('unknown reduction "avg"');
  });
});
