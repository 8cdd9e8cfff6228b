import { defineConfig } from 'vitest/config';

const folders = '{packages/*,examples/*,docs}/test/**';

export default defineConfig({
  test: {
    maxWorkers: '100%',
    // One project per kind of run: `pnpm test` runs all of them but stress.
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [`${folders}/*.test.ts`],
          // files share what a worker has imported, which takes longer than most of them; each leaves things as it found them
          isolate: false,
          // no test asserts a time, and a loaded machine takes its own
          testTimeout: 60_000,
        },
      },
      // `pnpm bench:kernels`
      { test: { name: 'kernels', include: [], benchmark: { include: ['packages/bench/kernels/*.bench.ts'] } } },
      { test: { name: 'stress', environment: 'node', include: [`${folders}/*.stress.ts`], testTimeout: 600_000 } },
    ],
  },
});
