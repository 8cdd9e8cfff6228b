import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { gradOf, type Tensor } from '../src/index.ts';
import { usedBytes } from '../src/memory/linear-heap.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';
import type { Memory } from '../src/memory/memory.ts';
import { exchangeMemory, MovingMemory } from '../src/testing.ts';

const length = 1 << 16;
const leaf = (value: number): Tensor => core.full([length], value, { requiresGrad: true });
const first = (x: Tensor | null | undefined): number => x!.select(0, 0).item();

describe.each([
  ['linear', () => new LinearMemory()],
  ['moving', () => new MovingMemory()],
] as [string, () => LinearMemory][])('in the %s memory', (_name, make) => {
  let previous: Memory;
  beforeEach(() => {
    previous = exchangeMemory(make());
  });
  afterEach(() => {
    exchangeMemory(previous);
  });

  test('gradients that arrive several times, or pass through unchanged, are right', () => {
    const [x, y] = [leaf(3), leaf(5)];
    // each of the operands is its own gradient's destination more than once
    const z = x.mul(x).add(x).add(x).add(y).add(y.mul(y).mul(y));
    z.add(z).add(z).sum().backward();
    expect([first(x.grad), first(y.grad)]).toEqual([3 * (2 * 3 + 2), 3 * (1 + 3 * 25)]);
  });

  test('a gradient that was read is kept when the leaf forgets it', () => {
    const x = leaf(2);
    x.square().sum().backward();
    const seen = x.grad;
    x.grad = null;
    x.mul(7).sum().backward();
    expect([first(seen), first(x.grad)]).toEqual([4, 7]);
  });

  test('a gradient that only an optimizer read is freed with it, and its place used again', () => {
    const x = leaf(2);
    x.square().sum().backward();
    const unseen = gradOf(x)!;
    expect(first(unseen)).toBe(4);
    x.grad = null;
    expect(() => unseen.add(1)).toThrow('the elements of a storage were used after it had been freed');
    expect(() => unseen.tolist()).toThrow('freed');
    x.mul(7).sum().backward();
    expect(first(x.grad)).toBe(7);
  });

  test('gradients that accumulate stay one', () => {
    const x = leaf(2);
    for (let i = 1; i <= 3; i++) {
      x.square().sum().backward();
      expect(first(gradOf(x))).toBe(4 * i);
    }
  });

  test('whatever sees a gradient may keep it', () => {
    const kept: Tensor[] = [];
    class Keeping extends core.AutogradFunction {
      static forward(_context: unknown, x: Tensor): Tensor {
        return x.mul(2);
      }
      static backward(_context: unknown, grad: Tensor): Tensor {
        const result = grad.mul(2);
        kept.push(grad, result);
        return result;
      }
    }
    const x = leaf(1);
    const y = x.mul(3);
    y.registerHook((grad) => {
      kept.push(grad);
    });
    const z = Keeping.apply(y).mul(5);
    z.retainGrad();
    const w = z.mul(7);
    w.gradFn!.registerPrehook((grads) => {
      kept.push(grads[0]!);
    });
    w.gradFn!.registerHook((grads) => {
      kept.push(grads[0]!);
    });
    w.sum().backward();
    x.grad = null;
    for (let i = 0; i < 5; i++) leaf(i).square().sum().backward();
    expect(kept.map(first)).toEqual([1, 7, 35, 70, 70]);
    expect(first(z.grad)).toBe(7);
  });

  test('a backward inside a gradient rule frees nothing that the rule may still use', () => {
    const scaled = (x: Tensor): Tensor =>
      core.enableGrad(() => {
        const inner = x.detach().requiresGrad_();
        const y = inner.exp();
        y.mul(y).sum().backward();
        return y.mul(inner.grad!).detach();
      });
    class Inner extends core.AutogradFunction {
      static forward(context: core.FunctionCtx<[Tensor]>, x: Tensor): Tensor {
        context.saveForBackward(x);
        return x.mul(1);
      }
      static backward(context: core.FunctionCtx<[Tensor]>): Tensor {
        return scaled(context.savedTensors[0]);
      }
    }
    const [x, y] = [leaf(0), leaf(0)];
    Inner.apply(x).sum().backward();
    const z = y.mul(3);
    z.gradFn!.registerHook(() => [scaled(y)]);
    z.sum().backward();
    expect([first(x.grad), first(y.grad)]).toEqual([2, 2]);
  });

  test('a leaf takes no graph over with a gradient that a rule recorded', () => {
    const recording = core.defineOp<readonly [Tensor]>({
      name: 'recording',
      shape: ([shape]) => shape,
      forward: (kernels, [x], [out]) => kernels.copy(x, out!),
      vjp: ({ inputs: [x], save }) => {
        const saved = save(x);
        return ([grad]) => [core.enableGrad(() => saved().mul(grad!))];
      },
    });
    const x = leaf(2);
    recording([x], undefined).sum().backward();
    expect(first(x.grad)).toBe(2);
    expect(x.grad!.requiresGrad).toBe(false);
  });

  test('gradients that are asked for are kept, and so is what they are computed from', () => {
    const x = leaf(2);
    const y = x.mul(3);
    const z = y.square();
    const weights = core.full([length], 0.5);
    const [dy, dx] = core.grad(z, [y, x], { gradOutputs: [weights] }) as [Tensor, Tensor];
    for (let i = 0; i < 5; i++) leaf(i).square().sum().backward();
    expect([dy, dx, weights].map(first)).toEqual([6, 18, 0.5]);
  });

  test('what an unpack hook makes is its own', () => {
    const made: Tensor[] = [];
    const x = leaf(2);
    const y = core.savedTensorsHooks(
      (tensor) => tensor.toTypedArray(),
      (elements) => {
        made.push(core.tensor(elements));
        return made.at(-1)!;
      },
      () => x.exp().mul(x),
    );
    y.sum().backward();
    for (let i = 0; i < 5; i++) leaf(i).square().sum().backward();
    expect(made.length).toBeGreaterThan(0);
    for (const tensor of made)
      expect([2, Math.fround(Math.exp(2))].some((v) => Math.abs(first(tensor) - v) < 1e-5)).toBe(true);
  });

  test('a graph runs twice when it is retained, and its gradients have gradients when asked', () => {
    const x = leaf(2);
    const y = x.mul(x).mul(x).sum();
    y.backward({ retainGraph: true });
    y.backward();
    expect(first(x.grad)).toBe(24);
    const z = leaf(2);
    const [g] = core.grad(z.mul(z).mul(z).sum(), z, { createGraph: true });
    g.sum().backward();
    expect([first(g), first(z.grad)]).toEqual([12, 12]);
  });

  test('traced operations of a backward are readable afterwards', () => {
    const x = leaf(2);
    const { ops } = core.traceOps(() => x.square().exp().sum().backward());
    for (let i = 0; i < 5; i++) leaf(i).square().sum().backward();
    for (const { outputs } of ops)
      for (const output of outputs) expect(Number.isNaN(first(output.reshape([-1])))).toBe(false);
  });

  test('a sum that a trace has seen outlives the gradient that it became', () => {
    const x = leaf(2);
    const { ops } = core.traceOps(() => x.mul(3).add(x.mul(4)).sum().backward());
    x.grad = null;
    const sums = ops.filter(({ name }) => name === 'add').map(({ outputs: [sum] }) => first(sum));
    expect(sums).toEqual([14, 7]);
  });

  test('a gradient rule that fails leaves a memory that works', () => {
    const x = leaf(2);
    const y = x.exp();
    const z = y.mul(x);
    core.noGrad(() => y.fill_(0));
    expect(() => z.sum().backward()).toThrow(core.GradientError);
    const w = leaf(2);
    w.square().sum().backward();
    expect(first(w.grad)).toBe(4);
  });
});

test('of a backward nothing stays but the gradients of leaves, and nothing of it is evacuated', () => {
  const memory = new LinearMemory();
  const previous = exchangeMemory(memory);
  try {
    const x = leaf(1);
    const chain = (): Tensor => {
      let y: Tensor = x;
      for (let i = 0; i < 3; i++) y = y.mul(0.5);
      return y.sum();
    };
    const [small, large] = [4 * length, 4 * length + 8192];
    const loss = chain();
    const before = usedBytes();
    loss.backward();
    expect(usedBytes() - before).toBeGreaterThanOrEqual(small);
    expect(usedBytes() - before).toBeLessThan(large + (1 << 16));
    const { evacuated } = memory.statistics();
    for (let step = 0; step < 10; step++) {
      x.grad = null;
      chain().backward();
    }
    // the results of the forward alone
    expect(memory.statistics().evacuated - evacuated).toBeLessThan(10 * 3 * large);
  } finally {
    exchangeMemory(previous);
  }
});
