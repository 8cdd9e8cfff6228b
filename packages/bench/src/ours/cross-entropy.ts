import { nn, tensor } from 'cotangent';
import { hashUniform } from '../data/random.ts';
import { crossEntropyLabels } from '../data/read.ts';
import type { Run } from '../measuring/runner.ts';
import { spec } from '../spec.ts';

/** W7: forward and backward of a large cross entropy with label smoothing. */
export function crossEntropy(run: Run): void {
  const { rows, cols, seed, scale, smoothing } = spec.W7;
  const logits = tensor(hashUniform(rows * cols, seed, scale))
    .reshape([rows, cols])
    .requiresGrad_();
  const labels = tensor(crossEntropyLabels(), { dtype: 'int64' });
  const criterion = new nn.CrossEntropyLoss({ labelSmoothing: smoothing });
  let value = 0;
  const step = () => {
    logits.grad = null;
    const loss = criterion.call(logits, labels);
    loss.backward();
    value = loss.item();
  };
  run.measure({
    check() {
      step();
      return { loss: value, g1: logits.grad?.select(0, 0).select(0, 1).item() ?? Number.NaN };
    },
    step,
    timing: { warmSteps: 3 },
  });
}
