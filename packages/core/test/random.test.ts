import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../src/errors.ts';
import {
  fillBernoulli,
  fillBernoulliEach,
  fillExponential,
  fillNormal,
  fillNormalInPairs,
  fillRandint,
  fillUniform,
  randomInt64,
  randperm,
} from '../src/random/distributions.ts';
import { fusedMultiplyAdd } from '../src/random/fused-multiply-add.ts';
import { Generator } from '../src/random/generator.ts';
import { multinomialWithoutReplacement, multinomialWithReplacement } from '../src/random/multinomial.ts';
import { fillTruncNormal } from '../src/random/truncated-normal.ts';
import { goldens } from './random-goldens.ts';

const seeded = (seed: number | bigint): Generator => new Generator().manualSeed(seed);

function filled<A>(out: A, fill: (out: A) => void): A {
  fill(out);
  return out;
}

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((x, i) => {
    // logarithm, sine and cosine may differ in the last bit from host to host
    expect(Math.abs(actual[i]! - x)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(x)));
  });
}

const weights = Float32Array.of(0.1, 0.2, 0, 0.3, 0.4);

describe.each(goldens)('seed $seed draws the numbers of PyTorch:', (golden) => {
  const { seed } = golden;
  const generator = new Generator();
  const f32 = (n: number, fill: (out: Float32Array) => void): number[] => [...filled(new Float32Array(n), fill)];
  const f64 = (n: number, fill: (out: Float64Array) => void): Float64Array => filled(new Float64Array(n), fill);
  const start = (): Generator => generator.manualSeed(seed);

  test('uniforms, to the last bit', () => {
    expect(f32(4, (out) => fillUniform(out, 0, 1, start()))).toEqual(golden.uniform32);
    expect([...f64(3, (out) => fillUniform(out, 0, 1, start()))]).toEqual(golden.uniform64);
    expect(f32(3, (out) => fillUniform(out, -0.25, 1.5, start()))).toEqual(golden.bounded32);
    expect([...f64(3, (out) => fillUniform(out, -0.25, 1.5, start()))]).toEqual(golden.bounded64);
  });

  test('float32 normals, to the last bit, in pairs and in blocks', () => {
    expect(f32(4, (out) => fillNormal(out, 0, 1, start()))).toEqual(golden.normal32);
    const block = f32(17, (out) => fillNormal(out, 0, 1, start()));
    expect([block[0], block[1], block[8], block[16]]).toEqual(golden.block32);
  });

  test('float64 normals, in pairs and in blocks, and exponentials', () => {
    expectClose(
      f64(3, (out) => fillNormal(out, 0, 1, start())),
      golden.normal64,
    );
    const block = f64(17, (out) => fillNormal(out, 0, 1, start()));
    expectClose(Float64Array.of(block[0]!, block[1]!, block[8]!, block[16]!), golden.block64);
    expectClose(
      f64(3, (out) => fillExponential(out, 2.5, start())),
      golden.exponential,
    );
  });

  test('coins, into an array of any type', () => {
    const p = Float64Array.from({ length: 12 }, (_, i) => i / 12);
    for (const out of [new Float32Array(12), new Float64Array(12), new Int32Array(12), new Uint8Array(12)]) {
      expect([...filled(out, () => fillBernoulli(out, 0.3, start()))]).toEqual(golden.bernoulli);
      expect([...filled(out, () => fillBernoulliEach(out, Float32Array.from(p), start()))]).toEqual(golden.each32);
      expect([...filled(out, () => fillBernoulliEach(out, p, start()))]).toEqual(golden.each64);
    }
  });

  test('integers, permutations and weighted indices', () => {
    expect([...filled(new Int32Array(6), (out) => fillRandint(out, -5, 95, start()))]).toEqual(golden.integers);
    expect([...randperm(10, start())]).toEqual(golden.permutation);
    expect([...multinomialWithReplacement(weights, 8, start())]).toEqual(golden.replaced);
    expect([...multinomialWithoutReplacement(weights, 4, start())]).toEqual(golden.raced);
    expect(randomInt64(start())).toBe(golden.int64);
  });
});

