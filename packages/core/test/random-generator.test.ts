import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../src/errors.ts';
import { fillBernoulli, fillNormal, fillUniform, randomInt64, randperm } from '../src/random/distributions.ts';
import {
  Generator,
  getDefaultGenerator,
  getRngState,
  initialSeed,
  manualSeed,
  seed as seedFreely,
  setRngState,
} from '../src/random/generator.ts';
import { goldens } from './random-goldens.ts';

const seeded = (seed: number | bigint): Generator => new Generator().manualSeed(seed);
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
/** The state as one string, which compares quicker than 5056 numbers. */
const listed = (generator: Generator): string => generator.getState().join();

function fnv1a(bytes: Uint8Array): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
}

/** Draws of every kind, an odd number of normals among them. */
function mixture(generator: Generator): unknown[] {
  const [uniforms, normals, coins] = [new Float64Array(3), new Float32Array(3), new Uint8Array(3)];
  fillUniform(uniforms, 0, 1, generator);
  fillNormal(normals, 0, 1, generator);
  fillBernoulli(coins, 0.5, generator);
  return [uniforms, normals, coins, randperm(5, generator), randomInt64(generator)];
}

test.each(goldens)('the state after seed $seed and 700 draws has the bytes of PyTorch’s', ({ seed, stateHash }) => {
  const generator = seeded(seed);
  fillUniform(new Float32Array(700), 0, 1, generator);
  expect(fnv1a(generator.getState())).toBe(stateHash);
});

test('a state with half a pair of normals has the bytes of PyTorch’s', () => {
  // torch.manual_seed(42); torch.rand(3); torch.randn(1); torch.get_rng_state()
  const generator = seeded(42);
  fillUniform(new Float32Array(3), 0, 1, generator);
  fillNormal(new Float32Array(1), 0, 1, generator);
  const state = generator.getState();
  expect(state.length).toBe(5056);
  expect(hex(state.subarray(0, 32))).toBe('2a000000000000006a02000001000000070000000000000043e9262b00000000');
  expect(hex(state.subarray(5008, 5016))).toBe('5f42acf300000000');
  expect(new DataView(state.buffer).getFloat64(5024, true)).toBeCloseTo(-1.6137069, 6);
  expect(hex(state.subarray(5032))).toBe('000000000000000001000000000000000000000000000000');
});

test('a generator continues from a state bit for bit, wherever it was taken', () => {
  const draw = fc.constantFrom<(generator: Generator) => unknown>(
    (generator) => generator.random32(),
    (generator) => generator.random64(),
    (generator) => generator.normal(),
    (generator) => fillUniform(new Float32Array(300), 0, 1, generator),
    (generator) => fillNormal(new Float32Array(17), 0, 1, generator),
  );
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.array(draw, { maxLength: 8 }), (seed, draws) => {
      const generator = seeded(seed);
      for (const one of draws) one(generator);
      const state = generator.getState();
      const copy = seeded(7).setState(state);
      expect(listed(copy)).toBe(state.join());
      expect(copy.initialSeed()).toBe(seed);
      expect(mixture(copy)).toEqual(mixture(generator));
      expect(listed(copy)).toBe(listed(generator));
    }),
  );
});

test('a state is a copy, and may be part of a larger buffer', () => {
  const generator = seeded(3);
  const state = generator.getState();
  const buffer = new Uint8Array(6000);
  buffer.set(state, 13);
  generator.random32();
  expect(generator.setState(buffer.subarray(13, 13 + 5056)).random32()).toBe(seeded(3).random32());
  buffer.fill(0);
  state.fill(0);
  expect(generator.random32()).toBe(
    seeded(3)
      .setState(seeded(3).getState())
      .remainder64(2 ** 32),
  );
});

test('two generators with one seed agree, and do not disturb each other', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const a = seeded(seed);
      const b = seeded(BigInt(seed));
      const drawn = mixture(a);
      mixture(seeded(seed + 1));
      expect(mixture(b)).toEqual(drawn);
    }),
  );
});

test('seeds with the same low 32 bits start the same stream but keep their own name', () => {
  expect(mixture(seeded(2 ** 32 + 5))).toEqual(mixture(seeded(5)));
  expect(seeded(2 ** 32 + 5).initialSeed()).toBe(4294967301n);
  expect(mixture(seeded(-1))).toEqual(mixture(seeded(2n ** 64n - 1n)));
  expect(seeded(-1).initialSeed()).toBe(18446744073709551615n);
  expect(seeded(-(2n ** 63n)).initialSeed()).toBe(2n ** 63n);
  expect(mixture(seeded(5))).not.toEqual(mixture(seeded(6)));
});

