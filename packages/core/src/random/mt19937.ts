/** How many 32-bit words the state of an {@link Mt19937} has. */
export const stateWords = 624;

/** How far the word that a new one is made from lies ahead. */
export const middle = 397;

function twist(u: number, v: number): number {
  const mixed = (u & 0x80000000) | (v & 0x7fffffff);
  return (mixed >>> 1) ^ (-(v & 1) & 0x9908b0df);
}

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), the engine of PyTorch's CPU generator.
 * `left` and `next` count as PyTorch's engine counts, so that a state can travel between the two.
 */
export class Mt19937 {
  readonly state: Int32Array = new Int32Array(stateWords);
  /** One more than the numbers that can be drawn before the state is renewed. */
  left = 1;
  /** The word the next number is made from, unless the state is renewed first. */
  next = 0;

  /** Starts over from the low 32 bits of `seed`. */
  seed(seed: number): void {
    const state = this.state;
    let word = seed | 0;
    state[0] = word;
    for (let i = 1; i < stateWords; i++) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i) | 0;
      state[i] = word;
    }
    this.left = 1;
    this.next = 0;
  }

  /** The next number of the stream, an integer in [0, 2³²). */
  random32(): number {
    if (--this.left === 0) this.#renew();
    let y = this.state[this.next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #renew(): void {
    const state = this.state;
    let i = 0;
    for (; i < stateWords - middle; i++) state[i] = state[i + middle]! ^ twist(state[i]!, state[i + 1]!);
    for (; i < stateWords - 1; i++) state[i] = state[i + middle - stateWords]! ^ twist(state[i]!, state[i + 1]!);
    state[i] = state[middle - 1]! ^ twist(state[i]!, state[0]!);
    this.left = stateWords;
    this.next = 0;
  }
}
