import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grad, gradcheck, gradgradcheck, noGrad, type Tensor, zerosLike } from '../src/index.ts';
import { calls, inPlace } from './in-place-calls.ts';
import { variedLeaf } from './structured-tensors.ts';

/** A view of a matrix [3, 4] or of what earlier views made of it, by a number that picks its place. */
const views: ((x: Tensor, seed: number) => Tensor)[] = [
  (x) => x.transpose(0, -1),
  (x, seed) => (x.ndim > 1 ? x.select(seed % x.ndim, seed % x.shape[seed % x.ndim]!) : x),
  (x, seed) => x.narrow(seed % x.ndim, seed % x.shape[seed % x.ndim]!, 1),
  (x) => x.unsqueeze(0),
  (x, seed) => x.narrow(0, 0, 1 + (seed % x.shape[0]!)),
];

/** The same write in place, and out of place; `w` is a leaf with one element. */
const writes: [(x: Tensor, w: Tensor) => Tensor, (x: Tensor, w: Tensor) => Tensor][] = [
  [(x, w) => x.mul_(w), (x, w) => x.mul(w)],
  [(x, w) => x.add_(w, { alpha: 0.5 }), (x, w) => x.add(w, { alpha: 0.5 })],
  [(x) => x.sin_(), (x) => x.sin()],
  [(x, w) => x.copy_(w), (x, w) => w.expand(x.shape)],
  [(x) => x.fill_(0.75), (x) => zerosLike(x).add(0.75)],
  [(x, w) => x.atan2_(w.expand(x.shape)), (x, w) => x.atan2(w.expand(x.shape))],
];

interface Step {
  readonly chain: readonly [number, number][];
  readonly write: number;
}

const steps = fc.array(
  fc.record({
    chain: fc.array(fc.tuple(fc.nat(views.length - 1), fc.nat(20)), { maxLength: 4 }),
    write: fc.nat(writes.length - 1),
  }),
  { minLength: 1, maxLength: 5 },
);

const follow = (x: Tensor, { chain }: Step): Tensor => chain.reduce((v, [k, seed]) => views[k]!(v, seed), x);

function inPlaceRun(x: Tensor, w: Tensor, program: readonly Step[]): Tensor {
  const y = x.clone();
  const early = program.map((step) => follow(y, step));
  program.forEach((step, i) => {
    // views from before the first write, and fresh ones
    const view = i % 2 === 0 ? early[i]! : follow(y, step);
    writes[step.write]![0](view, w);
  });
  return y.mul(1);
}

function functionalRun(x: Tensor, w: Tensor, program: readonly Step[]): Tensor {
  let y = x.clone();
  for (const step of program) {
    const mask = zerosLike(x);
    noGrad(() => follow(mask, step).fill_(1));
    y = writes[step.write]![1](y, w).where(mask.gt(0), y);
  }
  return y;
}

test('writes through any views give the values and the gradients of the same program without them', () => {
  fc.assert(
    fc.property(steps, (program) => {
      const [x, w] = [variedLeaf([3, 4]), variedLeaf([1], 2)];
      const [got, want] = [inPlaceRun(x, w, program), functionalRun(x, w, program)];
      expect([...got.toTypedArray()]).toEqual([...want.toTypedArray()]);
      const weight = variedLeaf([3, 4], 5).detach();
      const options = { gradOutputs: [weight], allowUnused: true } as const;
      const [a, b] = [grad(got, [x, w], options), grad(want, [x, w], options)];
      for (const i of [0, 1]) {
        const [ga, gb] = [a[i], b[i]].map((g) => [...(g ?? zerosLike(i === 0 ? x : w)).toTypedArray()]);
        expect(ga!.every((value, k) => Math.abs(value - gb![k]!) < 1e-9)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test('first and second derivatives of programs with writes agree with finite differences', () => {
  fc.assert(
    fc.property(steps, (program) => {
      const run = (x: Tensor, w: Tensor): Tensor => inPlaceRun(x, w, program);
      expect(gradcheck(run, [variedLeaf([3, 4]), variedLeaf([1], 2)])).toBe(true);
      expect(gradgradcheck(run, [variedLeaf([3, 4]), variedLeaf([1], 2)])).toBe(true);
    }),
    { numRuns: 15 },
  );
});

const functions = inPlace as unknown as Record<string, (x: Tensor, ...args: unknown[]) => Tensor>;

test.each(Object.entries(calls))('%s writes what its operation gives, with the same gradients', async (name, call) => {
  const ops = (await import('../src/ops/index.ts')) as unknown as typeof functions;
  const [x, ...args] = call;
  const [a, b] = [x.clone(), x.clone()].map((t) => (t.dtype === 'float64' ? t.requiresGrad_() : t)) as [Tensor, Tensor];
  const want = ops[name.slice(0, -1)]!(a, ...args);
  const target = b.clone();
  expect(functions[name]!(target, ...args)).toBe(target);
  expect([...target.toTypedArray()]).toEqual([...want.to(target.dtype).toTypedArray()]);
  expect(target.dtype).toBe(x.dtype);
  if (!want.requiresGrad) return;
  const [ga, gb] = [grad(want.sum(), a)[0]!, grad(target.sum(), b)[0]!];
  expect([...gb.toTypedArray()]).toEqual([...ga.toTypedArray()]);
});
