import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  DTypeError,
  eye,
  func,
  grad,
  gradcheck,
  noGrad,
  ones,
  randn,
  ShapeError,
  stack,
  type Tensor,
  tensor,
  unbind,
  valueAndGrad,
  vmap,
} from '../src/index.ts';
import { doubles, leaf } from './structured-tensors.ts';

const close = (a: Tensor, b: Tensor, atol = 1e-10): boolean =>
  a.shape.join() === b.shape.join() && a.sub(b).abs().le(atol).all().item() === 1;

const x = doubles([0.3, -0.7, 1.1]);
const y = doubles([2, 0.5, -1]);
const energy = (a: Tensor): Tensor => a.sin().mul(a.sum()).sum();
/** ∂ᵢ Σⱼ sin(aⱼ) Σₖ aₖ */
const slope = (a: Tensor): Tensor => a.cos().mul(a.sum()).add(a.sin().sum());

describe('func.grad', () => {
  test('is the gradient by the first argument', () => {
    expect(close(func.grad(energy)(x), slope(x))).toBe(true);
    const product = (a: Tensor, b: Tensor): Tensor => a.mul(b).sum();
    expect(func.grad(product)(x, y).tolist()).toEqual(y.tolist());
  });

  test('by others, or several, as argnums says', () => {
    const fn = (a: Tensor, k: number, b: Tensor): Tensor => a.mul(b).mul(k).sum();
    expect(func.grad(fn, { argnums: 2 })(x, 2, y).tolist()).toEqual(x.mul(2).tolist());
    expect((func.grad(fn, { argnums: -1 })(x, 2, y) as Tensor).tolist()).toEqual(x.mul(2).tolist());
    const [byB, byA] = func.grad(fn, { argnums: [2, 0] })(x, 2, y);
    expect(byB.tolist()).toEqual(x.mul(2).tolist());
    expect(byA.tolist()).toEqual(y.mul(2).tolist());
  });

  test('has the form of the argument', () => {
    const fn = ({ w, rest }: { w: Tensor; rest: Map<string, Tensor[]> }): Tensor =>
      w.mul(2).sum().add(rest.get('b')![0]!.mul(3).sum());
    const { w, rest } = func.grad(fn)({ w: x, rest: new Map([['b', [y]]]) });
    expect(w.tolist()).toEqual([2, 2, 2]);
    expect(rest.get('b')![0]!.tolist()).toEqual([3, 3, 3]);
  });

  test('nests', () => {
    const third = func.grad(func.grad(func.grad((s: Tensor) => s.sin())));
    expect(third(tensor(0.5, { dtype: 'float64' })).item()).toBeCloseTo(-Math.cos(0.5), 12);
  });

  test('follows the arguments alone, not what else the function uses', () => {
    const inner = (a: Tensor): Tensor =>
      func
        .grad((b: Tensor) => b.mul(a).sum())(a)
        .mul(a)
        .sum();
    // the inner gradient is a, so the outer function is Σ a²
    expect(func.grad(inner)(x).tolist()).toEqual(x.mul(2).tolist());
    const own = leaf([2, 3]);
    expect(
      func
        .grad((a: Tensor) => a.mul(own).sum())(own)
        .tolist(),
    ).toEqual([2, 3]);
  });

  test('of what the output does not depend on is zero', () => {
    expect(
      func
        .grad((_: Tensor) => tensor(1))(x)
        .tolist(),
    ).toEqual([0, 0, 0]);
    expect(
      func
        .grad((a: Tensor, b: Tensor) => b.mul(a.detach()).sum())(x, y)
        .tolist(),
    ).toEqual([0, 0, 0]);
  });

  test('is differentiated by what the function uses, and by its arguments', () => {
    const [w, a] = [leaf([1, 2, 3]), x.detach().requiresGrad_()];
    const inside = func.grad((b: Tensor) => b.mul(w).sin().sum())(a);
    const [byW, byA] = grad(inside.sum(), [w, a]);
    const direct = w.mul(a.mul(w).cos());
    const wanted = grad(direct.sum(), [w, a]);
    expect(close(byW!, wanted[0]!) && close(byA!, wanted[1]!)).toBe(true);
  });

  test('is outside the graph where nobody asks for its gradient', () => {
    expect(func.grad(energy)(x).requiresGrad).toBe(false);
    expect(noGrad(() => func.grad(energy)(x.detach().requiresGrad_())).requiresGrad).toBe(false);
    const [value, gradient] = valueAndGrad(energy)(x);
    expect([value.requiresGrad, gradient.requiresGrad]).toEqual([false, false]);
  });

  test('works inside noGrad, and respects one inside the function', () => {
    expect(
      close(
        noGrad(() => func.grad(energy)(x)),
        slope(x),
      ),
    ).toBe(true);
    const halved = (a: Tensor): Tensor => a.mul(noGrad(() => a.mul(1))).sum();
    expect(func.grad(halved)(x).tolist()).toEqual(x.tolist());
  });

  test('leaves the graph of the arguments as it was', () => {
    const a = leaf([1, 2]);
    const b = a.mul(2);
    func.grad(energy)(b);
    b.square().sum().backward();
    expect(a.grad!.tolist()).toEqual([8, 16]);
  });

  test('passes on what hasAux says', () => {
    const fn = (a: Tensor): [Tensor, { doubled: Tensor; note: string }] => [a.sum(), { doubled: a.mul(2), note: 'x' }];
    const [gradient, aux] = func.grad(fn, { hasAux: true })(x);
    expect(gradient.tolist()).toEqual([1, 1, 1]);
    expect(aux.note).toBe('x');
    expect([aux.doubled.tolist(), aux.doubled.requiresGrad]).toEqual([x.mul(2).tolist(), false]);
    const [[value, again], same] = valueAndGrad(fn, { hasAux: true })(x);
    expect([value.item(), again.note, same.tolist()]).toEqual([x.sum().item(), 'x', [1, 1, 1]]);
  });

  test('comes with the value, in the order the name says', () => {
    const [value, gradient] = valueAndGrad(energy)(x);
    const [first, second] = func.gradAndValue(energy)(x);
    expect(value.item()).toBe(energy(x).item());
    expect([first.tolist(), second.item()]).toEqual([gradient.tolist(), value.item()]);
  });

  test('of samples, by vmap', () => {
    const batch = stack([x, y]);
    expect(close(vmap(func.grad(energy))(batch), stack([slope(x), slope(y)]))).toBe(true);
    const weights = x;
    const loss = (w: Tensor, sample: Tensor): Tensor => w.mul(sample).sin().sum();
    const perSample = vmap(func.grad(loss), { inDims: [null, 0] })(weights, batch);
    expect(close(perSample, batch.mul(batch.mul(weights).cos()))).toBe(true);
  });

  test('may have vmap inside', () => {
    const fn = (a: Tensor): Tensor => vmap((s: Tensor) => s.mul(a).sin().sum())(stack([x, y])).sum();
    const want = func.grad((a: Tensor) => stack([x, y]).mul(a).sin().sum())(x);
    expect(close(func.grad(fn)(x), want)).toBe(true);
    expect(close(func.hessian(fn)(x), func.hessian((a: Tensor) => stack([x, y]).mul(a).sin().sum())(x))).toBe(true);
  });
});

