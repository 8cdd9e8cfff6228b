import { grad, noGrad, ones, type Tensor, tensor } from '@cotangent/core';
import { describe, expect, test, vi } from 'vitest';
import { copyModule, Identity, Linear, LSTM, Module, ReLU, Sequential } from '../src/index.ts';
import { doubles, elements, expectClose, leaf, useMovingMemory } from './tensors.ts';

useMovingMemory();

/** (x, y) → (x·y, x + y, 'note') */
class Both extends Module<[Tensor, Tensor, string?], [Tensor, Tensor, string]> {
  forward(x: Tensor, y: Tensor, note = ''): [Tensor, Tensor, string] {
    return [x.mul(y), x.add(y), note];
  }
}

describe('forward hooks', () => {
  test('see inputs and output, in the order of their registration, prepended ones first', () => {
    const layer = new ReLU();
    const calls: string[] = [];
    layer.registerForwardPreHook((module, inputs) => void calls.push(`pre ${module === layer} ${inputs.length}`));
    layer.registerForwardHook((_, [input], output) => void calls.push(`b ${String(input)} ${String(output)}`));
    layer.registerForwardHook(() => void calls.push('a'), { prepend: true });
    layer.registerForwardPreHook(() => void calls.push('first'), { prepend: true });
    layer.call(tensor([-1]));
    expect(calls).toEqual(['first', 'pre true 1', 'a', 'b tensor([-1.]) tensor([0.])']);
  });

  test('replace inputs and output, one after the other', () => {
    const layer = new Identity();
    layer.registerForwardPreHook((_, [x]) => x!.add(1));
    layer.registerForwardPreHook((_, [x]) => [x!.mul(2)]);
    layer.registerForwardHook((_, [x], output) => output.mul(10).add(x!));
    layer.registerForwardHook((_module, _inputs, output) => output.neg());
    expectClose(layer.call(doubles([1])), [-44]);
    expectClose(layer.forward(doubles([1])), [1]);
  });

  test('are gone with their handle', () => {
    const layer = new Identity();
    const one = layer.registerForwardHook((_module, _inputs, output) => output.add(1));
    {
      using _ = layer.registerForwardHook((_module, _inputs, output) => output.mul(3));
      expectClose(layer.call(doubles([1])), [6]);
    }
    expectClose(layer.call(doubles([1])), [2]);
    one.remove();
    expectClose(layer.call(doubles([1])), [1]);
  });

  test('a hook that removes itself leaves the others of the call alone', () => {
    const layer = new Identity();
    const calls: string[] = [];
    const handle = layer.registerForwardHook(() => {
      calls.push('once');
      handle.remove();
    });
    layer.registerForwardHook(() => void calls.push('always'));
    layer.call(doubles([1]));
    layer.call(doubles([1]));
    expect(calls).toEqual(['once', 'always', 'always']);
  });

  test('modules inside have theirs, and neither state nor text shows them', () => {
    const model = new Sequential(new Linear(2, 2), new ReLU());
    const text = String(model);
    const seen: string[] = [];
    for (const [name, module] of model.namedModules()) module.registerForwardHook(() => void seen.push(name));
    model.call(ones([1, 2]));
    expect(seen).toEqual(['0', '1', '']);
    expect(String(model)).toBe(text);
    expect([...model.stateDict().keys()]).toEqual(['0.weight', '0.bias']);
  });

  test('a copy has the hooks of the original, and does not share them', () => {
    const layer = new Identity();
    layer.registerForwardHook((_module, _inputs, output) => output.add(1));
    const copy = copyModule(layer);
    copy.registerForwardHook((_module, _inputs, output) => output.mul(2));
    expectClose(copy.call(doubles([1])), [4]);
    expectClose(layer.call(doubles([1])), [2]);
  });
});

