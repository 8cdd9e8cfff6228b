import { manualSeed, rand, randn, type Shape, type Tensor, tensor } from '../src/index.ts';
import * as ops from '../src/ops/index.ts';

/** The name of every operation; a new one without a row below is a compile error. */
export type OpName = keyof typeof ops;

/** One call to check: inputs (those that require grad are float64) and what to do with them. */
export interface Sample {
  readonly label: string;
  readonly inputs: readonly Tensor[];
  readonly run: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
}

/** How an operation is checked. */
export interface Samples {
  /** `smooth`: first and second derivatives by finite differences; `none`: no gradient, or one that is zero. */
  readonly gradient: 'smooth' | 'none';
  /** Makes the samples anew, in the memory of the moment. */
  readonly make: () => Sample[];
}

type Fill = (shape: Shape) => Tensor;

/** Uniform on (low, high). */
const between = (low: number, high: number): Fill => {
  return (shape) =>
    rand(shape, { dtype: 'float64' })
      .mul(high - low)
      .add(low);
};

/** On both sides of 0, at least `gap` away from it and from ±`gap` multiples: no kink is within a finite difference. */
const offZero: Fill = (shape) => {
  const sizes = rand(shape, { dtype: 'float64' }).mul(0.8).add(0.15);
  const signs = rand(shape, { dtype: 'float64' }).gt(0.5).double().mul(2).sub(1);
  return sizes.mul(signs);
};

const leaf = (x: Tensor): Tensor => x.detach().requiresGrad_();

/** The same elements with other strides. */
const strided = (x: Tensor): Tensor => {
  if (x.ndim < 2) return x;
  return leaf(x.detach().transpose(0, 1).contiguous().transpose(0, 1));
};

const seeded = (make: () => Sample[]): (() => Sample[]) => {
  return () => {
    manualSeed(7);
    return make();
  };
};

function unary(
  op: (x: Tensor) => Tensor | readonly Tensor[],
  fill: Fill = offZero,
  gradient: Samples['gradient'] = 'smooth',
): Samples {
  return {
    gradient,
    make: seeded(() =>
      ([[], [3], [2, 3], [0, 3]] as Shape[]).flatMap((shape) => {
        const x = leaf(fill(shape));
        const samples = [{ label: `[${shape}]`, inputs: [x], run: op }];
        if (shape.length === 2) samples.push({ label: `strided [${shape}]`, inputs: [strided(x)], run: op });
        return samples;
      }),
    ),
  };
}

interface BinaryOptions {
  readonly left?: Fill;
  readonly right?: Fill;
  readonly gradient?: Samples['gradient'];
  /** Also with a number on the right, and on the left. */
  readonly numbers?: 'right' | 'both' | undefined;
}

function binary(op: (x: Tensor, y: Tensor) => Tensor, options: BinaryOptions = {}): Samples {
  const { left = offZero, right = offZero, gradient = 'smooth', numbers } = options;
  const loose = op as (x: Tensor | number, y: Tensor | number) => Tensor;
  return {
    gradient,
    make: seeded(() => {
      const pairs: [Shape, Shape][] = [
        [
          [2, 3],
          [2, 3],
        ],
        [
          [2, 1, 3],
          [2, 1],
        ],
        [[], [3]],
        [[3], []],
        [[0, 3], [3]],
      ];
      const samples: Sample[] = pairs.map(([a, b]) => ({
        label: `[${a}] and [${b}]`,
        inputs: [leaf(left(a)), leaf(right(b))],
        run: op as (...inputs: Tensor[]) => Tensor,
      }));
      samples.push({
        label: 'strided',
        inputs: [strided(leaf(left([2, 3]))), leaf(right([3]))],
        run: op as (...inputs: Tensor[]) => Tensor,
      });
      if (numbers)
        samples.push({ label: 'a number on the right', inputs: [leaf(left([3]))], run: (x) => loose(x!, 1.75) });
      if (numbers === 'both')
        samples.push({ label: 'a number on the left', inputs: [leaf(right([3]))], run: (y) => loose(1.75, y!) });
      return samples;
    }),
  };
}

