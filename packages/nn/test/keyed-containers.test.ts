import { Parameter, type Tensor, zeros } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { Linear, Module, ModuleDict, ParameterDict, ParameterList, ReLU } from '../src/index.ts';

describe('ModuleDict', () => {
  test('names its modules by their keys, in their order', () => {
    const linear = new Linear(2, 2);
    const modules = new ModuleDict<Module>({ first: linear, second: new ReLU() });
    expect([...modules.stateDict().keys()]).toEqual(['first.weight', 'first.bias']);
    expect([...modules.keys()]).toEqual(['first', 'second']);
    expect([modules.size, modules.has('first'), modules.get('first') === linear]).toEqual([2, true, true]);
    modules.set('third', new ReLU()).update(new Map([['first', new ReLU()]]));
    expect(String(modules)).toBe('ModuleDict(\n  (first): ReLU()\n  (second): ReLU()\n  (third): ReLU()\n)');
    expect([modules.delete('second'), modules.delete('second')]).toEqual([true, false]);
    expect([...modules].map(([key]) => key)).toEqual(['first', 'third']);
    modules.clear();
    expect([...modules.values()]).toEqual([]);
  });

  test('refuses keys that would make no path, and calls', () => {
    const modules = new ModuleDict();
    expect(() => modules.set('a.b', new ReLU())).toThrow(
      'ModuleDict: "a.b" is no key, which has a character or more and no dot',
    );
    expect(() =>
      modules.update([
        ['a', new ReLU()],
        ['', new ReLU()],
      ]),
    ).toThrow('ModuleDict: "" is no key');
    expect(modules.size).toBe(0);
    expect(() => (modules as unknown as Module).call(zeros([1]))).toThrow(
      'ModuleDict: it has no forward; use its contents',
    );
  });
});

describe('parameter containers', () => {
  class Model extends Module {
    readonly list = new ParameterList([zeros([2]), new Parameter(zeros([3, 4]))]);
    readonly dict = new ParameterDict({ left: zeros([1]) });

    forward(x: Tensor): Tensor {
      return x;
    }
  }

  test('their tensors are parameters of the model, under their places and keys', () => {
    const model = new Model();
    expect([...model.namedParameters()].map(([name]) => name)).toEqual(['list.0', 'list.1', 'dict.left']);
    expect([...model.parameters()].every((parameter) => parameter.requiresGrad)).toBe(true);
  });

  test('print as PyTorch’s do', () => {
    expect(String(new Model())).toBe(
      [
        'Model(',
        '  (list): ParameterList(',
        '      (0): Parameter containing: [float32 of size 2]',
        '      (1): Parameter containing: [float32 of size 3x4]',
        '  )',
        '  (dict): ParameterDict(  (left): Parameter containing: [float32 of size 1])',
        ')',
      ].join('\n'),
    );
  });

  test('a list grows, and knows its places', () => {
    const own = new Parameter(zeros([1]));
    const list = new ParameterList().append(own).extend([zeros([2])]);
    expect([list.length, list.at(0) === own, list.at(-1).shape, [...list].length]).toEqual([2, true, [2], 2]);
    expect(() => list.at(2)).toThrow('ParameterList: index 2 is outside [-2, 2)');
    expect(() => list.forward()).toThrow('ParameterList: a list has no forward; use its parameters');
  });
});
