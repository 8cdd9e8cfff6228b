import { checkpointSequential, grad, type Tensor, tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { Linear, Module, ModuleList, ReLU, Sequential } from '../src/index.ts';

const x = tensor([[-1, 2]]);

describe('Sequential', () => {
  test('passes each result on', () => {
    const [first, second] = [new Linear(2, 3), new Linear(3, 1)];
    const model = new Sequential(first, new ReLU(), second);
    expect(model.call(x).tolist()).toEqual(second.call(first.call(x).relu()).tolist());
    expect(new Sequential().call(x) === x).toBe(true);
  });

  test('is a list of its modules, named by their places', () => {
    const [linear, relu] = [new Linear(2, 2), new ReLU()];
    const model = new Sequential(linear);
    expect(model.append(relu)).toBe(model);
    expect([...model]).toEqual([linear, relu]);
    expect([model.length, model.at(0), model.at(-1)]).toEqual([2, linear, relu]);
    expect(Array.from(model.namedParameters(), ([name]) => name)).toEqual(['0.weight', '0.bias']);
  });

  test.each([2, -3, 0.5])('there is no module %d of two', (index) => {
    const model = new Sequential(new ReLU(), new ReLU());
    expect(() => model.at(index)).toThrow(`Sequential: index ${index} is outside [-2, 2)`);
  });

  test('may be extended with members of one’s own', () => {
    class Residual extends Sequential {
      readonly skip = new Linear(2, 2);
      override forward(input: Tensor): Tensor {
        return super.forward(input).add(this.skip.call(input));
      }
    }
    const model = new Residual(new Linear(2, 2), new ReLU());
    expect(Array.from(model.namedModules(), ([name]) => name)).toEqual(['', 'skip', '0', '1']);
    expect(model.call(x).shape).toEqual([1, 2]);
  });
});

describe('ModuleList', () => {
  test('holds modules for its owner', () => {
    class Deep extends Module {
      readonly blocks = new ModuleList(Array.from({ length: 2 }, () => new Linear(2, 2)));
      forward(input: Tensor): Tensor {
        let result = input;
        for (const block of this.blocks) result = block.call(result).relu();
        return result;
      }
    }
    const model = new Deep();
    expect(model.blocks.push(new Linear(2, 2))).toBe(3);
    expect(model.blocks.append(new Linear(2, 2)).length).toBe(4);
    expect(model.blocks.at(-1).outFeatures).toBe(2);
    expect(model.call(x).shape).toEqual([1, 2]);
    expect(Array.from(model.namedParameters(), ([name]) => name)).toContain('blocks.3.bias');
    expect(() => model.blocks.at(4)).toThrow('ModuleList: index 4 is outside [-4, 4)');
  });

  test('is not called itself', () => {
    const list = new ModuleList([new ReLU()]);
    expect(() => list.call()).toThrow('ModuleList: a list has no forward; call its modules');
  });
});

test('checkpointSequential runs a Sequential with the same gradients', () => {
  const model = new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 2), new ReLU());
  const x = tensor([[1, -2]]);
  const gradients = (y: Tensor): unknown => grad(y.sum(), [...model.parameters()]).map((g) => g.tolist());
  expect(gradients(checkpointSequential(model, 2, x))).toEqual(gradients(model.call(x)));
});
