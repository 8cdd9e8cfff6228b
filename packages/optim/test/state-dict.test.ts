import { ArgumentError, DTypeError, ShapeError, type Tensor, tensor, zeros } from '@cotangent/core';
import { Adam, AdamW, type OptimizerState, SGD } from '@cotangent/optim';
import { expect, test } from 'vitest';
import { expectSame, valuesOf } from './close-to.ts';

function trained(): { params: Tensor[]; optimizer: Adam } {
  const params = [
    zeros([2], { requiresGrad: true }),
    zeros([1, 3], { requiresGrad: true }),
    zeros([2], { requiresGrad: true }),
  ];
  const optimizer = new Adam([{ params: params.slice(0, 2), lr: 0.5 }, { params: params.slice(2) }], {
    weightDecay: 0.1,
  });
  params[0]!.grad = tensor([1, 2]);
  params[2]!.grad = tensor([3, 4]);
  optimizer.step();
  optimizer.step();
  return { params, optimizer };
}

test('the layout is that of PyTorch', () => {
  const { state, paramGroups } = trained().optimizer.stateDict();
  const settings = {
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0.1,
    amsgrad: false,
    maximize: false,
    decoupledWeightDecay: false,
  };
  expect(paramGroups).toEqual([
    { lr: 0.5, ...settings, params: [0, 1] },
    { lr: 1e-3, ...settings, params: [2] },
  ]);
  expect(Object.keys(state)).toEqual(['0', '2']);
  expect(Object.keys(state[0]!).sort()).toEqual(['expAvg', 'expAvgSq', 'step']);
  expect(state[2]!.step).toBe(2);
  expect((state[2]!.expAvg as Tensor).shape).toEqual([2]);
});

test('a state dict is a snapshot', () => {
  const { params, optimizer } = trained();
  const saved = optimizer.stateDict();
  const before = valuesOf(saved.state[0]!.expAvg as Tensor);
  optimizer.step();
  optimizer.paramGroups[0]!.lr = 7;
  expect(valuesOf(saved.state[0]!.expAvg as Tensor)).toEqual(before);
  expect(saved.paramGroups[0]!.lr).toBe(0.5);
  expect(valuesOf(optimizer.state.get(params[0]!)!.expAvg as Tensor)).not.toEqual(before);
});

test('loading copies: two optimizers from one state do not disturb each other', () => {
  const saved = trained().optimizer.stateDict();
  const before = valuesOf(saved.state[0]!.expAvg as Tensor);
  const other = trained();
  other.optimizer.loadStateDict(saved);
  other.optimizer.step();
  expect(valuesOf(saved.state[0]!.expAvg as Tensor)).toEqual(before);
});

test('loading replaces settings and state of the groups that are there', () => {
  const { params, optimizer } = trained();
  const [group] = optimizer.paramGroups;
  const fresh = new Adam([{ params: params.slice(0, 2) }, { params: params.slice(2) }]);
  optimizer.loadStateDict(fresh.stateDict());
  expect(optimizer.paramGroups[0]).toBe(group);
  expect(group!.lr).toBe(1e-3);
  expectSame(group!.params, params.slice(0, 2));
  expect(optimizer.state.size).toBe(0);
});

test('state follows the dtype of the parameter', () => {
  const single = zeros([2], { requiresGrad: true });
  const optimizer = new SGD([single], { momentum: 0.5 });
  single.grad = tensor([1, 2]);
  optimizer.step();
  const double = zeros([2], { dtype: 'float64', requiresGrad: true });
  const continued = new SGD([double]);
  continued.loadStateDict(optimizer.stateDict());
  const buffer = continued.state.get(double)!.momentumBuffer as Tensor;
  expect(buffer.dtype).toBe('float64');
  expect(valuesOf(buffer)).toEqual([1, 2]);
});

test("a step kept as a tensor, as in PyTorch's files, is read as a number", () => {
  const { optimizer } = trained();
  const saved = optimizer.stateDict();
  const state = { ...saved.state, 0: { ...saved.state[0]!, step: tensor(2) } };
  const other = trained();
  other.optimizer.loadStateDict({ ...saved, state });
  expect(other.optimizer.state.get(other.params[0]!)!.step).toBe(2);
});

