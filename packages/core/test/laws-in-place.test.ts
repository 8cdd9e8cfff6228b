import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grad, gradcheck, gradgradcheck, noGrad, type Tensor, zerosLike } from '../src/index.ts';
import * as elementwise from '../src/ops/in-place.ts';
import * as structured from '../src/ops/in-place-structured.ts';
import { doubles, variedLeaf } from './structured-tensors.ts';

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

const inPlace = { ...elementwise, ...structured };

type InPlaceName = keyof typeof inPlace;

const positive = doubles([0.2, 0.5, 0.8]);
const mixed = doubles([-0.7, 0.4, 1.3]);
const other = doubles([0.3, 1.2, 2.1]);
const mask = other.gt(1);
const index = doubles([2, 0, 1]).long();
const square = doubles([
  [1, 2],
  [3, 4],
]);
const pair = doubles([5, 6]);

/** Operand and further arguments of every function. */
const calls: Record<InPlaceName, readonly [Tensor, ...unknown[]]> = {
  sigmoid_: [mixed],
  relu_: [mixed],
  leakyRelu_: [mixed, { negativeSlope: 0.2 }],
  elu_: [mixed, { alpha: 0.5 }],
  selu_: [mixed],
  celu_: [mixed],
  silu_: [mixed],
  mish_: [mixed],
  add_: [mixed, other, { alpha: 2 }],
  sub_: [mixed, 3],
  mul_: [mixed, other],
  div_: [mixed, other, { roundingMode: 'floor' }],
  floorDivide_: [mixed, 2],
  remainder_: [mixed, other],
  fmod_: [mixed, other],
  pow_: [positive, other],
  floatPower_: [positive, 2],
  neg_: [mixed],
  abs_: [mixed],
  sign_: [mixed],
  sgn_: [mixed],
  square_: [mixed],
  reciprocal_: [mixed],
  eq_: [mixed, 0.4],
  ne_: [mixed, 0.4],
  lt_: [mixed, other],
  le_: [mixed, other],
  gt_: [mixed, other],
  ge_: [mixed, other],
  clamp_: [mixed, 0, 1],
  clampMin_: [mixed, 0],
  clampMax_: [mixed, other],
  maskedFill_: [mixed, mask, 7],
  nanToNum_: [mixed],
  exp_: [mixed],
  exp2_: [mixed],
  expm1_: [mixed],
  log_: [positive],
  log1p_: [positive],
  log2_: [positive],
  log10_: [positive],
  sqrt_: [positive],
  rsqrt_: [positive],
  xlogy_: [mixed, other],
  logit_: [positive, { eps: 1e-3 }],
  hypot_: [mixed, other],
  copysign_: [mixed, -1],
  heaviside_: [mixed, other],
  lerp_: [mixed, other, 0.3],
  addcmul_: [mixed, other, positive, { value: 2 }],
  addcdiv_: [mixed, other, positive],
  logicalNot_: [mask],
  logicalAnd_: [mixed, other],
  logicalOr_: [mixed, other],
  logicalXor_: [mixed, other],
  hardtanh_: [mixed],
  relu6_: [mixed],
  hardsigmoid_: [mixed],
  hardswish_: [mixed],
  threshold_: [mixed, 0.5, 9],
  floor_: [mixed],
  ceil_: [mixed],
  trunc_: [mixed],
  frac_: [mixed],
  round_: [mixed, { decimals: 1 }],
  erf_: [mixed],
  erfc_: [mixed],
  erfinv_: [positive],
  lgamma_: [positive],
  digamma_: [positive],
  sin_: [mixed],
  cos_: [mixed],
  tan_: [mixed],
  asin_: [positive],
  acos_: [positive],
  atan_: [mixed],
  sinh_: [mixed],
  cosh_: [mixed],
  tanh_: [mixed],
  asinh_: [mixed],
  acosh_: [other.add(1)],
  atanh_: [positive],
  atan2_: [mixed, other],
  sinc_: [mixed],
  deg2rad_: [mixed],
  rad2deg_: [mixed],
  scatter_: [mixed, 0, index, other],
  scatterAdd_: [mixed, 0, index, other],
  indexAdd_: [mixed, 0, index, other, { alpha: 0.5 }],
  indexPut_: [mixed, [index], other, { accumulate: true }],
  indexCopy_: [mixed, 0, index, other],
  indexFill_: [mixed, 0, index.narrow(0, 0, 2), 7],
  scatterReduce_: [mixed, 0, index, other, 'prod'],
  maskedScatter_: [mixed, mask, other],
  put_: [mixed, index, other],
  cumsum_: [mixed, 0],
  cumprod_: [mixed, 0],
  renorm_: [square, 2, 0, 1],
  tril_: [square],
  triu_: [square, 1],
  addmm_: [square, square, square, { beta: 0.5 }],
  addmv_: [pair, square, pair],
  addr_: [square, pair, pair],
  addbmm_: [square, square.unsqueeze(0), square.unsqueeze(0)],
  baddbmm_: [square.unsqueeze(0), square.unsqueeze(0), square.unsqueeze(0)],
};

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