describe('products with Jacobians', () => {
  const pair = (a: Tensor, b: Tensor): [Tensor, Tensor] => [a.mul(b), a.square().sum()];

  test('vjp gives the output and gradients for any cotangents', () => {
    const [output, pull] = func.vjp(pair, [x, y]);
    expect(output.map((t) => t.tolist())).toEqual(pair(x, y).map((t) => t.tolist()));
    for (const [v, s] of [
      [ones([3], { dtype: 'float64' }), 0],
      [y, 2],
    ] as const) {
      const [byA, byB] = pull([v, tensor(s, { dtype: 'float64' })]);
      expect(close(byA, v.mul(y).add(x.mul(2 * s)))).toBe(true);
      expect(close(byB, v.mul(x))).toBe(true);
    }
  });

  test('jvp gives the output and how it moves', () => {
    const [output, [dot, moved]] = func.jvp(pair, [x, y], [y, x]);
    expect(output[0].tolist()).toEqual(x.mul(y).tolist());
    expect(close(dot, y.square().add(x.square()))).toBe(true);
    expect(close(moved, x.mul(y).sum().mul(2))).toBe(true);
  });

  test('linearize does not call the function again', () => {
    let calls = 0;
    const [output, push] = func.linearize(
      (a: Tensor) => {
        calls++;
        return a.sin();
      },
      [x],
    );
    expect(output.tolist()).toEqual(x.sin().tolist());
    for (const v of [x, y]) expect(close(push(v), x.cos().mul(v))).toBe(true);
    expect(calls).toBe(1);
  });

  test('what does not depend on the primals does not move', () => {
    expect(func.jvp((_: Tensor) => ones([2]), [x], [y])[1].tolist()).toEqual([0, 0]);
    expect(() => func.jvp((_: Tensor) => ones([2]), [x], [y], { strict: true })).toThrow(ArgumentError);
  });

  test('a slope that is infinite does not spoil the rest', () => {
    const [, moved] = func.jvp((a: Tensor) => a.sqrt(), [doubles([0, 4])], [doubles([1, 1])]);
    expect(moved.tolist()).toEqual([Infinity, 0.25]);
  });

  test('they are differentiable by the primals and by the vectors', () => {
    const byVjp = (a: Tensor, v: Tensor): Tensor => func.vjp((b: Tensor) => b.sin(), [a])[1](v)[0];
    const byJvp = (a: Tensor, v: Tensor): Tensor => func.jvp((b: Tensor) => b.sin(), [a], [v])[1];
    for (const fn of [byVjp, byJvp]) {
      expect(gradcheck(fn, [x.detach().requiresGrad_(), y.detach().requiresGrad_()])).toBe(true);
    }
  });

  test('forward over reverse, reverse over forward', () => {
    const hv = (v: Tensor): Tensor => func.jvp(func.grad(energy), [x], [v])[1];
    const vh = (v: Tensor): Tensor => func.grad((a: Tensor) => func.jvp(energy, [a], [v])[1])(x);
    const want = func.hessian(energy)(x).matmul(y);
    expect(close(hv(y), want) && close(vh(y), want)).toBe(true);
  });

  test('hasAux passes on', () => {
    const fn = (a: Tensor): [Tensor, string] => [a.mul(2), 'aux'];
    expect(func.vjp(fn, [x], { hasAux: true })[2]).toBe('aux');
    expect(func.jvp(fn, [x], [y], { hasAux: true })[2]).toBe('aux');
  });
});

