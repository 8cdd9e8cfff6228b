import { ArgumentError, Buffer, Parameter, type Tensor, tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { Linear, Module, ReLU, Sequential } from '../src/index.ts';

class Net extends Module {
  readonly body = new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1, { bias: false }));
  readonly scale = new Parameter(tensor([2]));
  readonly mean = new Buffer(zeros([2]));
  readonly scratch = new Buffer(zeros([2]), { persistent: false });
  readonly steps = new Buffer(tensor(7, { dtype: 'int64' }));

  forward(x: Tensor): Tensor {
    return this.body.call(x).mul(this.scale);
  }
}

describe('stateDict', () => {
  test('has PyTorch’s keys in its order: parameters, persistent buffers, then what is inside', () => {
    expect([...new Net().stateDict().keys()]).toEqual([
      'scale',
      'mean',
      'steps',
      'body.0.weight',
      'body.0.bias',
      'body.2.weight',
    ]);
  });

  test('shares elements with the model, outside the graph', () => {
    const net = new Net();
    const scale = net.stateDict().get('scale')!;
    expect(scale.requiresGrad).toBe(false);
    scale.fill_(5);
    expect(net.scale.tolist()).toEqual([5]);
  });
});

describe('loadStateDict', () => {
  test('makes a model equal to another', () => {
    const [from, to] = [new Net(), new Net()];
    expect(to.loadStateDict(from.stateDict())).toEqual({ missingKeys: [], unexpectedKeys: [] });
    const x = tensor([[1, -2]]);
    expect(to.call(x).tolist()).toEqual(from.call(x).tolist());
  });

  test('copies: the models stay apart, and the parameters stay the objects they are', () => {
    const [from, to] = [new Linear(2, 2), new Linear(2, 2)];
    const { weight } = to;
    to.loadStateDict(from.stateDict());
    from.stateDict().get('weight')!.zero_();
    expect(to.weight === weight).toBe(true);
    expect(to.weight.tolist()).not.toEqual(from.weight.tolist());
    expect(to.weight.requiresGrad).toBe(true);
  });

  test('takes records, and converts dtypes', () => {
    const layer = new Linear(2, 1);
    layer.loadStateDict({ weight: tensor([[1, 2]], { dtype: 'float64' }), bias: tensor([3], { dtype: 'int64' }) });
    expect([layer.weight.tolist(), layer.bias!.tolist(), layer.weight.dtype]).toEqual([[[1, 2]], [3], 'float32']);
  });

  test('lists everything that does not fit, and changes nothing', () => {
    const net = new Net();
    const before = net.scale.tolist();
    const state = new Map<string, Tensor>([
      ['scale', tensor([9])],
      ['mean', zeros([3])],
      ['steps', [1] as never],
      ['body.0.weight', zeros([2, 3])],
      ['body.0.bias', zeros([3])],
      ['body.1.weight', zeros([1])],
      ['scratch', zeros([2])],
    ]);
    let error: unknown;
    try {
      net.loadStateDict(state);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toBe(
      [
        'loadStateDict: the state does not fit Net:',
        'Missing key(s): "body.2.weight"',
        'Unexpected key(s): "body.1.weight", "scratch"',
        'size mismatch for mean: the state has shape [3], the module [2]',
        'steps is not a tensor',
        'size mismatch for body.0.weight: the state has shape [2, 3], the module [3, 2]',
      ].join('\n  '),
    );
    expect(net.scale.tolist()).toEqual(before);
  });

  test('without strict it takes what is there and reports the rest', () => {
    const net = new Net();
    const result = net.loadStateDict({ scale: tensor([9]), other: tensor([1]) }, { strict: false });
    expect(result).toEqual({
      missingKeys: ['mean', 'steps', 'body.0.weight', 'body.0.bias', 'body.2.weight'],
      unexpectedKeys: ['other'],
    });
    expect(net.scale.tolist()).toEqual([9]);
    expect(() => net.loadStateDict({ scale: zeros([2]) }, { strict: false })).toThrow(/size mismatch for scale/);
  });
});
