import { getKernels, type KernelsName, setKernels, type Tensor, tensor } from 'cotangent';
import { bench, describe } from 'vitest';
import { hashUniform } from '../src/data/random.ts';

const names: readonly KernelsName[] = ['reference', 'simd'];

/** Times an operation on each kind of kernels; `prepare` makes its operands, and the function that is timed. */
export function compareKernels(name: string, prepare: () => () => unknown): void {
  describe(name, () => {
    for (const kernels of names) {
      const before = getKernels();
      let run: () => unknown = () => {};
      bench(kernels, () => void run(), {
        time: 200,
        warmupTime: 50,
        setup() {
          setKernels(kernels);
          run = prepare();
        },
        teardown() {
          setKernels(before);
        },
      });
    }
  });
}

/** Numbers in [-2, 2), without gradients. */
export function numbers(shape: readonly number[], seed = 1): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(hashUniform(count, seed, 2)).reshape(shape);
}