test('float32 normals get mean and std in one rounding', () => {
  const out = filled(new Float32Array(20), (x) => fillNormal(x, 2, 0.5, seeded(0)));
  expect([...out.subarray(0, 3)]).toEqual([1.4370801448822021, 1.423819899559021, 1.8747106790542603]);
});

test('a range of 2^28 integers or more takes 64 bits a draw', () => {
  const wide = filled(new Int32Array(4), (out) => fillRandint(out, 0, 2147483647, seeded(42)));
  expect([...wide]).toEqual([195950210, 364485578, 1046592799, 1263438223]);
  const count = (range: number): number => {
    const generator = seeded(1);
    fillRandint(new Int32Array(1), 0, range, generator);
    return new DataView(generator.getState().buffer).getInt32(16, true);
  };
  expect([count(2 ** 28 - 1), count(2 ** 28)]).toEqual([1, 2]);
});

test('truncated normals are those of PyTorch 2.13', () => {
  const middle = filled(new Float32Array(48), (out) => fillTruncNormal(out, 0, 1, -2, 2, seeded(42)));
  // elements 3 and 45 fell outside and come from a second round
  expect([middle[2], middle[3], middle[4]]).toEqual([0.9007171988487244, 0.5258087515830994, 0.6784184575080872]);
  expect([middle[44], middle[45]]).toEqual([-1.2741512060165405, -0.827768862247467]);
  const tail = filled(new Float64Array(5), (out) => fillTruncNormal(out, 0, 1, 1.5, 2.5, seeded(42)));
  expectClose(
    tail,
    [1.5581544859614298, 1.8753670320505007, 1.8122386807229627, 1.552580164361077, 2.0261718968547617],
  );
  const tail32 = filled(new Float32Array(5), (out) => fillTruncNormal(out, 0, 1, 1.5, 2.5, seeded(42)));
  expect([...tail32]).toEqual([
    1.7696316242218018, 1.9413635730743408, 1.7969207763671875, 2.0677151679992676, 1.8904482126235962,
  ]);
});

test('the second normal of a pair waits through other draws, and goes when the generator is seeded', () => {
  const generator = seeded(0);
  const uniform = (n: number): number[] => [...filled(new Float32Array(n), (out) => fillUniform(out, 0, 1, generator))];
  const normal = (n: number): number[] => [...filled(new Float32Array(n), (out) => fillNormal(out, 0, 1, generator))];
  expect(uniform(3)).toEqual([0.49625658988952637, 0.7682217955589294, 0.08847743272781372]);
  expect(normal(4)[0]).toBe(0.3643381893634796);
  expect(normal(16)[0]).toBe(-0.20410172641277313);
  expect(normal(3)).toEqual([-0.7228844165802002, 2.866340160369873, -0.5655086040496826]);
  expect([...randperm(5, generator)].slice(0, 4)).toEqual([0, 3, 4, 2]);
  expect(uniform(2)).toEqual([0.7423362731933594, 0.5262957811355591]);
  expect([normal(1), normal(1)]).toEqual([[0.16043701767921448], [0.7455421090126038]]);
  normal(1);
  generator.manualSeed(0);
  expect(normal(1)).toEqual([1.5409960746765137]);
});

test('filling in pairs ignores the length', () => {
  const long = filled(new Float64Array(40), (out) => fillNormalInPairs(out, 0, 1, seeded(5)));
  const short = seeded(5);
  const parts = [15, 15, 10].flatMap((n) => [...filled(new Float64Array(n), (out) => fillNormal(out, 0, 1, short))]);
  expect([...long]).toEqual(parts);
});

test('one sample with replacement is drawn as one without', () => {
  for (let seed = 0; seed < 20; seed++) {
    const one = multinomialWithReplacement(weights, 1, seeded(seed));
    expect([...one]).toEqual([...multinomialWithoutReplacement(weights, 1, seeded(seed))]);
    expect(weights[one[0]!]).toBeGreaterThan(0);
  }
});

