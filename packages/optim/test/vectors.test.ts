import { getKernels, setKernels, tensor } from '@cotangent/core';
import { mapFallbacks } from '@cotangent/core/testing';
import * as optim from '@cotangent/optim';
import { expect, test } from 'vitest';
import { adaptiveTrajectories } from './adaptive-trajectories.ts';
import { gradients, start, trajectories } from './torch-trajectories.ts';

const { Adadelta, Adafactor, Adagrad, Adam, Adamax, AdamW, ASGD, Lion, Muon, NAdam, RAdam, RMSprop, Rprop, SGD } =
  optim;
const optimizers = {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  Lion,
  Muon,
  NAdam,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
};

const further = (['Adafactor', 'Lion', 'Muon'] as const).map((optimizer) => ({ optimizer, options: {} }));

test.each([...trajectories, ...adaptiveTrajectories, ...further])(
  'steps of $optimizer with $options run on vectors',
  ({ optimizer, options }) => {
    const before = getKernels();
    setKernels('simd');
    try {
      const param = tensor([start, start], { requiresGrad: true });
      const made = new optimizers[optimizer]([param], options);
      const count = mapFallbacks();
      for (const gradient of gradients) {
        param.grad = tensor([gradient, gradient]);
        made.step();
      }
      expect(mapFallbacks()).toBe(count);
    } finally {
      setKernels(before);
    }
  },
);
