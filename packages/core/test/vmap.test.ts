import { describe, expect, test, vi } from 'vitest';
import {
  ArgumentError,
  bernoulli,
  cat,
  defineOp,
  GradientError,
  grad,
  IndexError,
  manualSeed,
  multinomial,
  noGrad,
  ones,
  rand,
  randint,
  randn,
  randnLike,
  randperm,
  stack,
  type Tensor,
  tensor,
  unbind,
  uniform_,
  vmap,
  zeros,
  zerosLike,
} from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

const close = (a: Tensor, b: Tensor): boolean =>
  a.shape.join() === b.shape.join() && a.sub(b).abs().lt(1e-12).all().item() === 1;

describe('vmap', () => {
  test('a function of one sample becomes one of a batch', () => {
    const dot = (x: Tensor, y: Tensor): Tensor => x.mul(y).sum();
    const [x, y] = [randn([4, 3]), randn([4, 3])];
    expect(close(vmap(dot)(x, y), x.mul(y).sum({ dim: 1 }))).toBe(true);
  });

  test('inside, shapes leave the batch out', () => {
    let seen: readonly number[] = [];
    vmap((x: Tensor) => {
      seen = x.shape;
      return x;
    })(zeros([4, 3, 2]));
    expect(seen).toEqual([3, 2]);
  });

  const x = randn([2, 3, 4]);
  const y = randn([3]);
  test.each([
    ['a dimension of each argument', vmap((a: Tensor, b: Tensor) => a.mul(b), { inDims: [1, 0] })(x, y), [3, 2, 4]],
    ['counted from the end', vmap((a: Tensor) => a, { inDims: -1 })(x), [4, 2, 3]],
    [
      'null for what all share',
      vmap((a: Tensor, b: Tensor) => a.t().add(b), { inDims: [2, null] })(x, randn([2])),
      [4, 3, 2],
    ],
    ['where the result has it', vmap((a: Tensor) => a, { outDims: 2 })(x), [3, 4, 2]],
    ['the last one', vmap((a: Tensor) => a, { outDims: -1 })(x), [3, 4, 2]],
    ['a constant result repeats', vmap((_: Tensor) => ones([5]))(x), [2, 5]],
    ['a constant result as it is', vmap((_: Tensor) => ones([5]), { outDims: null })(x), [5]],
    ['an empty batch', vmap((a: Tensor) => a.exp())(zeros([0, 3])), [0, 3]],
  ])('dimensions: %s', (_name, result, shape) => {
    expect(result.shape).toEqual(shape);
  });

  test('arguments and results may be nested', () => {
    const parameters = { weight: randn([3, 2]), rest: [randn([4])] };
    const fn = ({ weight, rest }: typeof parameters, at: Tensor) => ({
      out: [weight.mul(at), rest[0]!.sum()] as const,
    });
    const batch = randn([5, 2]);
    const { out } = vmap(fn, { inDims: [null, 0], outDims: { out: [1, null] } })(parameters, batch);
    expect(out[0].shape).toEqual([3, 5, 2]);
    expect(close(out[0], parameters.weight.unsqueeze(1).mul(batch))).toBe(true);
    expect(out[1].shape).toEqual([]);
  });

  test('inDims may go as deep as an argument', () => {
    const fn = ({ a, b }: { a: Tensor; b: Tensor }): Tensor => a.mul(b);
    const args = { a: randn([3, 2]), b: randn([3]) };
    expect(vmap(fn, { inDims: [{ a: 1, b: null }] })(args).shape).toEqual([2, 3]);
  });

  test('nested calls give dimensions from the outside in', () => {
    const [a, b] = [randn([2]), randn([3])];
    const outer = vmap((s: Tensor) => vmap((t: Tensor) => s.mul(t).exp())(b))(a);
    expect(close(outer, a.unsqueeze(1).mul(b).exp())).toBe(true);
    const both = vmap(
      vmap((s: Tensor) => s.exp(), { inDims: 1 }),
      { inDims: 2 },
    )(x);
    expect(close(both, x.permute([2, 1, 0]).exp())).toBe(true);
  });

  test('a sample without dimensions promotes as such', () => {
    const result = vmap((s: Tensor) => s.mul(tensor([1, 2], { dtype: 'float32' })))(doubles([1, 2, 3]));
    expect(result.dtype).toBe('float32');
  });

  test('in chunks the result is the same', () => {
    const batch = randn([7, 3]);
    const fn = (a: Tensor): Tensor => a.sin().sum();
    for (const chunkSize of [1, 2, 7, 10]) {
      let calls = 0;
      const counted = vmap(
        (a: Tensor) => {
          calls++;
          return fn(a);
        },
        { chunkSize },
      );
      expect(close(counted(batch), vmap(fn)(batch))).toBe(true);
      expect(calls).toBe(Math.ceil(7 / chunkSize));
    }
    expect(vmap((a: Tensor) => a, { chunkSize: 2, inDims: 1, outDims: 1 })(batch).tolist()).toEqual(batch.tolist());
  });

  test('an operation without a rule runs sample by sample, and says so once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const double = defineOp<readonly [Tensor]>({
      name: 'double',
      shape: ([shape]) => shape,
      forward: (kernels, [input], [out]) => kernels.copy(input, out!),
      vjp: () => (grads) => grads,
    });
    const nested = vmap(vmap((a: Tensor) => double([a.add(1)], undefined)))(x);
    expect(close(nested, x.add(1))).toBe(true);
    expect(() => vmap((a: Tensor) => double([a], undefined))(zeros([0, 2]))).toThrow(/double has no batching rule/);
    expect(warn.mock.calls).toEqual([
      ['vmap: double has no batching rule, so it is called once for each of 3 samples'],
    ]);
    warn.mockRestore();
  });

  test('a rule that loses the batch is named', () => {
    const broken = defineOp<readonly [Tensor]>({
      name: 'broken',
      shape: ([shape]) => shape,
      forward: (kernels, [input], [out]) => kernels.copy(input, out!),
      batch: ({ inputs: [input] }) => input.select(0, 0),
    });
    expect(() => vmap((a: Tensor) => broken([a], undefined))(x)).toThrow(
      'vmap: the batching rule of broken gave [3, 4], expected [2, 3, 4]',
    );
  });

  test('printing shows all samples', () => {
    let text = '';
    vmap((s: Tensor) => {
      text = String(s.mul(2));
      return s;
    })(tensor([1, 2]));
    expect(text).toBe('batchedTensor(all samples in front: tensor([2., 4.]))');
  });
});