test('a fused multiply-add rounds once', () => {
  const integer = fc.maxSafeInteger();
  fc.assert(
    fc.property(integer, integer, fc.bigInt(-(2n ** 110n), 2n ** 110n), (a, b, wide) => {
      const c = Number(wide);
      expect(fusedMultiplyAdd(a, b, c)).toBe(Number(BigInt(a) * BigInt(b) + BigInt(c)));
    }),
  );
  expect(fusedMultiplyAdd(2 ** -53, 1.7e308, -3)).toBe(2 ** -53 * 1.7e308);
});

test('a 64-bit remainder is that of the 64-bit integer', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 37 }), (seed, modulus) => {
      expect(BigInt(seeded(seed).remainder64(modulus))).toBe(seeded(seed).random64() % BigInt(modulus));
    }),
  );
});

test('results keep their promises whatever the seed', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n), fc.integer({ min: 0, max: 70 }), (seed, n) => {
      const generator = seeded(seed);
      expect([...randperm(n, generator)].sort((a, b) => a - b)).toEqual([...new Array(n).keys()]);
      for (const x of filled(new Float32Array(n), (out) => fillUniform(out, -3, 7, generator))) {
        expect(x >= -3 && x <= 7).toBe(true);
      }
      for (const x of filled(new Int32Array(n), (out) => fillRandint(out, -(2 ** 31), 2 ** 31, generator))) {
        expect(Number.isInteger(x)).toBe(true);
      }
      for (const [a, b] of [
        [-1, 1],
        [1.5, 1.6],
      ] as const) {
        const out = filled(new Float32Array(n), (x) => fillTruncNormal(x, 0, 1, a, b, generator));
        for (const x of out) expect(x >= Math.fround(a) && x <= Math.fround(b)).toBe(true);
      }
      const distinct = multinomialWithoutReplacement(Float64Array.of(0, 3, 1, 0, 2), 3, generator);
      expect([...distinct].sort()).toEqual([1, 2, 4]);
    }),
    { numRuns: 50 },
  );
});

test('many draws have the mean and variance of their distribution', () => {
  const generator = seeded(3);
  const out = new Float32Array(1 << 18);
  const cases: readonly [mean: number, variance: number, fill: () => void][] = [
    [0.5, 1 / 12, () => fillUniform(out, 0, 1, generator)],
    [1, 4, () => fillNormal(out, 1, 2, generator)],
    [0.5, 0.25, () => fillExponential(out, 2, generator)],
    [0.3, 0.21, () => fillBernoulli(out, 0.3, generator)],
    [0, 0.7737413, () => fillTruncNormal(out, 0, 1, -2, 2, generator)],
  ];
  for (const [mean, variance, fill] of cases) {
    fill();
    const m = out.reduce((sum, x) => sum + x, 0) / out.length;
    const v = out.reduce((sum, x) => sum + (x - m) ** 2, 0) / out.length;
    expect(Math.abs(m - mean)).toBeLessThan(5 * Math.sqrt(variance / out.length));
    expect(Math.abs(v / variance - 1)).toBeLessThan(0.02);
  }
});

test('weights are drawn in proportion, with and without replacement', () => {
  const generator = seeded(9);
  const replaced = multinomialWithReplacement(weights, 100_000, generator);
  weights.forEach((weight, i) => {
    const share = replaced.filter((index) => index === i).length / replaced.length;
    expect(Math.abs(share - weight)).toBeLessThan(0.006);
  });
  let firsts = 0;
  for (let i = 0; i < 10_000; i++) if (multinomialWithoutReplacement(weights, 2, generator)[0] === 4) firsts++;
  expect(Math.abs(firsts / 10_000 - 0.4)).toBeLessThan(0.02);
});