describe('Jacobians', () => {
  // both have the same overloads, which a union of them would lose
  const transforms = { jacrev: func.jacrev, jacfwd: func.jacfwd as typeof func.jacrev };
  const fn = (a: Tensor, b: Tensor): Tensor => a.unsqueeze(1).mul(b).sin();

  test.each(['jacrev', 'jacfwd'] as const)('%s has the shape of the output, then that of the argument', (name) => {
    const jacobian = transforms[name](fn)(x, doubles([1, 2]));
    expect(jacobian.shape).toEqual([3, 2, 3]);
    const diagonal = x
      .unsqueeze(1)
      .mul(doubles([1, 2]))
      .cos()
      .mul(doubles([1, 2]));
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 3; k++) {
        const want = i === k ? diagonal.select(0, i) : doubles([0, 0]);
        expect(close(jacobian.select(0, i).select(1, k), want)).toBe(true);
      }
    }
  });

  test.each(['jacrev', 'jacfwd'] as const)('%s of several arguments and outputs', (name) => {
    const several = (a: Tensor, b: Tensor): { sum: Tensor; parts: Tensor[] } => ({ sum: a.sum(), parts: [a.mul(b)] });
    const { sum, parts } = transforms[name](several, { argnums: [0, 1] })(x, y);
    expect(sum.map((t) => t.tolist())).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
    expect(parts[0]!.map((t) => t.shape)).toEqual([
      [3, 3],
      [3, 3],
    ]);
    expect(close(parts[0]![1]!, x.unsqueeze(1).mul(eye(3, { dtype: 'float64' })))).toBe(true);
  });

  test('in chunks they are the same', () => {
    const whole = func.jacrev(fn)(x, y);
    for (const chunkSize of [1, 2, 100]) expect(func.jacrev(fn, { chunkSize })(x, y).tolist()).toEqual(whole.tolist());
  });

  test('of nothing are empty', () => {
    const empty = doubles([]);
    expect(func.jacrev((a: Tensor) => a.mul(2))(empty).shape).toEqual([0, 0]);
    expect(func.jacfwd((_: Tensor) => x.mul(2))(empty).shape).toEqual([3, 0]);
  });

  test('hessian is symmetric and agrees with the formula', () => {
    const h = func.hessian(energy)(x);
    const crossed = x.cos().unsqueeze(1).add(x.cos());
    const want = crossed.sub(
      tensor(
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        { dtype: 'float64' },
      ).mul(x.sin().mul(x.sum())),
    );
    expect(close(h, want)).toBe(true);
    expect(close(h, func.jacrev(func.jacrev(energy))(x))).toBe(true);
    expect(close(h, func.jacrev(func.jacfwd(energy))(x))).toBe(true);
    expect(close(h, func.jacfwd(func.jacfwd(energy))(x))).toBe(true);
  });

  test('of every sample, by vmap', () => {
    const batch = stack([x, y]);
    const scaled = (a: Tensor): Tensor => a.mul(a.sum()).exp();
    for (const jacobian of [func.jacrev(scaled), func.jacfwd(scaled)]) {
      expect(close(vmap(jacobian)(batch), stack([jacobian(x), jacobian(y)]))).toBe(true);
    }
    const h = func.hessian(energy);
    expect(close(vmap(h)(batch), stack([h(x), h(y)]))).toBe(true);
  });

  test('are differentiable', () => {
    expect(gradcheck((a: Tensor) => func.jacrev(energy)(a), [x.detach().requiresGrad_()])).toBe(true);
    expect(gradcheck((a: Tensor) => func.jacfwd(energy)(a), [x.detach().requiresGrad_()])).toBe(true);
  });
});