describe('full backward hooks', () => {
  test('see the gradients of all inputs and outputs', () => {
    const module = new Both();
    const calls: unknown[] = [];
    const lists = (grads: readonly (Tensor | undefined)[]) => grads.map((each) => each && elements(each));
    module.registerFullBackwardPreHook((_, gradOutputs) => void calls.push(['pre', lists(gradOutputs)]));
    module.registerFullBackwardHook((_, gradInputs, gradOutputs) => {
      calls.push([lists(gradInputs), lists(gradOutputs)]);
    });
    const [x, y] = [leaf([2]), leaf([3])];
    const [product, sum, note] = module.call(x, y, 'kept');
    expect(note).toBe('kept');
    product.mul(10).add(sum).sum().backward();
    expect(calls).toEqual([
      ['pre', [[10], [1], undefined]],
      [
        [[31], [21], undefined],
        [[10], [1], undefined],
      ],
    ]);
    expectClose(x.grad!, [31]);
  });

  test('see zeros for an input tensor that no gradient reaches, and nothing for such an output', () => {
    const module = new Both();
    const seen: unknown[] = [];
    module.registerFullBackwardHook((_, [ofX, ofY], [ofProduct, ofSum]) => {
      seen.push(elements(ofX!), elements(ofY!), elements(ofProduct!), ofSum);
    });
    module
      .call(leaf([2]), doubles([3]))[0]
      .sum()
      .backward();
    expect(seen).toEqual([[3], [0], [1], undefined]);
  });

  test('replace gradients, in order', () => {
    const module = new Identity();
    module.registerFullBackwardPreHook((_, [g]) => [g!.add(1)]);
    module.registerFullBackwardPreHook((_, [g]) => g!.mul(2), { prepend: true });
    module.registerFullBackwardHook((_, [g]) => [g!.add(100)]);
    module.registerFullBackwardHook((_, [g]) => g!.mul(2), { prepend: true });
    const x = leaf([1]);
    module.call(x).mul(5).sum().backward();
    expectClose(x.grad!, [(5 * 2 + 1) * 2 + 100]);
  });

  test('leave the gradients alone otherwise, of parameters too and however often it runs', () => {
    const [plain, hooked] = [new Linear(3, 2).double(), new Linear(3, 2).double()];
    hooked.loadStateDict(plain.stateDict());
    let calls = 0;
    hooked.registerFullBackwardHook(() => void calls++);
    const x = doubles([[1, 2, 3]]).requiresGrad_();
    const gradients = (module: Linear): number[] => {
      const loss = module.call(x).square().sum();
      const once = grad(loss, [x, module.weight], { retainGraph: true });
      const twice = grad(loss, [x, module.weight]);
      return [...once, ...twice].flatMap((each) => elements(each!));
    };
    expectClose(gradients(hooked), gradients(plain));
    expect(calls).toBe(2);
  });

  test('are called without gradients of inputs where no input requires grad', () => {
    const layer = new Linear(2, 1);
    const seen: unknown[] = [];
    const handle = layer.registerFullBackwardHook((_, gradInputs, [g]) => {
      seen.push(gradInputs, elements(g!));
    });
    layer
      .call(ones([1, 2]))
      .sum()
      .backward();
    expect(seen).toEqual([[undefined], [1]]);
    handle.remove();
    layer.registerFullBackwardHook(() => [ones([1, 2])]);
    expect(() =>
      layer
        .call(ones([1, 2]))
        .sum()
        .backward(),
    ).toThrow('registerFullBackwardHook: no input of Linear requires grad, so a hook has no gradient to replace');
  });

  test('gradients of gradients do not pass them twice', () => {
    const module = new (class extends Module {
      forward(x: Tensor): Tensor {
        return x.pow(3);
      }
    })();
    let calls = 0;
    module.registerFullBackwardHook(() => void calls++);
    const x = leaf([2]);
    const [first] = grad(module.call(x).sum(), [x], { createGraph: true });
    expectClose(first!, [12]);
    expectClose(grad(first!.sum(), [x])[0]!, [12]);
    expect(calls).toBe(1);
  });

  test('refuse a wrong number of gradients', () => {
    const module = new Both();
    const x = leaf([1]);
    const run = () => module.call(x, x)[0].sum().backward();
    const handle = module.registerFullBackwardHook(() => [doubles([1])]);
    expect(run).toThrow('registerFullBackwardHook: a hook of Both returned 1 gradients, expected 2');
    handle.remove();
    module.registerFullBackwardPreHook(() => [doubles([1])]);
    expect(run).toThrow('registerFullBackwardPreHook: a hook of Both returned 1 gradients, expected 3');
  });

  test('do nothing without gradients, and warn where the output holds no tensor', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const layer = new Linear(2, 1);
    layer.registerFullBackwardHook(() => {});
    expect(noGrad(() => layer.call(ones([1, 2]))).requiresGrad).toBe(false);
    const silent = new (class Silent extends Module<[Tensor], string> {
      forward(_input: Tensor): string {
        return '';
      }
    })();
    silent.registerFullBackwardHook(() => {});
    silent.call(ones([1]));
    expect(warn.mock.calls).toEqual([['Silent: its backward hooks are not called: the output is no tensor']]);
    warn.mockRestore();
  });

  test('nested outputs pass by', () => {
    const lstm = new LSTM(2, 3);
    const seen: number[] = [];
    lstm.registerFullBackwardHook(
      (_, gradInputs, gradOutputs) => void seen.push(gradInputs.length, gradOutputs.length),
    );
    const x = ones([4, 1, 2]).requiresGrad_();
    const [output, [h]] = lstm.call(x);
    output.sum().add(h.sum()).backward();
    expect(seen).toEqual([1, 2]);
    expect(x.grad).not.toBeNull();
  });
});
