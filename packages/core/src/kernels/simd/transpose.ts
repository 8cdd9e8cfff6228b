import type { FunctionBuilder, Local } from '../assembler/function-builder.ts';

/** Makes the columns of four vectors of four elements their rows. */
export function transpose4(f: FunctionBuilder, vectors: readonly Local[]): void {
  const [a, b, c, d] = vectors as readonly [Local, Local, Local, Local];
  const [low, high] = [f.local('v128'), f.local('v128')];
  // a0 b0 a1 b1, a2 b2 a3 b3, and of c and d alike
  f.get(a).get(b).shuffle32([0, 4, 1, 5]).set(low).get(a).get(b).shuffle32([2, 6, 3, 7]).set(high);
  f.get(c).get(d).shuffle32([0, 4, 1, 5]).set(a).get(c).get(d).shuffle32([2, 6, 3, 7]).set(d);
  f.get(low).get(a).shuffle32([2, 3, 6, 7]).set(b).get(low).get(a).shuffle32([0, 1, 4, 5]).set(a);
  f.get(high).get(d).shuffle32([0, 1, 4, 5]).set(c).get(high).get(d).shuffle32([2, 3, 6, 7]).set(d);
}
