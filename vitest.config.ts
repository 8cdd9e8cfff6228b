import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { findChromium } from './.ci/browser.ts';

const folders = '{packages/*,examples/*,docs}/test/**';

const executablePath = findChromium();

/** What runs in Chromium too: every operation, the kernels it runs on there, and a training. */
const inBrowser: TestProjectConfiguration[] = executablePath
  ? [
      {
        test: {
          name: 'chromium',
          include: [
            'packages/core/test/{ops-every,kernels-map,kernels-matmul,kernels-reduce,simd-*}.test.ts',
            'packages/cotangent/test/training.test.ts',
          ],
          isolate: false,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath,
                args: [
                  '--no-sandbox',
                  '--disable-gpu',
                  '--disable-quic',
                  '--no-first-run',
                  '--disable-background-networking',
                  '--disable-component-update',
                  '--disable-sync',
                ],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ]
  : [];

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
      ...inBrowser,
      // `pnpm bench:kernels`
      { test: { name: 'kernels', include: [], benchmark: { include: ['packages/bench/kernels/*.bench.ts'] } } },
      { test: { name: 'stress', environment: 'node', include: [`${folders}/*.stress.ts`], testTimeout: 600_000 } },
    ],
  },
});
