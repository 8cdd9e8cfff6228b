// Checked by the compiler alone: what the types of shapes do to code that uses them.
import type { Shape } from '../src/shape.ts';
import type { Broadcast, Reduce } from '../src/shape-types.ts';
import type { Equal, Expect } from './expect-types.ts';
import {
  cat,
  crossEntropy,
  FlattenLayer,
  Linear,
  type Module,
  mseLoss,
  oneHot,
  type Parameter,
  ReLU,
  Sequential,
  stack,
  type Tensor,
  tensor,
  where,
  zeros,
} from './typed-tensor.ts';

declare const n: number;
declare const flag: boolean;
declare const sizes: number[];
declare const unknown: Tensor;
declare const list: Tensor<[2, 3]>[];
declare const lazily: Iterable<Tensor>;
declare const weight: Parameter<[784, 128]>;
declare const either: Tensor<[2, 3] | [4, 3]>;
declare const oneOf: Tensor<[2, 3]> | Tensor<[4, 3]>;
// biome-ignore lint/suspicious/noExplicitAny: that it does no harm is the point
declare const anything: any;
// biome-ignore lint/suspicious/noExplicitAny: as above
declare const anyShape: Tensor<any>;

const x = zeros([32, 784]);
const bias = zeros([128]);
const hidden = x.matmul(weight).add(bias).relu();
const images = zeros([60000, 28, 28]);
const net = new Sequential(new FlattenLayer(), new Linear(784, 128), new ReLU(), new Linear(128, 10));

/** Results are tensors of a plain shape: what a hover shows is `Tensor<[32, 128]>`. */
export const known = {
  zeros: x satisfies Tensor<[32, 784]>,
  chain: hidden,
  number: hidden.add(1),
  parameter: weight.mul(2),
  sum: x.sum(),
  sumDim: x.sum({ dim: 1 }),
  sumDims: images.sum({ dim: [0, -1], keepdim: true }),
  softmax: x.softmax(-1),
  reshape: images.reshape([60000, -1]),
  permute: images.permute([2, 0, 1]),
  transpose: x.transpose(0, 1),
  flatten: images.flatten(1),
  squeeze: zeros([1, 3]).squeeze(0),
  unsqueeze: x.unsqueeze(-1),
  expand: zeros([1, 3]).expand([4, -1]),
  select: x.select(0, 5),
  narrow: x.narrow(0, 8, 16),
  indexSelect: x.indexSelect(0, zeros([5])),
  where: where(zeros([3, 1]), zeros([4]), 0),
  whereNumbers: where(zeros([3, 1]), 1, 0),
  cat: cat([x, x, zeros([3, 784])]),
  catLast: cat([zeros([2, 3]), zeros([2, 5])], { dim: -1 }),
  stack: stack([x, x], { dim: 1 }),
  tensor: tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]),
  scalar: tensor(3),
  oneHot: oneHot(zeros([8]), 10),
  loss: crossEntropy(zeros([8, 10]), zeros([8])),
  none: mseLoss(x, x, { reduction: 'none' }),
  linear: new Linear(784, 10).call(x),
  sequential: net.call(images),
};

export type Known = Expect<
  Equal<
    typeof known,
    {
      zeros: Tensor<[32, 784]>;
      chain: Tensor<[32, 128]>;
      number: Tensor<[32, 128]>;
      parameter: Tensor<[784, 128]>;
      sum: Tensor<[]>;
      sumDim: Tensor<[32]>;
      sumDims: Tensor<[1, 28, 1]>;
      softmax: Tensor<[32, 784]>;
      reshape: Tensor<[60000, 784]>;
      permute: Tensor<[28, 60000, 28]>;
      transpose: Tensor<[784, 32]>;
      flatten: Tensor<[60000, 784]>;
      squeeze: Tensor<[3]>;
      unsqueeze: Tensor<[32, 784, 1]>;
      expand: Tensor<[4, 3]>;
      select: Tensor<[784]>;
      narrow: Tensor<[16, 784]>;
      indexSelect: Tensor<[5, 784]>;
      where: Tensor<[3, 4]>;
      whereNumbers: Tensor<[3, 1]>;
      cat: Tensor<[67, 784]>;
      catLast: Tensor<[2, 8]>;
      stack: Tensor<[32, 2, 784]>;
      tensor: Tensor<[3, 2]>;
      scalar: Tensor<[]>;
      oneHot: Tensor<[8, 10]>;
      loss: Tensor<[]>;
      none: Tensor<[32, 784]>;
      linear: Tensor<[32, 10]>;
      sequential: Tensor<[60000, 10]>;
    }
  >