type Saved = OptimizerState<Adam['paramGroups'][number]>;

test.each<[string, new (message: string) => Error, (saved: Saved) => unknown]>([
  [
    'Adam.loadStateDict: the state has 1 parameter groups, the optimizer 2',
    ArgumentError,
    ({ state, paramGroups }) => ({ state, paramGroups: paramGroups.slice(0, 1) }),
  ],
  [
    "Adam.loadStateDict: group 0 of the state has 1 parameters, the optimizer's 2",
    ArgumentError,
    ({ state, paramGroups: [first, second] }) => ({ state, paramGroups: [{ ...first!, params: [0] }, second!] }),
  ],
  [
    'Adam.loadStateDict: the state lists parameter 0 twice',
    ArgumentError,
    ({ state, paramGroups: [first, second] }) => ({ state, paramGroups: [first!, { ...second!, params: [0] }] }),
  ],
  [
    'Adam.loadStateDict: unknown option momentum; it has lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay',
    ArgumentError,
    ({ state, paramGroups: [first, second] }) => ({ state, paramGroups: [first!, { ...second!, momentum: 1 }] }),
  ],
  [
    'Adam: eps must be a number ≥ 0, got -1',
    ArgumentError,
    ({ state, paramGroups: [first, second] }) => ({ state, paramGroups: [first!, { ...second!, eps: -1 }] }),
  ],
  [
    'Adam.loadStateDict: the state of parameter 9, which is in no group',
    ArgumentError,
    ({ state, paramGroups }) => ({ state: { ...state, 9: {} }, paramGroups }),
  ],
  [
    'Adam.loadStateDict: 2.expAvg is [3], its parameter [2]',
    ShapeError,
    ({ state, paramGroups }) => ({ state: { ...state, 2: { ...state[2]!, expAvg: zeros([3]) } }, paramGroups }),
  ],
  [
    'Adam.loadStateDict: 2.expAvg is int32, expected float32',
    DTypeError,
    ({ state, paramGroups }) => ({
      state: { ...state, 2: { ...state[2]!, expAvg: zeros([2], { dtype: 'int32' }) } },
      paramGroups,
    }),
  ],
  [
    'Adam.loadStateDict: 2.expAvg must be a tensor, got 1',
    ArgumentError,
    ({ state, paramGroups }) => ({ state: { ...state, 2: { ...state[2]!, expAvg: 1 } }, paramGroups }),
  ],
  [
    'Adam.loadStateDict: 2.step must be a whole number ≥ 0, got 1.5',
    ArgumentError,
    ({ state, paramGroups }) => ({ state: { ...state, 2: { ...state[2]!, step: 1.5 } }, paramGroups }),
  ],
  ['Adam.loadStateDict: expected { state, paramGroups }, as stateDict() gives it', ArgumentError, () => undefined],
])('%s, and nothing changes', (message, type, spoil) => {
  const { params, optimizer } = trained();
  const before = JSON.stringify(describeState(optimizer));
  const other = trained().optimizer;
  other.step();
  const saved = other.stateDict() as Saved;
  expect(() => optimizer.loadStateDict(spoil(saved) as Saved)).toThrow(new type(message));
  expect(JSON.stringify(describeState(optimizer))).toBe(before);
  expectSame(
    optimizer.paramGroups.flatMap((group) => group.params),
    params,
  );
});

test('AdamW does not continue from Adam', () => {
  const x = zeros([2], { requiresGrad: true });
  expect(() => new AdamW([x]).loadStateDict(new Adam([x]).stateDict())).toThrow(
    "AdamW: decoupledWeightDecay must be true; coupled decay is Adam's",
  );
});

function describeState(optimizer: Adam): unknown {
  const { state, paramGroups } = optimizer.stateDict();
  const entries = Object.entries(state).map(([number, kept]) => [
    number,
    Object.entries(kept).map(([key, value]) => [key, typeof value === 'number' ? value : valuesOf(value)]),
  ]);
  return [entries, paramGroups];
}
