import { getKernels, manualSeed, nn, noGrad, optim, type Tensor, tensor } from 'cotangent';
import { expect, test } from 'vitest';

/** Two half circles that reach into each other, as scikit-learn's `make_moons` draws them without noise. */
function moons(count: number): { points: Tensor; classes: Tensor } {
  const points: number[][] = [];
  const classes: number[] = [];
  for (let i = 0; i < count; i++) {
    const angle = (Math.PI * i) / (count - 1);
    points.push([Math.cos(angle), Math.sin(angle)], [1 - Math.cos(angle), 0.5 - Math.sin(angle)]);
    classes.push(0, 1);
  }
  return { points: tensor(points), classes: tensor(classes, { dtype: 'int64' }) };
}

test('an MLP learns to tell two moons apart', () => {
  manualSeed(0);
  const { points, classes } = moons(64);
  const model = new nn.Sequential(new nn.Linear(2, 16), new nn.Tanh(), new nn.Linear(16, 2));
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });
  const criterion = new nn.CrossEntropyLoss();
  const losses: number[] = [];
  for (let step = 0; step < 150; step++) {
    optimizer.zeroGrad();
    const loss = criterion.call(model.call(points), classes);
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
  expect(losses[0]).toBeGreaterThan(0.3);
  expect(losses.at(-1)).toBeLessThan(0.02);
  const predicted = noGrad(() => model.call(points).argmax({ dim: 1 }));
  expect(predicted.tolist()).toEqual(classes.tolist());
});

test('where WebAssembly SIMD is to be had, operations run on it', () => {
  // the smallest module with an instruction of it
  const module = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
  const host = globalThis as unknown as {
    readonly WebAssembly: { validate(bytes: Uint8Array): boolean };
    readonly process?: { readonly env: Readonly<Record<string, string | undefined>> };
  };
  expect(host.WebAssembly.validate(Uint8Array.from(module))).toBe(true);
  expect(getKernels()).toBe(host.process?.env?.COTANGENT_KERNELS ?? 'simd');
});
