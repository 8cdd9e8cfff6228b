import type { Tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { BatchNorm1d, Dropout, Linear, LSTM, Module, ReLU, Sequential, summary } from '../src/index.ts';

class Tied extends Module {
  readonly first: Linear = new Linear(4, 4);
  readonly second: Linear = new Linear(4, 4, { bias: false });
  readonly unused: Linear = new Linear(1, 1);

  constructor() {
    super();
    Object.assign(this.second, { weight: this.first.weight });
    this.unused.requiresGrad_(false);
  }

  forward(x: Tensor): Tensor {
    return this.second.call(this.first.call(x));
  }
}

describe('summary', () => {
  test('is a table of layers', () => {
    const model = new Sequential(new Linear(784, 128), new ReLU(), new Sequential(new Linear(128, 10)));
    expect(String(summary(model, [32, 784]))).toMatchInlineSnapshot(`
      "layer             output shape  parameters
      ------------------------------------------
      Sequential        [32, 10]               0
        0 (Linear)      [32, 128]        100,480
        1 (ReLU)        [32, 128]              0
        2 (Sequential)  [32, 10]               0
          2.0 (Linear)  [32, 10]           1,290
      ------------------------------------------
      101,770 parameters, 101,770 of them trainable"
    `);
  });

  test('counts tied parameters once, and tells frozen ones and layers that were not called', () => {
    const { layers, totalParameters, trainableParameters } = summary(new Tied(), [2, 4]);
    expect(layers).toEqual([
      { path: '', kind: 'Tied', outputShapes: [[2, 4]], parameters: 0 },
      { path: 'first', kind: 'Linear', outputShapes: [[2, 4]], parameters: 20 },
      { path: 'second', kind: 'Linear', outputShapes: [[2, 4]], parameters: 0 },
      { path: 'unused', kind: 'Linear', outputShapes: undefined, parameters: 2 },
    ]);
    expect([totalParameters, trainableParameters]).toEqual([22, 20]);
  });

  test('leaves the model as it was, even when it throws', () => {
    const model = new Sequential(
      new Linear(2, 2, { dtype: 'float64' }),
      new BatchNorm1d(2, { dtype: 'float64' }),
      new Dropout(),
    );
    model.at(2)!.eval();
    const before = String([...model.stateDict()]);
    summary(model, [3, 2]);
    expect(() => summary(model, [3, 5])).toThrow('last dimension is 5, expected 2');
    expect([...model.modules()].map(({ training }) => training)).toEqual([true, true, true, false]);
    expect(String([...model.stateDict()])).toBe(before);
  });

  test('takes several inputs, and tells several outputs', () => {
    const shapes = summary(new LSTM(2, 3), [[4, 1, 2]]).layers[0]!.outputShapes;
    expect(shapes).toEqual([
      [4, 1, 3],
      [1, 1, 3],
      [1, 1, 3],
    ]);
    class Sum extends Module {
      forward(x: Tensor, y: Tensor): Tensor {
        return x.add(y);
      }
    }
    expect(summary(new Sum(), [[2, 1], [3]]).layers[0]!.outputShapes).toEqual([[2, 3]]);
    expect(() => summary(new ReLU(), [[1], 2] as never)).toThrow(
      'summary: expected a shape or a list of shapes, got [[1],2]',
    );
  });
});
