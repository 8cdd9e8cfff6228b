import { add, DTypeError, type Tensor, tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import type { Call } from '../src/adapter/call.ts';
import { Mismatch } from '../src/compare.ts';
import type { Case } from '../src/corpus.ts';
import { judge } from '../src/run.ts';
import { runOperation } from '../src/sections/operation.ts';
import { NotThere } from '../src/values.ts';

const values = (data: readonly number[], requires_grad = false): object => ({
  kind: 'tensor',
  dtype: 'float64',
  shape: [data.length],
  data,
  requires_grad,
});

const refused: Case = { id: 'refused', torch_name: 'torch.add', args: [], kwargs: {}, throws: { type: 'ValueError' } };

const halves: Case = {
  id: 'halves',
  torch_name: 'torch.chunk',
  args: [values([1, 2, 3, 4], true), { kind: 'int', value: 2 }],
  kwargs: {},
  output_kind: 'tuple',
  outputs: [values([1, 2]), values([3, 4])],
  outputs_require_grad: [true, true],
  grad_outputs: [values([5, 6]), null],
  grads: [{ path: 'args[0]', grad: values([5, 6, 0, 0]) }],
};

describe('a call that must be refused', () => {
  const throwing =
    (error: Error): Call =>
    () => {
      throw error;
    };

  test("passes on an error of the library's own", () => {
    expect(() => runOperation(refused, throwing(new DTypeError('add: no')))).not.toThrow();
  });

  test.for([new TypeError('x is undefined'), new RangeError('stack'), new Error('any other')])(
    'fails on $name: $message',
    (error) => {
      expect(() => runOperation(refused, throwing(error))).toThrow(Mismatch);
    },
  );

  test('is missing where the op is not there', () => {
    expect(() => runOperation(refused, throwing(new NotThere('torch.add')))).toThrow(NotThere);
  });

  test('fails when it succeeds', () => {
    expect(() => runOperation(refused, () => tensor([1]))).toThrow(new Mismatch('did not throw'));
  });
});

describe('a call with two outputs', () => {
  const input = (args: Parameters<Call>[1]): Tensor => args[0] as Tensor;
  const [left, right] = [(x: Tensor): Tensor => x.narrow(0, 0, 2), (x: Tensor): Tensor => x.narrow(0, 2, 2)];
  const parts =
    (...of: ((x: Tensor) => unknown)[]): Call =>
    (_kase, args) =>
      of.map((part) => part(input(args)));

  test('passes when both are right', () => {
    expect(() => runOperation(halves, parts(left, right))).not.toThrow();
    expect(judge('A_movement', halves)).toEqual({ status: 'passed' });
  });

  test.for<[string, Call, RegExp]>([
    ['one is dropped', parts(left), /number of outputs/],
    ['there is one too many', parts(left, right, right), /number of outputs/],
    ['only the first comes', (_kase, args) => left(input(args)), /got one output/],
    ['one is no tensor', parts(left, () => [3, 4]), /expected a tensor/],
    ['one has another value', parts(left, (x) => right(x).add(1e-9)), /outputs\[1\]\[0\]: got 3\.000000001/],
    ['one has another dtype', parts(left, (x) => right(x).float()), /dtype float32/],
    ['one has another shape', parts(left, (x) => right(x).unsqueeze(0)), /shape/],
    ['one carries no gradient', parts(left, (x) => right(x).detach()), /outputs_require_grad\[1\]/],
    [
      'the gradient is another',
      parts((x) => add(left(x), left(x).mul(0.25).sub(left(x).detach().mul(0.25))), right),
      /grads/,
    ],
  ])('fails when %s', ([, invoke, why]) => {
    expect(() => runOperation(halves, invoke)).toThrow(Mismatch);
    expect(() => runOperation(halves, invoke)).toThrow(why);
  });
});

describe('an output is judged by what is recorded of its gradient', () => {
  const indices: Case = {
    id: 'indices',
    torch_name: 'torch.argmax',
    args: [values([1, 3, 2], true)],
    kwargs: {},
    output_kind: 'tensor',
    outputs: [{ kind: 'tensor', dtype: 'int64', shape: [], data: [1] }],
    outputs_require_grad: [false],
  };

  test('an index carries none', () => {
    expect(judge('A_reduction', indices)).toEqual({ status: 'passed' });
    expect(judge('A_reduction', { ...indices, outputs_require_grad: [true] })).toMatchObject({ status: 'failed' });
  });

  test('nothing is asked where nothing is recorded', () => {
    expect(judge('A_reduction', { ...indices, outputs_require_grad: [null] })).toEqual({ status: 'passed' });
  });
});

test('a schedule must be refused behind its recorded steps where the case says so', () => {
  const run = (factor: number, lrs: number[][]) =>
    judge('E_schedulers', {
      id: 'e',
      optimizer: 'SGD',
      base_lrs: [1],
      scheduler: {
        name: 'ConstantLR',
        kwargs: { factor: { kind: 'float', value: factor }, total_iters: { kind: 'int', value: 2 } },
      },
      lrs,
      throws_at: lrs.length - 1,
    });
  expect(run(0, [[0], [0]])).toEqual({ status: 'passed' });
  expect(run(0.5, [[0.5], [0.5]])).toEqual({ status: 'failed', why: 'did not throw' });
  expect(run(0, [[0], [0], [1]])).toMatchObject({ status: 'failed' });
});

describe('a corpus nobody has seen', () => {
  test.for<[string, string, Case]>([
    ['an unknown op', 'A_unary', { ...halves, torch_name: 'torch.no_such_op' }],
    ['an op named like a member of every object', 'A_unary', { ...halves, torch_name: 'constructor' }],
    ['an unknown argument', 'A_unary', { ...halves, kwargs: { out: { kind: 'none' } } }],
    ['an unknown dtype', 'A_unary', { ...halves, args: [{ ...values([1]), dtype: 'complex64' }] }],
    ['an unknown kind', 'A_unary', { ...halves, args: [{ kind: 'generator' }] }],
    ['an unknown kind of output', 'A_unary', { ...halves, output_kind: 'sparse' }],
    ['integers beyond ours', 'A_unary', { ...halves, args: [{ ...values([2 ** 40]), dtype: 'int64' }] }],
    ['an expression outside our Python', 'A_edges', { ...halves, torch_name: 'expr', expr: '(yield a0)' }],
    ['an expression that does not end', 'A_edges', { ...halves, torch_name: 'expr', expr: 'torch.add(a0, ' }],
    ['an unknown section', 'Z_new', halves],
    ['an unknown derivative', 'G_higher_order', { id: 'g', expr: 'a0', args: [values([1])], what: 'laplacian' }],
    ['an unknown draw', 'S_seed_streams', { id: 's', seed: 0, call: 'cauchy/1', args: {} }],
    [
      'an unknown scheduler',
      'E_schedulers',
      { id: 'e', optimizer: 'SGD', base_lrs: [1], scheduler: { name: 'X', kwargs: {} } },
    ],
    ['an unknown optimizer', 'D_optim_errors', { id: 'd', op: 'optim.Lion', options: {}, throws: {} }],
    [
      'an unknown setting',
      'D_optim_errors',
      { id: 'd', op: 'optim.SGD', options: { cautious: { kind: 'bool', value: true } }, throws: {} },
    ],
    ['an unknown module', 'H_state_dict', { id: 'h', module: 'Capsule(3)' }],
    ['an unknown argument of a module', 'H_state_dict', { id: 'h', module: 'Linear(3, 4, groups=2)' }],
  ])('%s is missing', ([, section, kase]) => {
    expect(judge(section, kase)).toMatchObject({ status: 'missing', why: expect.any(String) });
  });

  test('a case without its fields fails and says why', () => {
    expect(judge('A_unary', { id: 'empty' })).toMatchObject({
      status: 'failed',
      why: expect.stringContaining('TypeError'),
    });
  });
});
