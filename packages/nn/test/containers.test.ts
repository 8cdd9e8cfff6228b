import { checkpointSequential, grad, memoryStatistics, noGrad, type Tensor, tensor } from '@cotangent/core';
import { describe, expect, test } from 'vitest';
import { Flatten, Linear, Module, ModuleList, ReLU, Sequential, Tanh } from '../src/index.ts';

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

describe('what only a Sequential has', () => {
  const inputs = (): Tensor =>
    tensor(
      [
        [1, -2],
        [3, 0.5],
      ],
      { requiresGrad: true },
    );
  const layers = (): Sequential<Module[]> => {
    const list: Module[] = [new Linear(2, 3), new Tanh(), new Flatten(), new Linear(3, 3), new ReLU()];
    return new Sequential(...list);
  };

  test('is freed at once without gradients, and the input never', () => {
    const [model, input] = [layers(), inputs()];
    const expected = noGrad(() => [...model].reduce((result: Tensor, layer) => layer.call(result), input).tolist());
    const before = memoryStatistics()!.evacuated;
    const many = input.detach().expand([1000, 2, 2]).reshape([2000, 2]);
    for (let i = 0; i < 1000; i++) noGrad(() => model.call(many).dispose());
    // of 72 MB; chunks of others may have to go
    expect(memoryStatistics()!.evacuated - before).toBeLessThan(2 << 20);
    expect(noGrad(() => model.call(input)).tolist()).toEqual(expected);
    expect(new Sequential(new Flatten(), new Flatten(), new ReLU()).call(input).tolist()).toEqual(
      input.relu().tolist(),
    );
    expect(input.tolist()).toEqual(inputs().tolist());
  });

  test('has its part in the gradients, also twice and of higher order', () => {
    const [model, input, other] = [layers(), inputs(), inputs()];
    const loss = model.call(input).square().sum();
    loss.backward({ retainGraph: true });
    loss.backward();
    const chained = [...model].reduce((result: Tensor, layer) => layer.call(result), other as Tensor);
    const twice = chained.square().sum().mul(2);
    const [gradient] = grad(twice, other, { createGraph: true });
    expect(input.grad!.tolist()).toEqual(gradient.tolist());
    const [ours] = grad(model.call(inputs()).square().sum().mul(2), [...model.parameters()], { createGraph: true });
    expect(grad(ours!.square().sum(), [...model.parameters()])).toHaveLength(4);
  });

  test('is left to a layer that may keep it', () => {
    const kept: Tensor[] = [];
    class Keeping extends Tanh {
      protected override activate(input: Tensor): Tensor {
        const output = super.activate(input);
        kept.push(input, output);
        return output;
      }
    }
    const replaced = new ReLU();
    replaced.forward = (input) => {
      kept.push(input);
      return input.relu() as typeof input;
    };
    const hooked = new Tanh();
    hooked.registerForwardHook((_module, [given], output) => {
      kept.push(given as Tensor, output as Tensor);
    });
    const linear = (): Linear => new Linear(2, 2);
    noGrad(() =>
      new Sequential(linear(), new Keeping(), linear(), replaced, linear(), hooked, linear()).call(inputs()),
    );
    expect(kept).toHaveLength(5);
    for (const each of kept) expect(each.tolist()).toHaveLength(2);
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
