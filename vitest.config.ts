import { defineConfig } from 'vitest/config';

const folders = '{packages/*,examples/*,docs}/test/**';

export default defineConfig({
  test: {
    // One project per kind of run: `pnpm test` runs all of them but stress.
    projects: [
      { test: { name: 'node', environment: 'node', include: [`${folders}/*.test.ts`] } },
      { test: { name: 'stress', environment: 'node', include: [`${folders}/*.stress.ts`], testTimeout: 600_000 } },
    ],
  },
});
