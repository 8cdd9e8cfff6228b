import { type MlpName, spec } from '../spec.ts';
import { gauss, type Random, randomFrom } from './random.ts';

/** An array as it is stored: int8 numbers, each times `scale`. */
export interface Recorded {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly values: Int8Array;
}

/** Samples and first weights of all workloads, by name; weights `[in, out]`, of convolutions `[out, in, height, width]`. */
export function generate(): ReadonlyMap<string, Recorded> {
  const arrays = new Map<string, Recorded>();
  const put = (name: string, shape: readonly number[], scale: number, values: ArrayLike<number>) =>
    arrays.set(name, { shape, scale, values: quantize(values, scale) });

  const moons = twoMoons(randomFrom(1), 256);
  put('moons_x', [256, 2], 1 / 48, moons.x);
  put('moons_y', [256], 1, moons.y);
  const digits = noisyPrototypes(randomFrom(2), 512, 64, 0.4);
  put('digits_x', [512, 64], 1 / 127, digits.x);
  put('digits_y', [512], 1, digits.y);
  const mnist = noisyPrototypes(randomFrom(3), 1024, 784, 0.2);
  put('mnist_x', [1024, 784], 1 / 127, mnist.x);
  put('mnist_y', [1024], 1, mnist.y);

  // PyTorch's bound of a layer with this many inputs
  let seed = 100;
  const putLayer = (weight: string, bias: string, shape: readonly number[], inputs: number, outputs: number) => {
    const bound = 1 / Math.sqrt(inputs);
    const random = randomFrom(seed++);
    const draw = (count: number) => Float64Array.from({ length: count }, () => (2 * random() - 1) * bound);
    put(weight, shape, bound / 127, draw(shape.reduce((product, size) => product * size)));
    put(bias, [outputs], bound / 127, draw(outputs));
  };
  for (const name of ['W1', 'W2', 'W3', 'W4'] satisfies MlpName[]) {
    const { dims } = spec[name];
    for (const [layer, outputs] of dims.slice(1).entries()) {
      const inputs = dims[layer]!;
      putLayer(`${name}_w${layer}`, `${name}_b${layer}`, [inputs, outputs], inputs, outputs);
    }
  }
  const { c1, c2 } = spec.W9;
  putLayer('W9_k0', 'W9_kb0', [c1, 1, 3, 3], 9, c1);
  putLayer('W9_k1', 'W9_kb1', [c2, c1, 3, 3], 9 * c1, c2);
  putLayer('W9_w', 'W9_b', [49 * c2, 10], 49 * c2, 10);
  return arrays;
}

function quantize(values: ArrayLike<number>, scale: number): Int8Array {
  return Int8Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round(value / scale))));
}

/** Two half circles that reach into each other. */
function twoMoons(random: Random, count: number) {
  const x = new Float64Array(2 * count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const lower = (i & 1) === 1;
    const angle = Math.PI * random();
    x[2 * i] = (lower ? 1 - Math.cos(angle) : Math.cos(angle)) + 0.15 * gauss(random);
    x[2 * i + 1] = (lower ? 0.5 - Math.sin(angle) : Math.sin(angle)) + 0.15 * gauss(random);
    y[i] = Number(lower);
  }
  return { x, y };
}

/** Ten prototypes with a share of active features; samples are one of them with noise, a tenth has a random label. */
function noisyPrototypes(random: Random, count: number, features: number, active: number) {
  const prototypes = Float64Array.from({ length: 10 * features }, () => (random() < active ? 0.3 + 0.7 * random() : 0));
  const x = new Float64Array(count * features);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const prototype = Math.floor(random() * 10);
    y[i] = random() < 0.1 ? Math.floor(random() * 10) : prototype;
    for (let j = 0; j < features; j++) {
      const value = prototypes[prototype * features + j]!;
      if (value > 0) x[i * features + j] = Math.max(0, Math.min(1, value + 0.3 * gauss(random)));
      else x[i * features + j] = random() < 0.05 ? random() : 0;
    }
  }
  return { x, y };
}
