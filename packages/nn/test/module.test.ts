import { Buffer, Parameter, type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  Dropout,
  freeze,
  Linear,
  Module,
  ModuleList,
  ReLU,
  Sequential,
  unfreeze,
} from '../src/index.ts';
import { expectClose } from './tensors.ts';

/** Members of every kind, in an order that PyTorch's listing changes: own parameters come first. */
class Net extends Module {
  readonly layers = [new Linear(2, 3), new ReLU(), new Linear(3, 2, { bias: false })];
  readonly heads = new Map<string, Module>([
    ['left', new Linear(2, 1)],
    ['right', new Linear(2, 1)],
  ]);
  readonly scale = new Parameter(tensor([2]));
  readonly seen = new Buffer(zeros([1]));
  readonly words = ['not', 'a', 'module'];
  readonly #hidden = new Linear(5, 5);

  forward(x: Tensor): Tensor {
    let y = x;
    for (const layer of this.layers) y = layer.call(y);
    return this.heads.get('left')!.call(y).mul(this.scale);
  }

  get hidden(): Linear {
    return this.#hidden;
  }
}

const names = (pairs: Iterable<[string, unknown]>): string[] => Array.from(pairs, ([name]) => name);

describe('names', () => {
  test('come from public fields, arrays and maps; a module’s own before those inside', () => {
    expect(names(new Net().namedParameters())).toEqual([
      'scale',
      'layers.0.weight',
      'layers.0.bias',
      'layers.2.weight',
      'heads.left.weight',
      'heads.left.bias',
      'heads.right.weight',
      'heads.right.bias',
    ]);
    expect(names(new Net().namedBuffers())).toEqual(['seen']);
    expect(names(new Net().namedModules())).toEqual([
      '',
      'layers.0',
      'layers.1',
      'layers.2',
      'heads.left',
      'heads.right',
    ]);
    expect(names(new Net().namedChildren())).toEqual(['layers.0', 'layers.1', 'layers.2', 'heads.left', 'heads.right']);
  });

  test('take a prefix, and stop at the module itself on request', () => {
    const net = new Net();
    expect(names(net.namedParameters({ prefix: 'net', recurse: false }))).toEqual(['net.scale']);
    expect(names(net.namedBuffers({ prefix: 'net' }))).toEqual(['net.seen']);
  });

  test('private fields are not seen', () => {
    const net = new Net();
    expect([...net.parameters()].includes(net.hidden.weight)).toBe(false);
  });

  test('a tied parameter is listed once, under its first name', () => {
    const model = new Sequential(new Linear(2, 2), new Linear(2, 2));
    Object.assign(model.at(1), { weight: (model.at(0) as Linear).weight });
    expect(names(model.namedParameters())).toEqual(['0.weight', '0.bias', '1.bias']);
    expect(names(model.namedParameters({ removeDuplicate: false }))).toEqual([
      '0.weight',
      '0.bias',
      '1.weight',
      '1.bias',
    ]);
  });

  test('a shared module is listed once, and a cycle ends', () => {
    const shared = new Linear(2, 2);
    const model = new Sequential(shared, new ReLU(), shared);
    expect(names(model.namedModules())).toEqual(['', '0', '1']);
    expect(names(model.namedModules({ removeDuplicate: false }))).toEqual(['', '0', '1', '2']);
    expect([...model.stateDict().keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias']);
    const ring = Object.assign(new Sequential(new ReLU()), { self: undefined as Module | undefined });
    ring.self = ring;
    expect(names(ring.namedModules())).toEqual(['', '0']);
    expect([...ring.stateDict().keys()]).toEqual([]);
  });
});

describe('settings that reach everything inside', () => {
  test('train and eval', () => {
    const net = new Net();
    expect(net.eval()).toBe(net);
    expect(Array.from(net.modules(), (module) => module.training)).toEqual(Array(6).fill(false));
    net.train();
    expect(Array.from(net.modules(), (module) => module.training)).toEqual(Array(6).fill(true));
  });

  test('apply reaches the insides first', () => {
    const order: string[] = [];
    new Sequential(new Linear(1, 1), new Sequential(new ReLU())).apply((module) => {
      order.push(module.constructor.name);
    });
    expect(order).toEqual(['Linear', 'ReLU', 'Sequential', 'Sequential']);
  });

  test('zeroGrad sets gradients to null', () => {
    const net = new Net();
    net
      .call(tensor([[1, 2]]))
      .sum()
      .backward();
    expect(net.scale.grad).not.toBeNull();
    net.zeroGrad();
    expect(Array.from(net.parameters(), (parameter) => parameter.grad)).toEqual(Array(8).fill(null));
  });

  test('freeze and unfreeze say so by name, and return the module', () => {
    const net = new Net();
    expect(freeze(net)).toBe(net);
    expect(Array.from(net.parameters(), ({ requiresGrad }) => requiresGrad)).not.toContain(true);
    expect(unfreeze(net).scale.requiresGrad).toBe(true);
  });

  test('requiresGrad_ freezes and thaws', () => {
    const net = new Net();
    expect(net.requiresGrad_(false).call(tensor([[1, 2]])).requiresGrad).toBe(false);
    expect(net.requiresGrad_().call(tensor([[1, 2]])).requiresGrad).toBe(true);
  });
});

describe('to', () => {
  test('converts parameters, buffers and gradients in place', () => {
    const net = new Net();
    const before = [...net.parameters()];
    const elements = before.map((parameter) => parameter.tolist());
    net
      .call(tensor([[1, 2]]))
      .sum()
      .backward();
    const gradient = net.scale.grad!.tolist();
    expect(net.double()).toBe(net);
    const after = [...net.parameters()];
    expect(after.every((parameter, i) => parameter === before[i])).toBe(true);
    expect(after.map((parameter) => parameter.tolist())).toEqual(elements);
    expect(after.map((parameter) => parameter.dtype)).toEqual(Array(8).fill('float64'));
    expect([net.seen.dtype, net.scale.grad!.dtype]).toEqual(['float64', 'float64']);
    expect(net.scale.grad!.tolist()).toEqual(gradient);
  });

  test('a converted model trains on', () => {
    const layer = new Linear(2, 1).double();
    layer
      .call(tensor([[1, 2]], { dtype: 'float64' }))
      .sum()
      .backward();
    expect(layer.weight.grad!.dtype).toBe('float64');
    expectClose(layer.weight.grad!, [1, 2]);
    layer.float();
    layer
      .call(tensor([[1, 2]]))
      .sum()
      .backward();
    expectClose(layer.weight.grad!, [2, 4]);
    expect(layer.weight.grad!.dtype).toBe('float32');
  });

  test('leaves integer buffers and frozen parameters what they are', () => {
    class Counter extends Module {
      readonly count = new Buffer(tensor([3], { dtype: 'int64' }));
      readonly frozen = new Parameter(tensor([1]), { requiresGrad: false });
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    const counter = new Counter().to('float64');
    expect([counter.count.dtype, counter.frozen.dtype, counter.frozen.requiresGrad]).toEqual([
      'int32',
      'float64',
      false,
    ]);
  });

  test('refuses integer dtypes', () => {
    expect(() => new Net().to('int64')).toThrow('to: a module is converted to float32 or float64, got int64');
  });
});

describe('toString prints what PyTorch prints', () => {
  test.each<[string, AnyModule, string]>([
    ['a layer', new Linear(3, 4, { bias: false }), 'Linear(inFeatures=3, outFeatures=4, bias=false)'],
    ['an empty container', new Sequential(), 'Sequential()'],
    [
      'a nested model',
      new Sequential(new Linear(3, 4), new Sequential(new ReLU(), new Dropout(0.2))),
      `Sequential(
  (0): Linear(inFeatures=3, outFeatures=4, bias=true)
  (1): Sequential(
    (0): ReLU()
    (1): Dropout(p=0.2)
  )
)`,
    ],
    [
      'a list with equal neighbours',
      new ModuleList([new ReLU(), new Linear(2, 2), new Linear(2, 2), new Sequential(new ReLU())]),
      `ModuleList(
  (0): ReLU()
  (1-2): 2 x Linear(inFeatures=2, outFeatures=2, bias=true)
  (3): Sequential(
    (0): ReLU()
  )
)`,
    ],
  ])('%s', (_, module, text) => {
    expect(String(module)).toBe(text);
  });

  test('a user’s module with settings and contents', () => {
    class Block extends Module {
      readonly inner = new ReLU();
      forward(x: Tensor): Tensor {
        return this.inner.call(x);
      }
      override extraRepr(): string {
        return 'width=3';
      }
    }
    expect(String(new Block())).toBe('Block(\n  width=3\n  (inner): ReLU()\n)');
  });
});