/** Calls on random inputs of the given shapes. */
function calls(
  rows: readonly (readonly [
    label: string,
    shapes: readonly Shape[],
    run: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  ])[],
  fill: Fill = (shape) => randn(shape, { dtype: 'float64' }),
  gradient: Samples['gradient'] = 'smooth',
): Samples {
  return {
    gradient,
    make: seeded(() =>
      rows.map(([label, shapes, run]) => ({ label, inputs: shapes.map((shape) => strided(leaf(fill(shape)))), run })),
    ),
  };
}

const index = (values: number[] | number[][]): Tensor => tensor(values, { dtype: 'int32' });
const positive = between(0.3, 2);
const inUnit = between(-0.9, 0.9);

/** The samples of every operation. */
export const samples = {
  // arithmetic
  add: binary((x, y) => ops.add(x, y, { alpha: 1 }), { numbers: 'both' }),
  sub: binary((x, y) => ops.sub(x, y, { alpha: 0.5 }), { numbers: 'both' }),
  rsub: binary((x, y) => ops.rsub(x, y), { numbers: 'right' }),
  mul: binary((x, y) => ops.mul(x, y), { numbers: 'both' }),
  div: binary((x, y) => ops.div(x, y), { numbers: 'both' }),
  floorDivide: binary((x, y) => ops.floorDivide(x, y), { right: between(2.1, 2.9), gradient: 'none', numbers: 'both' }),
  remainder: binary((x, y) => ops.remainder(x, y), { right: between(2.1, 2.9), numbers: 'right' }),
  fmod: binary((x, y) => ops.fmod(x, y), { right: between(2.1, 2.9), numbers: 'right' }),
  pow: binary((x, y) => ops.pow(x, y), { left: positive, numbers: 'both' }),
  floatPower: binary((x, y) => ops.floatPower(x, y), { left: positive, numbers: 'both' }),
  neg: unary(ops.neg),
  positive: unary(ops.positive),
  abs: unary(ops.abs),
  sign: unary(ops.sign, offZero, 'none'),
  sgn: unary(ops.sgn, offZero, 'none'),
  square: unary(ops.square),
  reciprocal: unary(ops.reciprocal),
  // extremes and interpolation
  maximum: binary(ops.maximum),
  minimum: binary(ops.minimum),
  fmax: binary(ops.fmax),
  fmin: binary(ops.fmin),
  hypot: binary(ops.hypot),
  copysign: binary((x, y) => ops.copysign(x, y), { numbers: 'right' }),
  heaviside: binary(ops.heaviside),
  lerp: calls([
    ['a tensor weight', [[2, 3], [3], [2, 1]], (a, b, w) => ops.lerp(a!, b!, w!)],
    ['a number', [[3], [3]], (a, b) => ops.lerp(a!, b!, 0.3)],
  ]),
  addcmul: calls([['broadcasting', [[2, 3], [3], [2, 1]], (x, a, b) => ops.addcmul(x!, a!, b!, { value: 0.7 })]]),
  addcdiv: calls(
    [['broadcasting', [[2, 3], [3], [2, 1]], (x, a, b) => ops.addcdiv(x!, a!, b!, { value: 0.7 })]],
    positive,
  ),
  // exponential
  exp: unary(ops.exp),
  exp2: unary(ops.exp2),
  expm1: unary(ops.expm1),
  log: unary(ops.log, positive),
  log1p: unary(ops.log1p, positive),
  log2: unary(ops.log2, positive),
  log10: unary(ops.log10, positive),
  sqrt: unary(ops.sqrt, positive),
  rsqrt: unary(ops.rsqrt, positive),
  logaddexp: binary(ops.logaddexp),
  xlogy: binary((x, y) => ops.xlogy(x, y), { right: positive }),
  logit: unary((x) => ops.logit(x, { eps: 0.01 }), between(0.1, 0.9)),
  // trigonometric
  sin: unary(ops.sin),
  cos: unary(ops.cos),
  tan: unary(ops.tan),
  asin: unary(ops.asin, inUnit),
  acos: unary(ops.acos, inUnit),
  atan: unary(ops.atan),
  sinh: unary(ops.sinh),
  cosh: unary(ops.cosh),
  tanh: unary(ops.tanh),
  asinh: unary(ops.asinh),
  acosh: unary(ops.acosh, between(1.3, 3)),
  atanh: unary(ops.atanh, inUnit),
  atan2: binary(ops.atan2),
  sinc: unary(ops.sinc),
  deg2rad: unary(ops.deg2rad),
  rad2deg: unary(ops.rad2deg),
  // special
  erf: unary(ops.erf),
  erfc: unary(ops.erfc),
  erfinv: unary(ops.erfinv, inUnit),
  lgamma: unary(ops.lgamma, positive),
  digamma: unary(ops.digamma, positive),
  // rounding
  floor: unary(ops.floor, offZero, 'none'),
  ceil: unary(ops.ceil, offZero, 'none'),
  trunc: unary(ops.trunc, offZero, 'none'),
  round: unary((x) => ops.round(x, { decimals: 1 }), offZero, 'none'),
  frac: unary(ops.frac),
  // comparison and logic
  eq: binary((x, y) => ops.eq(x, y), { gradient: 'none', numbers: 'right' }),
  ne: binary((x, y) => ops.ne(x, y), { gradient: 'none', numbers: 'right' }),
  lt: binary((x, y) => ops.lt(x, y), { gradient: 'none', numbers: 'right' }),
  le: binary((x, y) => ops.le(x, y), { gradient: 'none', numbers: 'right' }),
  gt: binary((x, y) => ops.gt(x, y), { gradient: 'none', numbers: 'right' }),
  ge: binary((x, y) => ops.ge(x, y), { gradient: 'none', numbers: 'right' }),
  isclose: binary((x, y) => ops.isclose(x, y, { atol: 0.5 }), { gradient: 'none' }),
  allclose: binary((x, y) => tensor(ops.allclose(x, y)), { gradient: 'none' }),
  logicalNot: unary(ops.logicalNot, offZero, 'none'),
  logicalAnd: binary(ops.logicalAnd, { gradient: 'none' }),
  logicalOr: binary(ops.logicalOr, { gradient: 'none' }),
  logicalXor: binary(ops.logicalXor, { gradient: 'none' }),
  isnan: unary(ops.isnan, offZero, 'none'),
  isinf: unary(ops.isinf, offZero, 'none'),
  isfinite: unary(ops.isfinite, offZero, 'none'),
  signbit: unary(ops.signbit, offZero, 'none'),
  // conditional
  where: calls([
    ['broadcasting', [[2, 3], [3]], (a, b) => ops.where(a!.detach().gt(0), a!, b!)],
    ['numbers', [[2, 3]], (a) => ops.where(a!.detach().gt(0), a!, 2.5)],
  ]),
  clamp: calls([
    ['numbers', [[2, 3]], (x) => ops.clamp(x!, -0.5, 0.6)],
    ['tensors', [[2, 3], [3], [2, 1]], (x, low, high) => ops.clamp(x!, low!, high!)],
  ]),
  clampMin: calls([['a tensor', [[2, 3], [3]], (x, low) => ops.clampMin(x!, low!)]]),
  clampMax: calls([['a number', [[2, 3]], (x) => ops.clampMax(x!, 0.1)]]),
  maskedFill: calls([
    ['a number', [[2, 3]], (x) => ops.maskedFill(x!, x!.detach().gt(0), 0.5)],
    ['a tensor', [[2, 3], []], (x, value) => ops.maskedFill(x!, x!.detach().gt(0), value!)],
  ]),
  nanToNum: unary(ops.nanToNum),
  // activations
  sigmoid: unary(ops.sigmoid),
  relu: unary(ops.relu),
  relu6: unary(ops.relu6),
  leakyRelu: unary((x) => ops.leakyRelu(x, { negativeSlope: 0.2 })),
  prelu: calls([
    ['one weight', [[2, 3], []], (x, w) => ops.prelu(x!, w!)],
    ['one per channel', [[2, 3, 2], [3]], (x, w) => ops.prelu(x!, w!)],
  ]),
  elu: unary((x) => ops.elu(x, { alpha: 0.7 })),
  selu: unary(ops.selu),
  celu: unary((x) => ops.celu(x, { alpha: 1.3 })),
  gelu: calls([
    ['exact', [[2, 3]], (x) => ops.gelu(x!)],
    ['tanh', [[2, 3]], (x) => ops.gelu(x!, { approximate: 'tanh' })],
  ]),
  silu: unary(ops.silu),
  mish: unary(ops.mish),
  softplus: unary((x) => ops.softplus(x, { beta: 2 })),
  softsign: unary(ops.softsign),
  softshrink: unary((x) => ops.softshrink(x, { lambd: 0.1 })),
  hardshrink: unary((x) => ops.hardshrink(x, { lambd: 0.1 })),
  hardtanh: unary((x) => ops.hardtanh(x, { minVal: -0.1, maxVal: 0.1 })),
  hardsigmoid: unary(ops.hardsigmoid),
  hardswish: unary(ops.hardswish),
  logsigmoid: unary(ops.logsigmoid),
  tanhshrink: unary(ops.tanhshrink),
  threshold: unary((x) => ops.threshold(x, 0.1, 2)),
  glu: calls([
    ['the last dimension', [[2, 4]], (x) => ops.glu(x!)],
    ['the first', [[2, 3]], (x) => ops.glu(x!, 0)],
  ]),
  // reductions
  sum: calls([
    ['all', [[2, 3]], (x) => ops.sum(x!)],
    ['a dim', [[2, 3, 2]], (x) => ops.sum(x!, { dim: 1 })],
    ['dims, kept', [[2, 3, 2]], (x) => ops.sum(x!, { dim: [0, -1], keepdim: true })],
    ['nothing', [[0, 3]], (x) => ops.sum(x!, { dim: 0 })],
    ['0-d', [[]], (x) => ops.sum(x!, { dim: 0 })],
  ]),
  mean: calls([
    ['all', [[2, 3]], (x) => ops.mean(x!)],
    ['dims', [[2, 3, 2]], (x) => ops.mean(x!, { dim: [0, 2] })],
  ]),
  prod: calls([
    ['all', [[2, 3]], (x) => ops.prod(x!)],
    ['a dim', [[2, 3]], (x) => ops.prod(x!, { dim: 1, keepdim: true })],
    ['a zero', [[2, 3]], (x) => ops.prod(ops.mul(x!, tensor([1, 0, 1], { dtype: 'float64' })), { dim: 1 })],
  ]),
  any: calls([['a dim', [[2, 3]], (x) => ops.any(x!, { dim: 1 })]], undefined, 'none'),
  all: calls([['a dim', [[2, 3]], (x) => ops.all(x!, { dim: 1 })]], undefined, 'none'),
  amax: calls([
    ['all', [[2, 3]], (x) => ops.amax(x!)],
    ['dims', [[2, 3, 2]], (x) => ops.amax(x!, { dim: [0, 2] })],
  ]),
  amin: calls([
    ['all', [[2, 3]], (x) => ops.amin(x!)],
    ['a dim', [[2, 3]], (x) => ops.amin(x!, { dim: 0, keepdim: true })],
  ]),
  aminmax: calls([['a dim', [[2, 3]], (x) => Object.values(ops.aminmax(x!, { dim: 1 }))]]),
  max: calls([
    ['all', [[2, 3]], (x) => ops.max(x!)],
    ['a dim', [[2, 3]], (x) => ops.max(x!, { dim: 1 }).values],
  ]),
  min: calls([
    ['all', [[2, 3]], (x) => ops.min(x!)],
    ['a dim', [[2, 3]], (x) => ops.min(x!, { dim: 0, keepdim: true }).values],
  ]),
  argmax: calls(
    [
      ['a dim', [[2, 3]], (x) => ops.argmax(x!, { dim: 1 })],
      ['all', [[2, 3]], (x) => ops.argmax(x!)],
    ],
    undefined,
    'none',
  ),
  argmin: calls([['a dim', [[2, 3]], (x) => ops.argmin(x!, { dim: 1 })]], undefined, 'none'),
  var: calls([
    ['all', [[2, 3]], (x) => ops.var(x!)],
    ['a dim', [[2, 3]], (x) => ops.var(x!, { dim: 1, correction: 0 })],
  ]),
  std: calls([
    ['all', [[2, 3]], (x) => ops.std(x!)],
    ['a dim', [[2, 3]], (x) => ops.std(x!, { dim: 1, keepdim: true })],
  ]),
  logsumexp: calls([
    ['a dim', [[2, 3]], (x) => ops.logsumexp(x!, 1)],
    ['dims', [[2, 3]], (x) => ops.logsumexp(x!, [0, 1], { keepdim: true })],
  ]),
  softmax: calls([
    ['the last dimension', [[2, 3]], (x) => ops.softmax(x!, -1)],
    ['the first', [[3, 2]], (x) => ops.softmax(x!, 0)],
  ]),
  logSoftmax: calls([
    ['the last dimension', [[2, 3]], (x) => ops.logSoftmax(x!, -1)],
    ['a middle one', [[2, 3, 2]], (x) => ops.logSoftmax(x!, 1)],
  ]),
  softmin: calls([['the last dimension', [[2, 3]], (x) => ops.softmin(x!, -1)]]),
  // movement
  reshape: calls([
    ['a view', [[2, 3]], (x) => ops.reshape(x!, [3, -1])],
    ['a copy', [[2, 3]], (x) => ops.reshape(ops.t(x!), [6])],
  ]),
  view: calls([['contiguous', [[6]], (x) => ops.view(x!, [2, 3])]]),
  flatten: calls([
    ['all', [[2, 3]], (x) => ops.flatten(x!)],
    ['two of three', [[2, 3, 2]], (x) => ops.flatten(x!, 1)],
  ]),
  unflatten: calls([['a dim', [[2, 6]], (x) => ops.unflatten(x!, 1, [2, -1])]]),
  permute: calls([['three', [[2, 3, 2]], (x) => ops.permute(x!, [2, 0, 1])]]),
  transpose: calls([['two', [[2, 3]], (x) => ops.transpose(x!, 0, 1)]]),
  t: calls([['a matrix', [[2, 3]], (x) => ops.t(x!)]]),
  mT: calls([['a batch', [[2, 3, 2]], (x) => ops.mT(x!)]]),
  movedim: calls([['one', [[2, 3, 2]], (x) => ops.movedim(x!, 0, 2)]]),
  expand: calls([['two dims', [[2, 1]], (x) => ops.expand(x!, [3, 2, 2])]]),
  broadcastTo: calls([['a row', [[3]], (x) => ops.broadcastTo(x!, [2, 3])]]),
  squeeze: calls([
    ['all', [[2, 1, 1]], (x) => ops.squeeze(x!)],
    ['one', [[2, 1, 1]], (x) => ops.squeeze(x!, 1)],
  ]),
  unsqueeze: calls([['the last', [[2]], (x) => ops.unsqueeze(x!, -1)]]),
  contiguous: calls([['transposed', [[2, 3]], (x) => ops.contiguous(ops.t(x!))]]),
  clone: calls([['a copy', [[2, 3]], (x) => ops.clone(x!)]]),
  narrow: calls([['the middle', [[4, 2]], (x) => ops.narrow(x!, 0, 1, 2)]]),
  select: calls([['a column', [[2, 3]], (x) => ops.select(x!, 1, -1)]]),
  split: calls([
    ['even', [[4, 2]], (x) => ops.split(x!, 2)],
    ['sizes', [[4, 2]], (x) => ops.split(x!, [1, 3])],
  ]),
  splitWithSizes: calls([['sizes', [[4, 2]], (x) => ops.splitWithSizes(x!, [3, 1])]]),
  chunk: calls([['uneven', [[5]], (x) => ops.chunk(x!, 2)]]),
  unbind: calls([['columns', [[2, 3]], (x) => ops.unbind(x!, 1)]]),
  cat: calls([
    [
      'two',
      [
        [2, 3],
        [1, 3],
      ],
      (x, y) => ops.cat([x!, y!, x!]),
    ],
    [
      'a dim',
      [
        [2, 1],
        [2, 3],
      ],
      (x, y) => ops.cat([x!, y!], { dim: 1 }),
    ],
  ]),
  stack: calls([
    [
      'a new last dim',
      [
        [2, 3],
        [2, 3],
      ],
      (x, y) => ops.stack([x!, y!], { dim: -1 }),
    ],
  ]),
  // indexing
  gather: calls([
    [
      'repeated indices',
      [[3, 2]],
      (x) =>
        ops.gather(
          x!,
          0,
          index([
            [0, 2],
            [2, 2],
          ]),
        ),
    ],
  ]),
  scatter: calls([
    [
      'tensors',
      [
        [3, 2],
        [1, 2],
      ],
      (x, source) => ops.scatter(x!, 0, index([[0, 2]]), source!),
    ],
    ['a number', [[3, 2]], (x) => ops.scatter(x!, 0, index([[0, 2]]), 5)],
  ]),
  scatterAdd: calls([
    [
      'repeated indices',
      [
        [3, 2],
        [2, 2],
      ],
      (x, source) =>
        ops.scatterAdd(
          x!,
          0,
          index([
            [0, 2],
            [0, 1],
          ]),
          source!,
        ),
    ],
  ]),
  takeAlongDim: calls([['broadcasting', [[3, 2]], (x) => ops.takeAlongDim(x!, index([[0], [2]]), 0)]]),
  indexSelect: calls([['repeated rows', [[3, 2]], (x) => ops.indexSelect(x!, 0, index([2, 0, 2]))]]),
  indexAdd: calls([
    [
      'repeated rows',
      [
        [3, 2],
        [2, 2],
      ],
      (x, source) => ops.indexAdd(x!, 0, index([1, 1]), source!, { alpha: 0.5 }),
    ],
  ]),
  oneHot: calls([['classes', [[2]], () => ops.oneHot(index([0, 2]), 3)]], undefined, 'none'),
  // products
  matmul: calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 2],
      ],
      (a, b) => ops.matmul(a!, b!),
    ],
    [
      'broadcast batches',
      [
        [2, 1, 2, 3],
        [2, 3, 2],
      ],
      (a, b) => ops.matmul(a!, b!),
    ],
    ['vectors', [[3], [3]], (a, b) => ops.matmul(a!, b!)],
    ['a vector on the left', [[3], [2, 3, 2]], (a, b) => ops.matmul(a!, b!)],
    ['a vector on the right', [[2, 2, 3], [3]], (a, b) => ops.matmul(a!, b!)],
    [
      'nothing',
      [
        [2, 0],
        [0, 3],
      ],
      (a, b) => ops.matmul(a!, b!),
    ],
  ]),
  mm: calls([
    [
      'matrices',
      [
        [2, 3],
        [3, 2],
      ],
      (a, b) => ops.mm(a!, b!),
    ],
  ]),
  bmm: calls([
    [
      'batches',
      [
        [2, 2, 3],
        [2, 3, 2],
      ],
      (a, b) => ops.bmm(a!, b!),
    ],
  ]),
  mv: calls([['a matrix', [[2, 3], [3]], (a, b) => ops.mv(a!, b!)]]),
  dot: calls([['vectors', [[3], [3]], (a, b) => ops.dot(a!, b!)]]),
  outer: calls([['vectors', [[2], [3]], (a, b) => ops.outer(a!, b!)]]),
  linear: calls([
    ['with bias', [[2, 3], [4, 3], [4]], (x, w, b) => ops.linear(x!, w!, b!)],
    [
      'without',
      [
        [2, 2, 3],
        [4, 3],
      ],
      (x, w) => ops.linear(x!, w!),
    ],
    ['one row', [[3], [2, 3], [2]], (x, w, b) => ops.linear(x!, w!, b!)],
  ]),
  // sampling
  bernoulli: calls([['probabilities', [[2, 3]], (p) => ops.bernoulli(ops.sigmoid(p!.detach()))]], undefined, 'none'),
  multinomial: calls([['rows', [[2, 3]], (w) => ops.multinomial(ops.sigmoid(w!.detach()), 2)]], undefined, 'none'),
} satisfies Record<OpName, Samples>;
