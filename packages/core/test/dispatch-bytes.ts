/**
 * Prints, as JSON, how many bytes of JavaScript objects one call of each kind makes once it is compiled. A program of its
 * own: beside other tests the engine has seen too many kinds of objects to compile as it does for users.
 */
import { linear, noGrad, ones, setKernels, type Tensor } from '../src/index.ts';

const collect = (globalThis as unknown as { gc: () => void }).gc;

function bytesPerCall(call: () => unknown): number {
  const count = 1000;
  for (let i = 0; i < 20 * count; i++) call();
  const samples = Array.from({ length: 9 }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < count; i++) call();
    return (process.memoryUsage().heapUsed - before) / count;
  });
  // some samples hold work of the engine's own
  return Math.min(...samples);
}

setKernels('simd');
const x = ones([4, 4], { requiresGrad: true });
const weight = ones([4, 4], { requiresGrad: true });
const bias = ones([4], { requiresGrad: true });
const plain = ones([4, 4]);

const calls: Readonly<Record<string, () => Tensor>> = {
  formula: () => plain.mul(2),
  recordedFormula: () => x.mul(2),
  savingFormula: () => x.tanh(),
  binaryFormula: () => x.mul(plain),
  record: () => noGrad(() => linear(plain, weight, bias)),
  recordedRecord: () => linear(x, weight, bias),
  view: () => x.mT,
};

console.log(
  JSON.stringify(Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, bytesPerCall(call)]))),
);