>;

/** Unknown sizes go through, an unknown rank gives a plain tensor, and neither is ever refused. */
export const fallback = {
  size: zeros([n, 784]).matmul(weight).add(bias),
  sizes: zeros(sizes),
  reshapeSize: zeros([n, 28, 28]).reshape([-1, 784]),
  reshapeSizes: x.reshape(sizes),
  keepdim: x.sum({ dim: 0, keepdim: flag }),
  dim: x.sum({ dim: n }),
  softmax: x.softmax(n),
  permute: x.permute(sizes),
  unknownLeft: unknown.matmul(weight),
  unknownRight: x.add(unknown),
  unknownNumber: unknown.add(1),
  unknownSum: unknown.sum({ dim: 1 }),
  list: cat(list),
  lazily: stack(lazily),
  mixed: cat([x, unknown]),
  anything: x.matmul(anything),
  anyShape: x.matmul(anyShape),
  either: either.add(zeros([3])),
  loss: crossEntropy(unknown, zeros([8])),
  linear: new Linear(n, 10).call(x),
  layers: new Sequential(...(anything as Module[])).call(x),
};

export type Fallback = Expect<
  Equal<
    typeof fallback,
    {
      size: Tensor<[number, 128]>;
      sizes: Tensor;
      reshapeSize: Tensor<[number, 784]>;
      reshapeSizes: Tensor;
      keepdim: Tensor;
      dim: Tensor;
      softmax: Tensor<[32, 784]>;
      permute: Tensor;
      unknownLeft: Tensor;
      unknownRight: Tensor;
      unknownNumber: Tensor;
      unknownSum: Tensor;
      list: Tensor<[number, 3]>;
      lazily: Tensor;
      mixed: Tensor;
      anything: Tensor;
      anyShape: Tensor;
      either: Tensor<[2, 3] | [4, 3]>;
      loss: Tensor<[]>;
      linear: Tensor<[32, 10]>;
      layers: Tensor;
    }
  >
>;

/** Mistakes that do not compile. Their messages are tested beside each rule. */
export function refused(): void {
  // @ts-expect-error inner sizes differ
  x.matmul(zeros([64, 10]));
  // @ts-expect-error no broadcast, though a number would do
  x.add(zeros([32, 10]));
  // @ts-expect-error where the result goes does not say what a number's shape is
  const grown: Tensor<[2, 3]> = zeros([2, 1]).add(1);
  void grown;
  // @ts-expect-error no broadcast with a parameter
  x.mul(weight);
  // @ts-expect-error dim out of range
  x.sum({ dim: 2 });
  // @ts-expect-error dim named twice
  x.sum({ dim: [0, -2], keepdim: true });
  // @ts-expect-error dim out of range
  x.softmax(5);
  // @ts-expect-error another number of elements
  x.reshape([32, 783]);
  // @ts-expect-error not divisible
  x.reshape([3, -1]);
  // @ts-expect-error one dim twice
  x.permute([0, 0]);
  // @ts-expect-error dim out of range
  x.transpose(0, 2);
  // @ts-expect-error dim out of range
  x.flatten(2);
  // @ts-expect-error dim out of range
  x.squeeze(2);
  // @ts-expect-error place out of range
  x.unsqueeze(3);
  // @ts-expect-error only size 1 repeats
  x.expand([64, 784]);
  // @ts-expect-error dim out of range
  x.select(2, 0);
  // @ts-expect-error dim out of range
  x.narrow(-3, 0, 1);
  // @ts-expect-error the index is no vector
  x.indexSelect(0, zeros([2, 2]));
  // @ts-expect-error no broadcast with the condition
  where(zeros([3]), zeros([4]), 0);
  // @ts-expect-error no broadcast with both
  where(zeros([3, 1]), zeros([4]), zeros([5]));
  // @ts-expect-error another dim differs
  cat([x, weight]);
  // @ts-expect-error dim out of range
  cat([x, x], { dim: 2 });
  // @ts-expect-error not of one shape
  stack([x, weight]);
  // @ts-expect-error four targets for eight rows
  crossEntropy(zeros([8, 10]), zeros([4]));
  // @ts-expect-error 64 differences where 8 were meant
  mseLoss(zeros([8, 1]), zeros([8]));
  // @ts-expect-error other features
  new Linear(64, 10).call(x);
  // @ts-expect-error layers that do not follow
  new Sequential(new Linear(784, 128), new ReLU(), new Linear(64, 10));
  // @ts-expect-error other features
  net.call(zeros([32, 28]));
}

