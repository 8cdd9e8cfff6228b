import { defineConfig } from 'vitest/config';

const folders = '{packages/*,examples/*,docs}/test/**';

export default defineConfig({
  test: {
    // One project per kind of run: `pnpm test` runs all of them but stress.
    projects: [
      // no test asserts a time, and a loaded machine takes its own
      { test: { name: 'node', environment: 'node', include: [`${folders}/*.test.ts`], testTimeout: 60_000 } },
      { test: { name: 'stress', environment: 'node', include: [`${folders}/*.stress.ts`], testTimeout: 600_000 } },
    ],
  },
});
