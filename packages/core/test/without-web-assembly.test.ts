import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  // the next file shall not find this copy
  vi.resetModules();
});

const forbidden = new (class {
  Module = class {
    constructor() {
      throw new Error('Refused to compile: the content security policy forbids it');
    }
  };
})();

test.each([
  ['has no WebAssembly', undefined],
  ['forbids to compile it', forbidden],
])('a host that %s runs the plain loops, after one warning', async (_, webAssembly) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.stubEnv('COTANGENT_KERNELS', undefined);
  vi.stubGlobal('WebAssembly', webAssembly);
  vi.resetModules();
  const { getKernels, linear, tensor } = await import('../src/index.ts');
  const weight = tensor([[1, 2]], { requiresGrad: true });
  linear(tensor([[3, 4]]), weight)
    .tanh()
    .sum()
    .backward();
  expect(weight.grad!.shape).toEqual([1, 2]);
  expect(tensor([1, 2]).mul(3).tolist()).toEqual([3, 6]);
  expect(getKernels()).toBe('reference');
  expect(warn).toHaveBeenCalledTimes(1);
});