test('a new generator has PyTorch’s default seed', () => {
  expect(new Generator().initialSeed()).toBe(67280421310721n);
  expect(mixture(new Generator())).toEqual(mixture(seeded(67280421310721n)));
});

test('seed() picks a seed of its own and starts its stream', () => {
  const generator = new Generator();
  const first = generator.seed();
  expect(generator.initialSeed()).toBe(first);
  expect(mixture(generator)).toEqual(mixture(seeded(first)));
  expect(generator.seed()).not.toBe(first);
});

test('functions draw from the default generator, which manualSeed seeds', () => {
  expect(manualSeed(11)).toBe(getDefaultGenerator());
  expect(initialSeed()).toBe(11n);
  expect([...randperm(20)]).toEqual([...randperm(20, seeded(11))]);
  const state = getRngState();
  const next = randomInt64();
  setRngState(state);
  expect(randomInt64()).toBe(next);
  expect(initialSeed()).toBe(11n);
  expect(seedFreely()).toBe(initialSeed());
});

describe('a seed is refused unless it is an integer of 64 bits:', () => {
  test.each<[seed: number | bigint, message: string]>([
    [1.5, 'manualSeed: expected an integer (a bigint beyond 2^53), got 1.5'],
    [NaN, 'manualSeed: expected an integer (a bigint beyond 2^53), got NaN'],
    [2 ** 53, 'manualSeed: expected an integer (a bigint beyond 2^53), got 9007199254740992'],
    [2n ** 64n, 'manualSeed: seed 18446744073709551616 is outside [-2^63, 2^64)'],
    [-(2n ** 63n) - 1n, 'manualSeed: seed -9223372036854775809 is outside [-2^63, 2^64)'],
    ['7' as unknown as number, 'manualSeed: expected an integer, got string'],
  ])('%s', (seed, message) => {
    const generator = seeded(1);
    expect(() => generator.manualSeed(seed)).toThrow(new ArgumentError(message));
    expect(mixture(generator)).toEqual(mixture(seeded(1)));
  });
});

describe('a malformed state is refused and leaves the generator as it was:', () => {
  const broken = (change: (view: DataView) => void): Uint8Array => {
    const state = seeded(1).getState();
    change(new DataView(state.buffer));
    return state;
  };
  const zeroWords = (view: DataView): void => {
    for (let i = 24; i < 5016; i++) view.setUint8(i, 0);
  };
  test.each<[message: string, state: Uint8Array]>([
    ['expected a Uint8Array of 5056 bytes, got string', 'state' as unknown as Uint8Array],
    ['expected 5056 bytes, got 0', new Uint8Array(0)],
    ['expected 5056 bytes, got 5048', new Uint8Array(5048)],
    ['the engine must be marked as seeded (1), got 0', new Uint8Array(5056)],
    ['the engine cannot have 0 numbers left at word 0 of 624', broken((view) => view.setInt32(8, 0, true))],
    ['the engine cannot have 625 numbers left at word 0 of 624', broken((view) => view.setInt32(8, 625, true))],
    ['the engine cannot have 300 numbers left at word 0 of 624', broken((view) => view.setInt32(8, 300, true))],
    ['the engine cannot have 1 numbers left at word 4294967296 of 624', broken((view) => view.setInt32(20, 1, true))],
    ['word 2 of the engine exceeds 32 bits', broken((view) => view.setInt32(24 + 2 * 8 + 4, 1, true))],
    ['every word of the engine is 0, from which it would yield zeros for ever', broken(zeroWords)],
    ['the flag of the cached normal must be 0 or 1, got 7', broken((view) => view.setInt32(5040, 7, true))],
    ['the flag of the cached float32 normal must be 0 or 1, got 2', broken((view) => view.setUint8(5052, 2))],
    [
      'the cached normal must be finite, got NaN',
      broken((view) => {
        view.setInt32(5040, 1, true);
        view.setFloat64(5024, NaN, true);
      }),
    ],
    [
      'the cached float32 normal must be finite, got Infinity',
      broken((view) => {
        view.setUint8(5052, 1);
        view.setFloat32(5048, Infinity, true);
      }),
    ],
  ])('%s', (message, state) => {
    const generator = seeded(2);
    generator.normal();
    const before = listed(generator);
    expect(() => generator.setState(state)).toThrow(new ArgumentError(`setState: ${message}`));
    expect(listed(generator)).toBe(before);
  });
});

test('a float32 normal in a state, which PyTorch’s CPU functions never leave, is carried along', () => {
  const state = seeded(1).getState();
  const view = new DataView(state.buffer);
  view.setFloat32(5048, 0.25, true);
  view.setUint8(5052, 1);
  expect(listed(new Generator().setState(state))).toBe(state.join());
});
