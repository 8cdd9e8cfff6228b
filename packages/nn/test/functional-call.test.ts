import {
  ArgumentError,
  func,
  grad,
  noGrad,
  normal_,
  randn,
  stack,
  type Tensor,
  tensor,
  unbind,
  vmap,
} from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  BatchNorm1d,
  functional,
  functionalCall,
  GRUCell,
  Linear,
  LSTM,
  Module,
  ModuleDict,
  ModuleList,
  Parameter,
  ParameterDict,
  ParameterList,
  Sequential,
  stackModuleState,
  Tanh,
  TransformerEncoderLayer,
} from '../src/index.ts';

const close = (a: Tensor, b: Tensor): boolean =>
  a.shape.join() === b.shape.join() && a.sub(b).abs().le(1e-5).all().item() === 1;

const mlp = (): Sequential => new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 2)) as unknown as Sequential;
const parametersOf = (model: Module): Record<string, Tensor> => Object.fromEntries(model.namedParameters());

class Scale extends Module {
  readonly factors = [new Parameter(tensor([1, 2])), new Parameter(tensor([3, 4]))];
  readonly named = new Map([['a.b', new Parameter(tensor([5, 6]))]]);
  forward(x: Tensor): Tensor {
    return x.mul(this.factors[0]!).mul(this.factors[1]!).mul(this.named.get('a.b')!);
  }
}

class Tied extends Module {
  readonly first = new Linear(2, 2, { bias: false });
  readonly second = new Linear(2, 2, { bias: false });
  constructor() {
    super();
    Object.assign(this.second, { weight: this.first.weight });
  }
  forward(x: Tensor): Tensor {
    return this.second.call(this.first.call(x));
  }
}

describe('functionalCall', () => {
  test('calls with other parameters and leaves the model as it was', () => {
    const [model, other] = [mlp(), mlp()];
    const x = randn([5, 3]);
    const before = model.call(x);
    const held = [...model.parameters()];
    expect(close(functionalCall(model, parametersOf(other), x), other.call(x))).toBe(true);
    expect(close(functionalCall(model, other.stateDict(), [x]), other.call(x))).toBe(true);
    expect(close(model.call(x), before)).toBe(true);
    expect([...model.parameters()].every((p, i) => p === held[i])).toBe(true);
  });

  test.each<[string, () => AnyModule, ...Tensor[]]>([
    ['BatchNorm1d', () => new BatchNorm1d(4).eval(), randn([2, 4])],
    ['LSTM', () => new LSTM(4, 2), randn([3, 1, 4])],
    ['GRUCell', () => new GRUCell(4, 2), randn([2, 4])],
    ['TransformerEncoderLayer', () => new TransformerEncoderLayer(4, 2, { dropout: 0 }), randn([3, 1, 4])],
  ])('finds the members of %s under their names', (_name, make, ...inputs) => {
    const [model, other] = [make(), make()];
    for (const state of other.stateDict().values()) if (state.dtype === 'float32') normal_(state).abs_();
    const before = [...model.stateDict().values()].map((value) => value.tolist());
    const run = other as unknown as { call(...rest: Tensor[]): unknown };
    using _ = noGrad();
    expect(String(functionalCall(model, other.stateDict(), inputs as never))).toBe(String(run.call(...inputs)));
    expect([...model.stateDict().values()].map((value) => value.tolist())).toEqual(before);
  });

  test('finds what containers hold under their keys and places', () => {
    class Keyed extends Module {
      readonly layers = new ModuleDict({ first: new Linear(2, 2) });
      readonly list = new ParameterList([tensor([1, 2])]);
      readonly dict = new ParameterDict({ shift: tensor([3, 4]) });
      forward(x: Tensor): Tensor {
        return this.layers.get('first')!.call(x).mul(this.list.at(0)).add(this.dict.get('shift')!);
      }
    }
    const model = new Keyed();
    const x = randn([3, 2]);
    const state = { 'list.0': tensor([0, 0]), 'dict.shift': tensor([7, 8]) };
    expect(functionalCall(model, state, x).tolist()).toEqual([
      [7, 8],
      [7, 8],
      [7, 8],
    ]);
    expect(model.dict.get('shift')!.tolist()).toEqual([3, 4]);
  });

  test('those not named stay', () => {
    const model = mlp();
    const x = randn([5, 3]);
    const bias = randn([2]);
    const want = model
      .call(x)
      .sub((model.at(2) as Linear).bias!)
      .add(bias);
    expect(close(functionalCall(model, { '2.bias': bias }, x), want)).toBe(true);
  });

  test('the model is as before after an error, too', () => {
    const model = mlp();
    const held = [...model.parameters()];
    expect(() => functionalCall(model, { '0.weight': randn([7, 7]) }, randn([5, 3]))).toThrow();
    expect([...model.parameters()].every((p, i) => p === held[i])).toBe(true);
  });

  test('gradients go to what was given', () => {
    const model = mlp();
    const given = Object.fromEntries(
      Object.entries(parametersOf(model)).map(([k, p]) => [k, p.detach().requiresGrad_()]),
    );
    functionalCall(model, given, randn([5, 3]))
      .sum()
      .backward();
    expect(Object.values(given).every((p) => p.grad)).toBe(true);
    expect([...model.parameters()].some((p) => p.grad)).toBe(false);
  });

  test('members in arrays, maps and lists are found by their names', () => {
    const [ones, twos] = [tensor([1, 1]), tensor([2, 2])];
    const result = functionalCall(new Scale(), { 'factors.0': ones, 'factors.1': ones, 'named.a.b': twos }, ones);
    expect(result.tolist()).toEqual([2, 2]);
    class Lists extends Module {
      readonly layers = new ModuleList([new Linear(2, 2), new Linear(2, 2)]);
      forward(x: Tensor): Tensor {
        return this.layers.at(1).call(this.layers.at(0).call(x));
      }
    }
    const [a, b] = [new Lists(), new Lists()];
    expect(close(functionalCall(a, b.stateDict(), ones), b.call(ones))).toBe(true);
  });

  test('a shared parameter is replaced everywhere, unless tieWeights is false', () => {
    const model = new Tied();
    const x = tensor([1, 2]);
    const twice = tensor([
      [2, 0],
      [0, 2],
    ]);
    expect(functionalCall(model, { 'first.weight': twice }, x).tolist()).toEqual([4, 8]);
    const untied = functionalCall(model, { 'first.weight': twice }, x, { tieWeights: false });
    expect(close(untied, model.second.call(x.mul(2)))).toBe(true);
    const different = { 'first.weight': twice, 'second.weight': twice.mul(2) };
    expect(() => functionalCall(model, different, x)).toThrow(/first.weight and second.weight are one parameter/);
    expect(functionalCall(model, different, x, { tieWeights: false }).tolist()).toEqual([8, 16]);
  });

  test('names that do not fit are an error when strict', () => {
    const model = mlp();
    const x = randn([5, 3]);
    const { '0.bias': _, ...rest } = parametersOf(model);
    expect(functionalCall(model, { ...rest, what: x }, x).shape).toEqual([5, 2]);
    expect(() => functionalCall(model, { ...rest, what: x }, x, { strict: true })).toThrow(
      'functionalCall: names that do not fit: missing 0.bias; unexpected what',
    );
    expect(functionalCall(new Tied(), { 'second.weight': randn([2, 2]) }, randn([2]), { strict: true }).shape).toEqual([
      2,
    ]);
  });

  test('a name in two sources is an error, what is no tensor too', () => {
    const model = mlp();
    const all = parametersOf(model);
    expect(() => functionalCall(model, [all, { '0.bias': all['0.bias']! }], randn([3]))).toThrow(ArgumentError);
    expect(() => functionalCall(model, { '0.bias': 1 as never }, randn([3]))).toThrow(/functionalCall: 0.bias/);
  });
});

