import { type Tensor, zeros } from '@cotangent/core';
import { expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import { doubles, expectClose, integers, useMovingMemory, variedLeaf } from './tensors.ts';

useMovingMemory();

class Model extends nn.Module {
  readonly body = new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4));
  readonly heads = new nn.ModuleDict({ left: new nn.Linear(4, 2), right: new nn.Linear(4, 2, { bias: false }) });
  readonly more = new nn.ModuleList([new nn.GRU(2, 2)]);
  readonly weights = new nn.ParameterList([zeros([2])]);
  readonly tied = this.heads.get('left')!;
  readonly scratch = new nn.Buffer(zeros([1]), { persistent: false });
  readonly list = [new nn.Linear(1, 1)];
  readonly scale: (x: Tensor) => Tensor = (x) => x.mul(2);

  forward(x: Tensor): Tensor {
    return this.scale(this.tied.call(this.body.call(x)));
  }
}

test('a copy computes the same and shares nothing', () => {
  const model = new Model().double().eval();
  model.body.at(0).weight.requiresGrad_(false);
  const copy = nn.copyModule(model);
  const x = variedLeaf([2, 3]);
  expect(copy.call(x).tolist()).toEqual(model.call(x).tolist());
  expect(String(copy)).toBe(String(model));
  expect([copy instanceof Model, copy.training, copy.scratch.persistent]).toEqual([true, false, false]);
  expect([...copy.namedParameters()].map(([name, { requiresGrad }]) => [name, requiresGrad])).toEqual(
    [...model.namedParameters()].map(([name, { requiresGrad }]) => [name, requiresGrad]),
  );
  const before = model.tied.weight.tolist();
  copy.call(x).sum().backward();
  for (const parameter of copy.parameters()) parameter.detach().fill_(0);
  expect(model.tied.weight.tolist()).toEqual(before);
  expect(model.tied.weight.grad).toBeNull();
});

const x = variedLeaf([1, 1, 4]);
const layers: [nn.AnyModule, ...Tensor[]][] = [
  [new nn.Conv1d(1, 2, 3, { padding: 'same', paddingMode: 'reflect' }), x],
  [new nn.ConvTranspose1d(1, 2, 3), x],
  [new nn.MaxPool1d(2), x],
  [new nn.MultiheadAttention(4, 2), x, x, x],
  [new nn.TransformerEncoderLayer(4, 2, { dropout: 0 }), x],
  [new nn.LSTM(4, 2), x],
  [new nn.GRUCell(4, 2), x.squeeze(0)],
  [new nn.BatchNorm1d(1), x],
  [new nn.PReLU(), x],
  [new nn.Upsample({ scaleFactor: 2 }), x],
  [new nn.CrossEntropyLoss({ weight: doubles([1, 2, 3, 4]) }), x.squeeze(0), integers([2])],
  [new nn.MarginRankingLoss({ margin: 0.5 }), x, x.mul(2), x.sign()],
];

test.each(layers)('a copy of %s computes the same', (layer, ...inputs) => {
  const call = (module: nn.AnyModule): string => {
    const { call } = module as unknown as { call(...rest: Tensor[]): unknown };
    return String(call.call(module, ...inputs));
  };
  layer.double();
  const copy = nn.copyModule(layer);
  expect(call(copy)).toBe(call(layer));
  const [own, theirs] = [layer, copy].map((module) => new Set([...module.parameters(), ...module.buffers()]));
  for (const tensor of theirs!) expect(own!.has(tensor)).toBe(false);
});

test('what is shared within a module is shared within its copy', () => {
  const copy = nn.copyModule(new Model());
  expect(copy.tied === copy.heads.get('left')).toBe(true);
});

test('a copy goes on learning like the original', () => {
  const model = new nn.BatchNorm1d(2, { dtype: 'float64' });
  const copy = nn.copyModule(model);
  copy.train().call(variedLeaf([3, 2]));
  expect([model.numBatchesTracked!.item(), copy.numBatchesTracked!.item()]).toEqual([0, 1]);
  expectClose(model.runningMean!, [0, 0]);
});
