import { expect, test } from 'vitest';
import { gradcheck, noGrad, ones, traceOps } from '../src/index.ts';
import { emitOp, isTracing } from '../src/op/trace.ts';
import { doubles, leaf } from './structured-tensors.ts';

const namesOf = (fn: () => unknown): string[] => traceOps(fn).ops.map(({ name }) => name);

test('operations are listed in order, whether or not they are recorded', () => {
  const x = leaf([1, 2]);
  const run = (): unknown => x.exp().reshape([2, 1]).sum({ dim: 0 });
  expect(namesOf(run)).toEqual(['exp', 'view', 'sum']);
  expect(namesOf(() => noGrad(run))).toEqual(['exp', 'view', 'sum']);
  expect(namesOf(() => doubles([1]).add(doubles([2])))).toEqual(['add']);
});

test('the result is passed on and events hold inputs, outputs and options', () => {
  const [x, y] = [doubles([[1, 2]]), doubles([[3, 4]])];
  const { result, ops } = traceOps(() => x.add(y).sum({ dim: 1 }));
  expect(result.tolist()).toEqual([10]);
  expect(ops[0]!.inputs[0]).toBe(x);
  expect(ops[0]!.inputs[1]).toBe(y);
  expect(ops[1]!.inputs[0]).toBe(ops[0]!.outputs[0]);
  expect(ops[1]!.outputs[0]).toBe(result);
  expect(ops[1]!.options).toMatchObject({ dims: [1] });
});

test('the operations of a backward inside are listed too', () => {
  const x = leaf([1, 2]);
  const names = namesOf(() => x.square().sum().backward());
  expect(names.slice(0, 2)).toEqual(['square', 'sum']);
  expect(names).toContain('squareBackward');
  expect(names.length).toBeGreaterThan(2);
});

test('a second backward adds to the gradient by an update that is listed', () => {
  const x = leaf([1, 2]);
  x.sum().backward();
  expect(namesOf(() => x.sum().backward())).toContain('accumulateGrad');
});

test('traces nest: the outer one lists what the inner one does', () => {
  const x = doubles([1]);
  let inner: string[] = [];
  const outer = namesOf(() => {
    x.exp();
    inner = namesOf(() => x.tanh());
    x.neg();
  });
  expect([inner, outer]).toEqual([['tanh'], ['exp', 'tanh', 'neg']]);
});

test('an operation that throws is not listed, and an error ends the trace', () => {
  const x = doubles([1, 2]);
  const names = namesOf(() => {
    expect(() => x.add(doubles([1, 2, 3]))).toThrow();
    x.neg();
  });
  expect(names).toEqual(['neg']);
  expect(() =>
    traceOps(() => {
      throw new RangeError('mine');
    }),
  ).toThrow(new RangeError('mine'));
  expect(isTracing()).toBe(false);
});

test('what runs before and after a trace is not in it', () => {
  expect(isTracing()).toBe(false);
  const x = leaf([0.5]);
  x.exp();
  emitOp({ name: 'unheard', inputs: [], outputs: [], options: undefined });
  const { result, ops } = traceOps(() => isTracing());
  expect(gradcheck((a) => a.exp(), [x])).toBe(true);
  expect([result, ops, isTracing()]).toEqual([true, [], false]);
});

test('creation is no operation, a write in place is one', () => {
  expect(namesOf(() => ones([2]).fill_(3))).toEqual(['fill_']);
  expect(namesOf(() => ones([2]).add_(3))).toEqual(['add', 'add_']);
});
