/** Whole numbers below 2³², as fractions in [0, 1): the same in every language and engine. */
export type Random = () => number;

/** The generator of the recorded data: a Weyl sequence through a mixer of 32 bits. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
}

/** A draw from the standard normal distribution. */
export function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** `count` float32 numbers in [-scale, scale) that need no sequence: each follows from its index and the seed alone. */
export function hashUniform(count: number, seed: number, scale = 1): Float32Array {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let x = (Math.imul(i, 0x9e3779b1) + Math.imul(seed, 0x85ebca77)) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 0x85ebca77) >>> 0;
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae3d) >>> 0;
    x = (x ^ (x >>> 16)) >>> 0;
    // 24 bits, which a float32 holds exactly
    numbers[i] = ((x >>> 8) / 8388608 - 1) * scale;
  }
  return numbers;
}