describe('bad arguments are refused before anything is drawn or written', () => {
  const f32 = new Float32Array(4).fill(9);
  const i32 = new Int32Array(4).fill(9);
  const generator = seeded(1);
  const huge = Float32Array.of(3e38, 3e38);
  test.each<[message: string, draw: () => unknown]>([
    ['uniform: low must not exceed high, got [1, 0)', () => fillUniform(f32, 1, 0, generator)],
    ['uniform: low must not exceed high, got [NaN, 0)', () => fillUniform(f32, NaN, 0, generator)],
    ['uniform: [0, Infinity) is too wide for float32', () => fillUniform(f32, 0, Infinity, generator)],
    ['uniform: [-3e+38, 3e+38) is too wide for float32', () => fillUniform(f32, -3e38, 3e38, generator)],
    ['exponential: the rate must be positive, got 0', () => fillExponential(f32, 0, generator)],
    ['normal: std must not be negative, got -1', () => fillNormal(f32, 0, -1, generator)],
    ['normal: std must not be negative, got NaN', () => fillNormal(new Float32Array(20), 0, NaN, generator)],
    ['bernoulli: p must be in [0, 1], got 1.5', () => fillBernoulli(f32, 1.5, generator)],
    ['bernoulli: p must be in [0, 1], got NaN', () => fillBernoulli(f32, NaN, generator)],
    ['bernoulli: expected 4 probabilities, got 2', () => fillBernoulliEach(f32, new Float32Array(2), generator)],
    [
      'bernoulli: p must be in [0, 1], got -0.5 at index 2',
      () => fillBernoulliEach(f32, Float64Array.of(0, 1, -0.5, 0), generator),
    ],
    ['randint: low must be less than high, got low 3 and high 3', () => fillRandint(i32, 3, 3, generator)],
    ['randint: low and high must be integers, got 0 and 1.5', () => fillRandint(i32, 0, 1.5, generator)],
    [
      'randint: [0, 4294967296) does not fit int32, whose values are [-2^31, 2^31)',
      () => fillRandint(i32, 0, 2 ** 32, generator),
    ],
    ['randperm: n must be an integer in [0, 2^31), got -1', () => randperm(-1, generator)],
    ['randperm: n must be an integer in [0, 2^31), got 1.5', () => randperm(1.5, generator)],
    [
      'multinomial: the number of samples must be a positive integer, got 0',
      () => multinomialWithReplacement(weights, 0, generator),
    ],
    [
      'multinomial: weights must be finite and not negative, got -1 at index 1',
      () => multinomialWithReplacement(Float64Array.of(1, -1), 2, generator),
    ],
    [
      'multinomial: weights must be finite and not negative, got NaN at index 0',
      () => multinomialWithoutReplacement(Float64Array.of(NaN), 1, generator),
    ],
    [
      'multinomial: none of the 2 weights is positive',
      () => multinomialWithReplacement(new Float32Array(2), 1, generator),
    ],
    ['multinomial: the sum of the weights overflows float32', () => multinomialWithReplacement(huge, 2, generator)],
    [
      'multinomial: cannot draw 5 samples without replacement from 4 positive weights',
      () => multinomialWithoutReplacement(weights, 5, generator),
    ],
    ['truncNormal: mean must be finite, got NaN', () => fillTruncNormal(f32, NaN, 1, -2, 2, generator)],
    ['truncNormal: std must be positive and finite, got 0', () => fillTruncNormal(f32, 0, 0, -2, 2, generator)],
    ['truncNormal: a must not exceed b, got [2, -2]', () => fillTruncNormal(f32, 0, 1, 2, -2, generator)],
    [
      'truncNormal: [3, Infinity] must be bounded where it holds less than 0.3 of the distribution',
      () => fillTruncNormal(f32, 0, 1, 3, Infinity, generator),
    ],
  ])('%s', (message, draw) => {
    const before = generator.getState().join();
    expect(draw).toThrow(new ArgumentError(message));
    expect(generator.getState().join()).toBe(before);
    expect([...f32, ...i32]).toEqual(new Array(8).fill(9));
  });
});