/** One mistake is one error: nothing that follows from it is reported. */
export function reportedOnce(): [10, 20] {
  // @ts-expect-error inner sizes differ
  const wrong = x.matmul(x);
  wrong.mul(wrong).add(bias).matmul(weight).sum({ dim: 7 });
  cat([wrong, x]);
  crossEntropy(wrong, wrong);
  net.call(wrong);
  return wrong.shape;
}

/** A tensor of a known shape is a tensor; so is a parameter. */
export const widened: Tensor[] = [x, weight, unknown, zeros([n])];
export const wider: Tensor<[number, number]> = x;
export const united: Tensor<[2, 3] | [4, 3]> = oneOf;
export const mapped: Tensor[] = widened.map((t) => t.relu().sum({ dim: 0 }));
// @ts-expect-error but not the other way round
export const narrowed: Tensor<[32, 784]> = unknown;

/** Code written for plain tensors never meets a shape. */
export function inner(a: Tensor, b: Tensor): Tensor {
  let result = a.add(b);
  result = result.mul(result).matmul(b).sum({ dim: 1, keepdim: true });
  result = result.relu().softmax(1).flatten(1).permute([0, 1]).squeeze().add(2);
  result = cat([result, a, b], { dim: 1 }).unsqueeze(0);
  result = stack([a, b]).indexSelect(0, b).select(0, 1);
  return result.add(crossEntropy(a, b));
}

/** Generic code compiles, and keeps its shape through what leaves shapes alone. */
export function keep<S extends Shape>(t: Tensor<S>): Tensor<S> {
  return t.add(t).mul(2).relu().softmax(-1);
}

export function shifted<S extends Shape>(t: Tensor<S>): Tensor<S> {
  return t.add(t).mul(2);
}

export function generic<S extends Shape, T extends Shape>(t: Tensor<S>, u: Tensor<T>): Tensor {
  t.matmul(u).add(u.mul(t)).add(bias);
  t.reshape([3, -1]).flatten(1);
  t.permute([1, 0]).transpose(0, 1).squeeze(0).unsqueeze(0).expand([2, -1]);
  t.select(0, 0).narrow(0, 0, 1).indexSelect(0, u);
  where(t, u, 0);
  cat([t, u, x]);
  stack([t, t], { dim: 1 });
  crossEntropy(t, u);
  mseLoss(t, u);
  new Linear(3, 4).call(t);
  net.call(t);
  return unknown.add(t).sum({ dim: 0, keepdim: true });
}

const kept = keep(x);
export type Generics = [
  Expect<Equal<typeof kept, Tensor<[32, 784]>>>,
  Expect<Equal<ReturnType<typeof add<[2, 1], [3]>>, Tensor<[2, 3]>>>,
  Expect<Equal<ReturnType<typeof rows<[2, 3]>>, Tensor<[2]>>>,
];

function add<A extends Shape, B extends Shape>(a: Tensor<A>, b: Tensor<B>): Tensor<Broadcast<A, B>> {
  return a.add(b);
}

function rows<A extends Shape>(a: Tensor<A>): Tensor<Reduce<A, -1, false>> {
  return a.sum({ dim: -1 });
}
