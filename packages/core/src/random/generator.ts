import { ArgumentError } from '../errors.ts';
import { decodeState, encodeState } from './generator-state.ts';
import { Mt19937 } from './mt19937.ts';

/** The seed a {@link Generator} starts from until it is given one, as PyTorch's. */
export const defaultSeed = 67280421310721n;

const smallestSeed = -(2n ** 63n);
const largestSeed = 2n ** 64n - 1n;

function checkSeed(seed: number | bigint): bigint {
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
    throw new ArgumentError(`manualSeed: expected an integer (a bigint beyond 2^53), got ${seed}`);
  }
  if (typeof seed !== 'number' && typeof seed !== 'bigint') {
    throw new ArgumentError(`manualSeed: expected an integer, got ${typeof seed}`);
  }
  const wide = BigInt(seed);
  if (wide < smallestSeed || wide > largestSeed) {
    throw new ArgumentError(`manualSeed: seed ${wide} is outside [-2^63, 2^64)`);
  }
  return BigInt.asUintN(64, wide);
}

/**
 * A stream of random numbers: PyTorch's CPU generator, number for number
 * (https://docs.pytorch.org/docs/stable/generated/torch.Generator.html). A new one is seeded with 67280421310721.
 */
export class Generator {
  /** @internal Where the numbers come from, for kernels that draw many at a time. */
  readonly engine: Mt19937 = new Mt19937();
  #seed = defaultSeed;
  #cachedNormal: number | undefined;
  #cachedFloatNormal: number | undefined;

  constructor() {
    this.manualSeed(defaultSeed);
  }

  /**
   * Starts the stream of `seed`, of which the engine takes the low 32 bits.
   * A negative seed stands for `2⁶⁴ + seed`, as in PyTorch.
   *
   * @throws {@link ArgumentError} unless `seed` is an integer in [-2⁶³, 2⁶⁴).
   */
  manualSeed(seed: number | bigint): this {
    const checked = checkSeed(seed);
    this.engine.seed(Number(BigInt.asIntN(32, checked)));
    this.#seed = checked;
    this.#cachedNormal = undefined;
    this.#cachedFloatNormal = undefined;
    return this;
  }

  /** The seed the stream began with, in [0, 2⁶⁴). */
  initialSeed(): bigint {
    return this.#seed;
  }

  /** Seeds the generator with a number that differs from run to run, and returns that number. */
  seed(): bigint {
    const word = (): bigint => BigInt(Math.floor(Math.random() * 2 ** 32));
    const seed = (word() << 32n) | word();
    this.manualSeed(seed);
    return seed;
  }

  /** The whole state, in the 5056 bytes of PyTorch's `Generator.get_state()`. */
  getState(): Uint8Array {
    const { left, next, state } = this.engine;
    return encodeState({
      seed: this.#seed,
      left,
      next,
      words: state,
      cachedNormal: this.#cachedNormal,
      cachedFloatNormal: this.#cachedFloatNormal,
    });
  }

  /**
   * Continues from a state that {@link Generator.getState} or PyTorch's `get_state()` returned.
   *
   * @throws {@link ArgumentError} for bytes that are no such state; the generator then stays as it was.
   */
  setState(state: Uint8Array): this {
    const decoded = decodeState(state);
    this.engine.state.set(decoded.words);
    this.engine.left = decoded.left;
    this.engine.next = decoded.next;
    this.#seed = decoded.seed;
    this.#cachedNormal = decoded.cachedNormal;
    this.#cachedFloatNormal = decoded.cachedFloatNormal;
    return this;
  }

  /** The next integer in [0, 2³²). */
  random32(): number {
    return this.engine.random32();
  }

  /** The next integer in [0, 2⁶⁴): two 32-bit draws, the high half first. */
  random64(): bigint {
    const high = BigInt(this.engine.random32());
    return (high << 32n) | BigInt(this.engine.random32());
  }

  /** The remainder of the next integer in [0, 2⁶⁴) by `modulus`, an integer in [1, 2³⁷]. Makes no bigint. */
  remainder64(modulus: number): number {
    const high = this.engine.random32() % modulus;
    const low = this.engine.random32();
    const upper = (high * 65536 + (low >>> 16)) % modulus;
    return (upper * 65536 + (low & 0xffff)) % modulus;
  }

  /** A multiple of 2⁻²⁴ in [0, 1), from one 32-bit draw: PyTorch's float32 uniform. */
  uniform24(): number {
    return (this.engine.random32() & 0xffffff) * 2 ** -24;
  }

  /** A multiple of 2⁻⁵³ in [0, 1), from two 32-bit draws: PyTorch's float64 uniform. */
  uniform53(): number {
    const high = this.engine.random32() & 0x1fffff;
    return (high * 2 ** 32 + this.engine.random32()) * 2 ** -53;
  }

  /**
   * A standard normal number. They are made in pairs (Box–Muller, from two 53-bit uniforms); the second of a pair is
   * kept for the next call.
   */
  normal(): number {
    const cached = this.#cachedNormal;
    if (cached !== undefined) {
      this.#cachedNormal = undefined;
      return cached;
    }
    const angle = 2 * Math.PI * this.uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.#cachedNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}

let defaultGenerator: Generator | undefined;

/**
 * The generator that random functions draw from when they are given none. Made at its first use. Until it is seeded it
 * yields the stream of seed 67280421310721 in every run; PyTorch picks a new seed for each process.
 */
export function getDefaultGenerator(): Generator {
  defaultGenerator ??= new Generator();
  return defaultGenerator;
}

/**
 * Seeds the default generator (https://docs.pytorch.org/docs/stable/generated/torch.manual_seed.html) and returns it.
 *
 * @throws {@link ArgumentError} unless `seed` is an integer in [-2⁶³, 2⁶⁴).
 */
export function manualSeed(seed: number | bigint): Generator {
  return getDefaultGenerator().manualSeed(seed);
}

/** The seed the default generator's stream began with. */
export function initialSeed(): bigint {
  return getDefaultGenerator().initialSeed();
}

/** Seeds the default generator with a number that differs from run to run, and returns that number. */
export function seed(): bigint {
  return getDefaultGenerator().seed();
}

/** The default generator's state: the bytes of `torch.get_rng_state()`. */
export function getRngState(): Uint8Array {
  return getDefaultGenerator().getState();
}

/**
 * Continues the default generator from a state of {@link getRngState} or of `torch.get_rng_state()`.
 *
 * @throws {@link ArgumentError} for bytes that are no such state; the generator then stays as it was.
 */
export function setRngState(state: Uint8Array): void {
  getDefaultGenerator().setState(state);
}