describe('a model as a function of its parameters', () => {
  const model = mlp();
  const parameters = parametersOf(model);
  const [xs, ys] = [randn([6, 3]), randn([6, 2])];
  const lossOf = (given: Record<string, Tensor>, x: Tensor, y: Tensor): Tensor =>
    functional.mseLoss(functionalCall(model, given, x), y);

  test('has the gradients of backward', () => {
    const gradients = func.grad(lossOf)(parameters, xs, ys);
    const want = grad(lossOf(parameters, xs, ys), Object.values(parameters));
    Object.values(gradients).forEach((g, i) => {
      expect(close(g, want[i]!)).toBe(true);
    });
  });

  test('has gradients for each sample, by vmap', () => {
    const perSample = vmap(func.grad(lossOf), { inDims: [null, 0, 0] })(parameters, xs, ys);
    const looped = unbind(xs).map((x, i) => func.grad(lossOf)(parameters, x, ys.select(0, i)));
    for (const [name, got] of Object.entries(perSample)) {
      expect(close(got, stack(looped.map((gradients) => gradients[name]!)))).toBe(true);
    }
  });

  test('several of one make are called at once', () => {
    const models = [mlp(), mlp(), mlp()];
    const [stacked, buffers] = stackModuleState(models);
    expect(Object.keys(stacked)).toEqual(Object.keys(parameters));
    expect(Object.keys(buffers)).toEqual([]);
    expect(stacked['0.weight']!.shape).toEqual([3, 4, 3]);
    expect([stacked['0.weight']!.requiresGrad, stacked['0.weight']!.isLeaf]).toEqual([true, true]);
    const call = (given: Record<string, Tensor>, x: Tensor): Tensor => functionalCall(models[0]!, given, x);
    const together = vmap(call, { inDims: [0, null] })(stacked, xs);
    expect(close(together, stack(models.map((one) => one.call(xs))))).toBe(true);
    expect(() => stackModuleState([])).toThrow(/at least one model/);
    expect(() => stackModuleState([mlp(), new Linear(2, 2)])).toThrow(/one class/);
  });
});
