import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getKernels } from 'cotangent';
import { runFramework } from '../measuring/runner.ts';
import { spec } from '../spec.ts';
import { crossEntropy } from './cross-entropy.ts';
import { elementwise } from './elementwise.ts';
import { matmul } from './matmul.ts';
import { scalarChain } from './scalar-chain.ts';
import { cnnStep, mlpStep, train } from './training.ts';

const manifest = createRequire(import.meta.url).resolve('cotangent/package.json');
const { version, exports } = JSON.parse(readFileSync(manifest, 'utf8'));

runFramework(
  {
    framework: 'cotangent',
    version,
    more: { build: exports['.'].default ? 'packed' : 'source', kernels: getKernels() },
    workloads: {
      W1: (run) => train(run, mlpStep(run.recordings, 'W1'), spec.W1),
      W2: (run) => train(run, mlpStep(run.recordings, 'W2'), spec.W2),
      W3: (run) => train(run, mlpStep(run.recordings, 'W3'), spec.W3),
      W4: (run) => train(run, mlpStep(run.recordings, 'W4'), spec.W4),
      W5: matmul,
      W6: elementwise,
      W7: crossEntropy,
      W8: scalarChain,
      W9: (run) => train(run, cnnStep(run.recordings), spec.W9),
    },
    trainer: mlpStep,
  },
  process.argv.slice(2),
);
