import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  func,
  GradientError,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  ones,
  ShapeError,
  type Tensor,
  vhp,
  vjp,
} from '../src/index.ts';
import { doubles } from './structured-tensors.ts';

const close = (a: Tensor, b: Tensor): boolean =>
  a.shape.join() === b.shape.join() && a.sub(b).abs().le(1e-10).all().item() === 1;

const x = doubles([0.3, -0.7, 1.1]);
const y = doubles([2, 0.5, -1]);
const energy = (a: Tensor): Tensor => a.sin().mul(a.sum()).sum();
const both = (a: Tensor, b: Tensor): Tensor => a.mul(b).sin().sum();

describe('derivatives of a function', () => {
  test('vjp and jvp give outputs and products', () => {
    const [outputs, product] = vjp((a: Tensor) => a.sin(), x, y);
    expect(outputs.tolist()).toEqual(x.sin().tolist());
    expect(close(product, x.cos().mul(y))).toBe(true);
    expect(close(jvp((a: Tensor) => a.sin(), x, y)[1], x.cos().mul(y))).toBe(true);
  });

  test('lists give lists', () => {
    const fn = (a: Tensor, b: Tensor): Tensor[] => [a.mul(b), a];
    const [outputs, products] = vjp(fn, [x, y], [ones([3], { dtype: 'float64' }), y]);
    expect(outputs).toHaveLength(2);
    expect(products.map((t) => t.tolist())).toEqual([y.mul(2).tolist(), x.tolist()]);
    const rows = jacobian(fn, [x, y]);
    expect(rows.map((row) => row.map((t) => t.shape))).toEqual([
      [
        [3, 3],
        [3, 3],
      ],
      [
        [3, 3],
        [3, 3],
      ],
    ]);
    expect(rows[1]![1]!.sum().item()).toBe(0);
  });

  test('v may be left out for a single element', () => {
    expect(close(vjp(energy, x)[1], func.grad(energy)(x))).toBe(true);
    expect(jvp((s: Tensor) => s.square(), doubles([3]))[1].tolist()).toEqual([6]);
  });

  test.each([
    ['row by row', {}],
    ['all rows at once', { vectorize: true }],
    ['column by column', { strategy: 'forward-mode' }],
    ['all columns at once', { strategy: 'forward-mode', vectorize: true }],
  ] as const)('jacobian %s', (_name, options) => {
    const fn = (a: Tensor): Tensor => a.mul(a.sum());
    expect(close(jacobian(fn, x, options), func.jacrev(fn)(x))).toBe(true);
    expect(jacobian((_: Tensor) => y, x, options).tolist()).toEqual(
      doubles([
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ]).tolist(),
    );
    expect(jacobian(fn, doubles([]), options).shape).toEqual([0, 0]);
  });

  test.each([
    ['one by one', {}],
    ['at once', { vectorize: true }],
    ['by columns', { vectorize: true, outerJacobianStrategy: 'forward-mode' }],
  ] as const)('hessian %s', (_name, options) => {
    expect(close(hessian(energy, x, options), func.hessian(energy)(x))).toBe(true);
    const blocks = hessian(both, [x, y], options);
    const want = func.hessian(both, { argnums: [0, 1] })(x, y);
    for (const i of [0, 1] as const)
      for (const k of [0, 1] as const) expect(close(blocks[i][k], want[i][k])).toBe(true);
    expect(hessian((a: Tensor) => a.sum(), x, options).tolist()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test('hvp and vhp are products with the hessian', () => {
    const want = func.hessian(energy)(x).matmul(y);
    for (const product of [hvp, vhp]) {
      const [value, result] = product(energy, x, y);
      expect(value.item()).toBe(energy(x).item());
      expect(close(result, want)).toBe(true);
      const [byA, byB] = product(both, [x, y], [y, x])[1];
      const blocks = func.hessian(both, { argnums: [0, 1] })(x, y);
      expect(close(byA, blocks[0][0].matmul(y).add(blocks[0][1].matmul(x)))).toBe(true);
      expect(close(byB, blocks[1][0].matmul(y).add(blocks[1][1].matmul(x)))).toBe(true);
      expect(product((a: Tensor) => a.sum(), x, y)[1].tolist()).toEqual([0, 0, 0]);
    }
  });

  test('they are outside the graph, unless createGraph', () => {
    const a = x.detach().requiresGrad_();
    expect(jacobian(energy, a).requiresGrad).toBe(false);
    expect(vjp(energy, a).map((t) => t.requiresGrad)).toEqual([false, false]);
    const rows = jacobian((b: Tensor) => b.square(), a, { createGraph: true });
    expect(grad(rows.sum(), a)[0].tolist()).toEqual([2, 2, 2]);
    const h = hessian((b: Tensor) => b.pow(3).sum(), a, { createGraph: true });
    expect(close(grad(h.sum(), a)[0], ones([3], { dtype: 'float64' }).mul(6))).toBe(true);
    expect(close(grad(hvp((b: Tensor) => b.pow(3).sum(), a, y, { createGraph: true })[1].sum(), a)[0], y.mul(6))).toBe(
      true,
    );
  });

  test('the gradients of the inputs stay as they are', () => {
    const a = x.detach().requiresGrad_();
    jacobian(energy, a);
    hessian(energy, a);
    expect(a.grad).toBe(null);
  });
});

describe('strict', () => {
  const strict = { strict: true };
  const constant = (_: Tensor): Tensor => y;
  const first = (a: Tensor, _: Tensor): Tensor => a.sum();
  const linear = (a: Tensor): Tensor => a.sum();
  const rows: [string, () => unknown, RegExp][] = [
    ['an output without graph', () => vjp(constant, x, y, strict), /output 0 does not depend on the inputs/],
    ['an input without influence', () => vjp(first, [x, y], undefined, strict), /does not depend on input 1/],
    ['in a jacobian', () => jacobian(first, [x, y], strict), /does not depend on input 1/],
    [
      'a constant derivative, with createGraph',
      () => jacobian(linear, x, { ...strict, createGraph: true }),
      /derivative does not depend/,
    ],
    ['a gradient without influence', () => hessian(linear, x, strict), /strict/],
    ['a constant gradient', () => hvp(linear, x, y, strict), /strict/],
    ['a constant gradient, from the left', () => vhp(linear, x, y, strict), /strict/],
  ];
  test.each(rows)('refuses %s', (_name, fn, message) => {
    expect(fn).toThrow(GradientError);
    expect(fn).toThrow(message);
  });
});

describe('refused is', () => {
  const rows: [string, () => unknown, new (message: string) => Error, RegExp][] = [
    [
      'a vector of another shape',
      () => vjp((a: Tensor) => a, x, ones([2])),
      ShapeError,
      /has shape \[2\], expected \[3\]/,
    ],
    ['another number of vectors', () => jvp(both, [x, y], [x]), ArgumentError, /got 1 vectors, expected 2/],
    ['no vector for several elements', () => vjp((a: Tensor) => a, x), ArgumentError, /v can only be left out/],
    ['no vector for several inputs', () => jvp(both, [x, y]), ArgumentError, /v can only be left out/],
    ['a hessian of several elements', () => hessian((a: Tensor) => a, x), ArgumentError, /single element/],
    ['what is no tensor', () => jacobian((_: Tensor) => 1 as never, x), ArgumentError, /input 0 must be a tensor/],
  ];
  test.each(rows)('%s', (_name, fn, type, message) => {
    expect(fn).toThrow(type);
    expect(fn).toThrow(message);
  });
});