describe('transforms refuse', () => {
  const integers = tensor([1, 2], { dtype: 'int32' });
  const rows: [string, () => unknown, new (message: string) => Error, RegExp][] = [
    [
      'outputs with dimensions',
      () => func.grad((a: Tensor) => a)(x),
      ShapeError,
      /func.grad: .* 0-d tensor, got shape \[3\]/,
    ],
    ['outputs that are no tensor', () => func.grad((_: Tensor) => 1 as never)(x), ArgumentError, /returned number 1/],
    ['several outputs', () => func.grad((a: Tensor) => [a, a] as never)(x), ArgumentError, /one tensor/],
    ['integers', () => func.grad((a: Tensor) => a.sum())(integers), DTypeError, /int32/],
    ['numbers', () => func.grad((a: number) => ones([]).mul(a))(2), ArgumentError, /holds number 2/],
    ['positions that are not there', () => func.grad(energy, { argnums: 1 })(x), ArgumentError, /argnums has 1/],
    ['a position twice', () => func.grad(energy, { argnums: [0, -1] })(x), ArgumentError, /argnums has -1 twice/],
    ['no position', () => func.grad(energy, { argnums: [] })(x), ArgumentError, /argnums is empty/],
    [
      'aux that is not there',
      () => func.grad(energy as never, { hasAux: true })(x),
      ArgumentError,
      /must return two things/,
    ],
    ['cotangents of another shape', () => func.vjp(energy, [x])[1](x), ShapeError, /has shape \[3\], expected \[\]/],
    [
      'too many cotangents',
      () => func.vjp(energy, [x])[1]([x, x] as never),
      ArgumentError,
      /got 2 cotangents, expected 1/,
    ],
    [
      'tangents of another shape',
      () => func.jvp(energy, [x], [ones([2])]),
      ShapeError,
      /has shape \[2\], expected \[3\]/,
    ],
  ];
  test.each(rows)('%s', (_name, fn, type, message) => {
    expect(fn).toThrow(type);
    expect(fn).toThrow(message);
  });
});

test('transforms of many samples agree with one by one', () => {
  const batch = randn([64, 3], { dtype: 'float64' });
  const looped = stack(unbind(batch).map((sample) => slope(sample)));
  expect(close(vmap(func.grad(energy), { chunkSize: 10 })(batch), looped)).toBe(true);
});