describe('gradients through vmap', () => {
  test('a shared tensor gets the sum over the samples', () => {
    const [w, batch] = [leaf([1, 2]), leaf([0.5, -1, 2])];
    const result = vmap((s: Tensor) => w.mul(s).sin())(batch);
    const direct = batch.unsqueeze(1).mul(w).sin();
    const weights = randn([3, 2], { dtype: 'float64' });
    const [got, want] = [result, direct].map((y) => grad(y.mul(weights).sum(), [w, batch], { createGraph: true }));
    expect(got!.every((g, i) => close(g, want![i]!))).toBe(true);
    const [again, expected] = [got!, want!].map((gs) => grad(gs[0]!.square().sum().add(gs[1]!.sum()), [w, batch]));
    expect(again!.every((g, i) => close(g, expected![i]!))).toBe(true);
  });

  test('asked for inside, it is that of each sample', () => {
    const w = leaf([1, 2]);
    const batch = doubles([0.5, -1, 2]);
    const perSample = vmap((s: Tensor) => grad(w.mul(s).sin().sum(), w)[0])(batch);
    expect(close(perSample, batch.unsqueeze(1).mul(batch.unsqueeze(1).mul(w).cos()))).toBe(true);
  });

  test('also of what was recorded before vmap began', () => {
    const w = leaf([1, 2]);
    const doubled = w.mul(2);
    const batch = doubles([0.5, -1, 2]);
    const perSample = vmap((s: Tensor) => grad(doubled.mul(s).sum(), w, { retainGraph: true })[0])(batch);
    expect(close(perSample, batch.unsqueeze(1).mul(2).expand([3, 2]))).toBe(true);
  });

  test('an inner vmap that has returned is summed, the outer one not yet', () => {
    const w = leaf([1, 2]);
    const [a, b] = [doubles([1, 2, 3]), doubles([0.5, 0.25])];
    const perSample = vmap((s: Tensor) => grad(vmap((t: Tensor) => w.mul(s).mul(t))(b).sum(), w)[0])(a);
    expect(close(perSample, a.unsqueeze(1).mul(0.75).expand([3, 2]))).toBe(true);
  });

  test('a gradient that is the same for all samples counts once for each', () => {
    const w = leaf([1, 2]);
    vmap((s: Tensor) => w.add(s))(doubles([1, 2, 3]))
      .sum()
      .backward();
    expect(w.grad!.tolist()).toEqual([3, 3]);
    const twice = leaf([1]);
    vmap((_: Tensor) => twice.mul(2))(doubles([1, 2, 3]))
      .sum()
      .backward();
    expect(twice.grad!.tolist()).toEqual([6]);
  });

  test('a vector of cotangents gives a Jacobian', () => {
    const a = leaf([1, 2, 3]);
    const out = a.square().mul(a.sum());
    const rows = vmap((v: Tensor) => grad(out, a, { gradOutputs: [v], retainGraph: true })[0])(
      doubles([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    );
    const looped = [0, 1, 2].map((i) => grad(out.select(0, i), a, { retainGraph: true })[0]);
    expect(close(rows, stack(looped))).toBe(true);
  });

  test('hooks inside see each sample, retained gradients outside the whole', () => {
    const batch = leaf([1, 2]);
    const seen: (readonly number[])[] = [];
    const middle = batch.mul(3);
    middle.retainGrad();
    vmap((s: Tensor) => {
      const own = s.mul(2);
      own.registerHook((g) => {
        seen.push(g.shape);
        return g.mul(10);
      });
      return own;
    })(middle)
      .sum()
      .backward();
    expect(seen).toEqual([[]]);
    expect(middle.grad!.tolist()).toEqual([20, 20]);
    expect(batch.grad!.tolist()).toEqual([60, 60]);
  });

  test('nothing is recorded inside noGrad', () => {
    const batch = leaf([1, 2]);
    expect(noGrad(() => vmap((s: Tensor) => s.mul(2))(batch)).requiresGrad).toBe(false);
    expect(vmap((s: Tensor) => noGrad(() => s.mul(2)))(batch).requiresGrad).toBe(false);
  });
});

describe('writes in place under vmap', () => {
  test('into what differs from sample to sample', () => {
    const batch = doubles([
      [1, 2],
      [3, 4],
    ]);
    const result = vmap((s: Tensor) => {
      const out = zerosLike(s);
      out.select(0, 0).copy_(s.select(0, 1));
      return out.add_(s).mul_(10);
    })(batch);
    expect(result.tolist()).toEqual([
      [30, 20],
      [70, 40],
    ]);
    expect(batch.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('an argument written to changes outside', () => {
    const batch = doubles([1, 2]);
    vmap((s: Tensor) => s.mul_(2).add_(s))(batch);
    expect(batch.tolist()).toEqual([4, 8]);
  });

  test('are followed by gradients', () => {
    const batch = leaf([1, 2, 3]);
    const result = vmap((s: Tensor) => {
      const out = s.mul(2);
      out.mul_(s);
      return out;
    })(batch);
    expect(grad(result.sum(), batch)[0].tolist()).toEqual([4, 8, 12]);
  });

  test('what differs does not fit into what all share', () => {
    const shared = doubles([0]);
    expect(() => vmap((s: Tensor) => shared.add_(s))(doubles([1, 2]))).toThrow(ArgumentError);
    expect(() => vmap((s: Tensor) => shared.copy_(s))(doubles([1, 2]))).toThrow(
      /vmap: what differs from sample to sample cannot be written into a tensor that is the same for all/,
    );
    expect(shared.tolist()).toEqual([0]);
  });
});

describe('random numbers under vmap', () => {
  const batch = zeros([3, 4]);
  const draws: [string, (x: Tensor) => Tensor][] = [
    ['rand', () => rand([4])],
    ['randn', () => randn([4])],
    ['randint', () => randint(0, 1000, [4])],
    ['randperm', () => randperm(20)],
    ['randnLike', (x) => randnLike(x)],
  ];

  test.each(draws)('%s is refused unless randomness says how', (_name, draw) => {
    expect(() => vmap(draw)(batch)).toThrow(/vmap: .* draws random numbers; pass vmap \{ randomness: 'different' \}/);
  });

  test.each(draws)('%s draws for each sample, or once for all', (_name, draw) => {
    manualSeed(3);
    const different = vmap((x: Tensor) => draw(x), { randomness: 'different' })(batch);
    const rows = unbind(different).map((row) => String(row));
    expect(new Set(rows).size).toBe(3);
    manualSeed(3);
    const same = vmap((x: Tensor) => draw(x), { randomness: 'same' })(batch);
    expect(new Set(unbind(same).map((row) => String(row))).size).toBe(1);
  });

  test('the numbers for all samples are those of one call', () => {
    manualSeed(1);
    const inside = vmap((_: Tensor) => rand([4]), { randomness: 'different' })(batch);
    manualSeed(1);
    expect(inside.tolist()).toEqual(rand([3, 4]).tolist());
  });

  test('nested, each level has its own way', () => {
    const fn = (outer: 'same' | 'different', inner: 'same' | 'different'): Tensor =>
      vmap((x: Tensor) => vmap((_: Tensor) => rand([]), { randomness: inner })(x), { randomness: outer })(batch);
    const distinct = (x: Tensor): number => new Set(x.toTypedArray()).size;
    expect(distinct(fn('same', 'same'))).toBe(1);
    expect(distinct(fn('same', 'different'))).toBe(4);
    expect(distinct(fn('different', 'same'))).toBe(3);
    expect(distinct(fn('different', 'different'))).toBe(12);
  });

  test('in place they follow the tensor', () => {
    expect(vmap((x: Tensor) => uniform_(zerosLike(x)), { randomness: 'different' })(batch).shape).toEqual([3, 4]);
    expect(() => vmap((_: Tensor) => uniform_(zeros([2])), { randomness: 'different' })(batch)).toThrow(
      /uniform_ cannot draw for each sample into a tensor that is the same for all/,
    );
    expect(() => vmap((x: Tensor) => uniform_(zerosLike(x)), { randomness: 'same' })(batch)).toThrow(
      /uniform_ cannot draw the same numbers for all samples with a tensor that differs/,
    );
  });

  test('probabilities of bernoulli and multinomial may differ', () => {
    const p = tensor([
      [0, 1],
      [1, 0],
    ]);
    expect(vmap((x: Tensor) => bernoulli(x), { randomness: 'different' })(p).tolist()).toEqual(p.tolist());
    const picked = vmap((x: Tensor) => multinomial(x, 1), { randomness: 'different' })(p);
    expect(picked.tolist()).toEqual([[1], [0]]);
    expect(() => vmap((x: Tensor) => bernoulli(x), { randomness: 'same' })(p)).toThrow(/cannot draw the same numbers/);
    expect(vmap((x: Tensor) => bernoulli(x, 1), { randomness: 'same' })(p).tolist()).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});

describe('vmap refuses', () => {
  const x = doubles([1, 2]);
  const identity = (a: Tensor): Tensor => a;
  const rows: [string, () => unknown, typeof ArgumentError, RegExp][] = [
    [
      'item',
      () => vmap((a: Tensor) => tensor(a.item()))(x),
      ArgumentError,
      /vmap: cannot read the elements of a tensor/,
    ],
    ['tolist', () => vmap((a: Tensor) => tensor(a.tolist() as number))(x), ArgumentError, /for all 2 samples at once/],
    [
      'backward',
      () => vmap((a: Tensor) => [a].map((b) => b.mul(2).backward()))(leaf([1, 2])),
      GradientError,
      /backward: a tensor inside/,
    ],
    ['no arguments', () => (vmap(identity) as () => Tensor)(), ArgumentError, /without arguments/],
    ['nothing mapped', () => vmap(identity, { inDims: null })(x), ArgumentError, /no argument is mapped over/],
    [
      'other sizes',
      () => vmap((a: Tensor, b: Tensor) => a.add(b))(x, doubles([1, 2, 3])),
      ArgumentError,
      /have sizes \[2, 3\]/,
    ],
    [
      '0-d',
      () => vmap(identity)(tensor(1)),
      IndexError,
      /inDims is 0 for a tensor of shape \[\], which has no dimension/,
    ],
    [
      'out of range',
      () => vmap(identity, { inDims: 1 })(x),
      IndexError,
      /inDims is 1 .*expected a dimension in \[-1, 0\]/,
    ],
    [
      'outDims out of range',
      () => vmap(identity, { outDims: 1 })(x),
      IndexError,
      /outDims is 1 for a result of shape \[\]/,
    ],
    ['no dimension', () => vmap(identity, { inDims: 0.5 })(x), ArgumentError, /inDims has 0.5/],
    [
      'inDims of another structure',
      () => vmap(identity, { inDims: [0, 0] })(x),
      ArgumentError,
      /not nested as the arguments/,
    ],
    [
      'outDims of another structure',
      () => vmap(identity, { outDims: [0] })(x),
      ArgumentError,
      /not nested as the results/,
    ],
    [
      'numbers',
      () => vmap((a: Tensor, b: number) => a.mul(b))(x, 2),
      ArgumentError,
      /number 2, which cannot be mapped/,
    ],
    [
      'results that are no tensors',
      () => vmap((_: Tensor) => 1)(x),
      ArgumentError,
      /returned number, expected tensors/,
    ],
    ['promises', () => vmap(async (a: Tensor) => a)(x), ArgumentError, /returned a promise/],
    [
      'null for what differs',
      () => vmap(identity, { outDims: null })(x),
      ArgumentError,
      /outDims says null for a result/,
    ],
    [
      'unknown randomness',
      () => vmap(identity, { randomness: 'some' as 'same' }),
      ArgumentError,
      /randomness is 'some'/,
    ],
    ['chunks of nothing', () => vmap(identity, { chunkSize: 0 }), ArgumentError, /chunkSize is 0/],
  ];
  test.each(rows)('%s', (_name, fn, type, message) => {
    expect(fn).toThrow(type);
    expect(fn).toThrow(message);
  });

  test('shapes that do not fit, in terms of one sample', () => {
    expect(() => vmap((a: Tensor, b: Tensor) => a.add(b))(zeros([5, 2]), zeros([5, 3]))).toThrow(
      'add: [2] and [3] do not broadcast',
    );
    expect(() => vmap((a: Tensor, b: Tensor) => cat([a, b]))(zeros([5, 2, 1]), zeros([5, 3, 2]))).toThrow(
      /cat: input 1 has shape \[3, 2\]/,
    );
  });

  test('and is over after an error', () => {
    expect(() => vmap((_: Tensor) => rand([2]))(x)).toThrow();
    expect(rand([2]).shape).toEqual([2]);
  });
});
